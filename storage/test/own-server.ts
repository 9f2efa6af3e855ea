import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connect, createBuckets, type Store } from '../src/index.ts';
import { given } from './server.ts';

export interface OwnServer {
	store: Store;
	/** The server's data folder, for damage behind its back. */
	data: string;
	endpoint: string;
	stop(): Promise<void>;
	start(): Promise<void>;
	remove(): Promise<void>;
}

/** A MinIO of this test file's own, whose data folder may be damaged and which may be stopped. */
export async function ownServer(): Promise<OwnServer> {
	const data = await mkdtemp(join(tmpdir(), 'sal-minio-'));
	const [port, consolePort] = [await freePort(), await freePort()];
	const secretKey = randomBytes(12).toString('hex');
	const endpoint = `http://127.0.0.1:${port}`;
	const store = connect({ endpoint, accessKey: 'testroot', secretKey });
	let child: ReturnType<typeof spawn> | undefined;
	const start = async (): Promise<void> => {
		const args = ['server', data, '--address', `127.0.0.1:${port}`, '--console-address', `127.0.0.1:${consolePort}`, '--quiet'];
		child = spawn(given('MINIO_BIN'), args, { stdio: 'ignore', env: { ...process.env, MINIO_ROOT_USER: 'testroot', MINIO_ROOT_PASSWORD: secretKey, MINIO_UPDATE: 'off' } });
		await until(async () => (await fetch(`${endpoint}/minio/health/cluster`)).ok);
	};
	const stop = async (): Promise<void> => {
		const running = child;
		if (!running || running.exitCode !== null || running.signalCode !== null) return;
		const ended = new Promise((resolve) => running.once('exit', resolve));
		running.kill('SIGTERM');
		await ended;
	};
	await start();
	await createBuckets(store);
	return {
		store,
		data,
		endpoint,
		start,
		stop,
		remove: async () => {
			store.close();
			await stop();
			await rm(data, { recursive: true, force: true });
		}
	};
}

/** Waits for a condition, asking again and again, at most half a minute. */
async function until(condition: () => Promise<boolean>): Promise<void> {
	const end = Date.now() + 30_000;
	while (!(await condition().catch(() => false))) {
		if (Date.now() > end) throw new Error('MinIO did not become ready in 30 s; is MINIO_BIN a MinIO server?');
		await wait(50);
	}
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
		});
	});
}
