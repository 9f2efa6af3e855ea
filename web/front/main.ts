/** The portal's process: adapter-node's handler behind the one origin. Started by the launcher; see config.ts for what it reads. */
import { access } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { readFrontConfig } from './config.ts';
import { createFront, type Pages } from './front.ts';

const BUILD = join(import.meta.dirname, '../build/handler.js');

async function loadPages(addressHeader: string | undefined): Promise<Pages> {
	await access(BUILD).catch(() => {
		throw new Error('The portal is not built: start it with "npm start", or run "npm run build -w web".');
	});
	// The handler reads these when it is loaded. The front sets both headers itself on every request, so nobody can forge them.
	process.env.PROTOCOL_HEADER = 'x-forwarded-proto';
	process.env.HOST_HEADER = 'x-forwarded-host';
	// Signed minutes come as a form of up to 8 MB; the handler's own limit is 512 KB. What a page takes less of, it refuses itself.
	process.env.BODY_SIZE_LIMIT = '9M';
	if (addressHeader) process.env.ADDRESS_HEADER = addressHeader;
	const loaded: { handler: Pages } = await import(pathToFileURL(BUILD).href);
	return loaded.handler;
}

try {
	const config = readFrontConfig(process.env);
	const front = createFront({ config, pages: await loadPages(config.addressHeader) });
	await front.listen();
	console.log(`the portal listens on ${config.host}:${config.port} as ${config.origin.origin}`);
	const leave = async () => {
		await front.close();
		process.exit(0);
	};
	process.once('SIGTERM', () => void leave());
	process.once('SIGINT', () => void leave());
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
}
