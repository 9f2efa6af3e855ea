/** Sends a file to the portal in slices, in the browser. */
import { resolve } from '$app/paths';

/** Bytes; the server takes no more at once. */
const SLICE = 256 * 1024;

/** Sends all of it; `progress` is told percents. @throws {Error} with the server's own sentence */
export async function sendFile({ id, file, progress }: { id: string; file: File; progress: (percent: number) => void }): Promise<void> {
	const slices = Math.ceil(file.size / SLICE);
	for (let number = 0; number < slices; number++) {
		const body = await file.slice(number * SLICE, (number + 1) * SLICE).arrayBuffer();
		const address = `${resolve('/(portal)/admin/imports/[id]/slices', { id })}?number=${number}${number === slices - 1 ? '&last=1' : ''}`;
		const answer = await fetch(address, { method: 'POST', body, headers: { 'content-type': 'application/octet-stream' } });
		if (!answer.ok) throw new Error(((await answer.json()) as { message: string }).message);
		progress(((number + 1) / slices) * 100);
	}
}
