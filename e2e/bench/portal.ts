/** A whole Sál of a bench's own: the launcher with the test profile, on a free port and with a data folder that is thrown away. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Servers that `npm run bench` offers; this one brings its own. */
const notTheirs = { DATABASE_URL: undefined, DATABASE_OWNER_URL: undefined, S3_ENDPOINT: undefined, S3_ACCESS_KEY: undefined, S3_SECRET_KEY: undefined };
const READY_MS = 120_000;

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	if (address === null || typeof address === 'string') throw new Error('no free port');
	return address.port;
}

export interface Portal {
	origin: string;
	/** Ends every process and removes the data. */
	close(): Promise<void>;
}

/** Resolves when the portal answers; `house()` then reads from its data folder. */
export async function openPortal(): Promise<Portal> {
	const data = mkdtempSync(join(tmpdir(), 'sal-bench-'));
	const port = await freePort();
	const launcher = spawn(process.execPath, [join(import.meta.dirname, '../../web/launch/start.mjs')], {
		env: { ...process.env, ...notTheirs, SAL_MODE: 'test', SAL_DATA: data, SAL_PORT: String(port) },
		stdio: ['ignore', 'ignore', 'inherit']
	});
	const ended = once(launcher, 'exit');
	const close = async () => {
		launcher.kill('SIGTERM');
		await ended;
		rmSync(data, { recursive: true, force: true });
	};
	const origin = `http://localhost:${port}`;
	const deadline = Date.now() + READY_MS;
	const answers = () => fetch(`${origin}/health`).then((answer) => answer.ok, () => false);
	while (!(await answers())) {
		if (launcher.exitCode !== null || Date.now() > deadline) {
			await close();
			throw new Error('the portal did not start: what it said stands above');
		}
		await wait(250);
	}
	process.env.SAL_E2E_DATA = data;
	return { origin, close };
}
