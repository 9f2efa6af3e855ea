/** Brings a file from the browser into the object store, and has the portal take it in. */
import { resolve } from '$app/paths';
import { m } from '#lib/paraglide/messages.js';
import { endings, MATERIAL_LIMIT, MATERIAL_MB } from './materials.rules.ts';

interface Bring {
	session: string;
	/** New material of an item, or a new version of a material. */
	to: { item: string } | { material: string };
	file: File;
	/** Told percents. */
	progress: (percent: number) => void;
}

/** What is wrong with a file before any of it is sent; undefined: nothing that can be seen from here. */
export function objection({ name, size }: { name: string; size: number }): string | undefined {
	if (size === 0) return m.council_materials_error_empty();
	if (size > MATERIAL_LIMIT) return m.council_materials_error_large({ most: MATERIAL_MB });
	return endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`)) ? undefined : m.council_materials_error_kind();
}

/** @throws {Error} with a sentence for whoever brings it */
export async function bring({ session, to, file, progress }: Bring): Promise<void> {
	const { upload, address } = await asked<{ upload: string; address: string }>(resolve('/(portal)/council/[session]/materials/upload', { session }), {});
	await put(address, file, progress);
	await asked(resolve('/(portal)/council/[session]/materials', { session }), { upload, name: file.name, ...to });
}

async function asked<T>(path: string, body: object): Promise<T> {
	const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify(body) }).catch(() => null);
	if (answer === null) throw new Error(m.council_materials_error_line());
	const told = (await answer.json().catch(() => ({}))) as T & { message?: string };
	if (!answer.ok) throw new Error(told.message ?? m.council_materials_error_line());
	return told;
}

/** By XMLHttpRequest: `fetch` does not tell how much has gone. */
function put(address: string, file: File, progress: (percent: number) => void): Promise<void> {
	return new Promise((done, fail) => {
		const request = new XMLHttpRequest();
		request.open('PUT', address);
		request.upload.onprogress = ({ loaded, total }) => progress((loaded / total) * 100);
		request.onload = () => (request.status === 200 ? done() : fail(new Error(request.status === 503 ? m.portal_error_store_down() : m.council_materials_error_line())));
		request.onerror = () => fail(new Error(m.council_materials_error_line()));
		request.send(file);
	});
}
