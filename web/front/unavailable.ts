import type { ServerResponse } from 'node:http';

const sentences = {
	502: ['Služba za portálem neodpověděla správně.', 'A service behind the portal did not answer properly.'],
	503: ['Služba za portálem teď neběží. Spustí se sama, zkuste to za chvíli znovu.', 'A service behind the portal is not running. It starts again by itself; please try again in a moment.']
} as const;

/** A plain page, Czech first, for when what stands behind the front is away. */
export function unavailable(res: ServerResponse, status: keyof typeof sentences): void {
	if (res.headersSent) {
		res.destroy();
		return;
	}
	const [czech, english] = sentences[status];
	res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'retry-after': '5' });
	res.end(`<!doctype html><html lang="cs"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sál</title><h1>Sál</h1><p>${czech}</p><p lang="en">${english}</p></html>`);
}
