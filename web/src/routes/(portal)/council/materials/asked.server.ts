import { DomainError } from '#lib/domain-error.ts';
import { materialAddress } from './address.server.ts';

interface StoredFile {
	objectKey: string;
	fileName: string;
	mediaType: string;
}

/** `?version=`: one version; else the newest. @throws {DomainError} `not-found` for what is no number */
export function wantedVersion(url: URL): number | null {
	const wanted = url.searchParams.get('version');
	if (wanted !== null && !/^[1-9]\d{0,4}$/.test(wanted)) throw new DomainError('not-found');
	return wanted === null ? null : Number(wanted);
}

/** Sends the browser to the file, which it saves. */
export async function saving(file: StoredFile): Promise<Response> {
	return new Response(null, { status: 303, headers: { location: await materialAddress(file, true), 'cache-control': 'private, no-store' } });
}

/** Tells a page that shows the file where it is. */
export async function showing(file: StoredFile): Promise<Response> {
	return Response.json({ address: await materialAddress(file, false) }, { headers: { 'cache-control': 'private, no-store' } });
}
