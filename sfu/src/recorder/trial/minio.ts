import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './condition.ts';
import { end } from './process.ts';
import { needed } from './store.ts';

export const minioKeys = { accessKey: 'trialroot', secretKey: 'trialroot-secret' };

/** An object store of our own, that may be killed. */
export class OwnMinio {
	readonly endpoint: string;
	readonly #folder = mkdtempSync(join(tmpdir(), 'sal-minio-'));
	#process: ChildProcess | undefined;

	private constructor(port: number) {
		this.endpoint = `http://127.0.0.1:${port}`;
	}

	static async start(): Promise<OwnMinio> {
		const minio = new OwnMinio(await freePort());
		await minio.up();
		return minio;
	}

	async up(): Promise<void> {
		this.#process = spawn(needed('MINIO_BIN'), ['server', '--quiet', '--address', this.endpoint.replace('http://', ''), '--console-address', '127.0.0.1:0', this.#folder], {
			env: { PATH: process.env['PATH'], HOME: this.#folder, MINIO_ROOT_USER: minioKeys.accessKey, MINIO_ROOT_PASSWORD: minioKeys.secretKey, MINIO_BROWSER: 'off' },
			stdio: 'ignore'
		});
		await until('MinIO answers', 30_000, () => fetch(`${this.endpoint}/minio/health/cluster`).then(({ ok }) => ok, () => false));
	}

	async kill(): Promise<void> {
		await end(this.#process);
	}

	/** Kills it and takes its data away. */
	async remove(): Promise<void> {
		await this.kill();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('no free port');
	return address.port;
}
