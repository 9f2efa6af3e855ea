/** The launcher as its operator sees it: the whole house, started, hurt, stopped and started again. Needs the built portal, as `npm test` leaves it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@sal/storage';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { alive, identify, type ProcessIdentity } from './supervise/process-identity.ts';
import type { Status } from './supervise/status.ts';

const PROCESSES = ['jobs', 'launcher', 'minio', 'postgres', 'recorder', 'sfu', 'stream', 'web'];
const PATIENCE = { timeout: 60_000, interval: 50 };

const data = mkdtempSync(join(tmpdir(), 'sal-launcher-'));
let port: number;
const started: ChildProcess[] = [];

function launch(over: NodeJS.ProcessEnv = {}): { launcher: ChildProcess; output: () => string } {
	for (const name of ['MINIO_BIN', 'PG_BIN', 'MEDIASOUP_WORKER_BIN']) if (!process.env[name]) throw new Error(`${name} is not set: run the tests with "npm test", which provides it.`);
	const { DATABASE_URL: _app, DATABASE_OWNER_URL: _owner, S3_ENDPOINT: _store, ...rest } = process.env;
	const launcher = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { env: { ...rest, SAL_MODE: 'test', SAL_DATA: data, SAL_PORT: String(port), SAL_WORKERS: '1', ...over }, stdio: ['ignore', 'pipe', 'pipe'] });
	started.push(launcher);
	let text = '';
	launcher.stdout.on('data', (chunk) => (text += chunk));
	launcher.stderr.on('data', (chunk) => (text += chunk));
	return { launcher, output: () => text };
}

const status = (): Status => JSON.parse(readFileSync(join(data, 'run/status.json'), 'utf8')) as Status;

/** Starts and waits until all runs; answers with who runs. */
async function ready(): Promise<{ launcher: ChildProcess; output: () => string; processes: ProcessIdentity[] }> {
	const it = launch();
	await vi.waitFor(() => {
		if (it.launcher.exitCode !== null) throw new Error(`the launcher ended: ${it.output()}`);
		const now = status();
		expect(now).toMatchObject({ state: 'ready', pids: { launcher: it.launcher.pid } });
		expect(Object.keys(now.pids).sort()).toEqual(PROCESSES);
	}, PATIENCE);
	return { ...it, processes: everyProcess() };
}

const everyProcess = (): ProcessIdentity[] => Object.values(status().pids).flatMap((pid) => identify(pid ?? 0) ?? []);

async function ended(launcher: ChildProcess): Promise<number | null> {
	if (launcher.exitCode === null && launcher.signalCode === null) await once(launcher, 'exit');
	return launcher.exitCode;
}

const page = (path = '/login') => fetch(`http://localhost:${port}${path}`);

async function query<T>(ask: (sql: postgres.Sql) => Promise<T>): Promise<T> {
	const sql = postgres(status().postgresUrl ?? '', { max: 1, onnotice: () => undefined });
	try {
		return await ask(sql);
	} finally {
		await sql.end();
	}
}

beforeAll(async () => {
	const probe = createServer();
	await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
	port = (probe.address() as AddressInfo).port;
	await new Promise((done) => probe.close(done));
});
afterAll(async () => {
	for (const launcher of started) {
		launcher.kill('SIGTERM');
		await ended(launcher);
	}
	if (existsSync(join(data, 'postgres-folder'))) rmSync(readFileSync(join(data, 'postgres-folder'), 'utf8').trim(), { recursive: true, force: true });
	rmSync(data, { recursive: true, force: true });
}, 60_000);

describe('the launcher', () => {
	test('brings up a portal that answers, and Ctrl-C ends every process', { timeout: 120_000 }, async () => {
		const { launcher, processes, output } = await ready();
		expect((await page()).status).toBe(200);
		expect(output()).toContain(`Sál runs at http://localhost:${port}`);
		expect(output()).toMatch(/Password of every demo account: \S{14}/);
		expect(processes).toHaveLength(PROCESSES.length);
		await query((sql) => sql`create table kept as select 42 as answer`);
		for (const file of ['run/status.json', 'secrets/minio-root', 'secrets/sal-web.pem', 'run/s3-portal.json']) expect(statSync(join(data, file)).mode & 0o077, file).toBe(0);

		launcher.kill('SIGINT');
		expect(await ended(launcher)).toBe(0);
		expect(processes.filter(alive)).toEqual([]);
		await expect(page()).rejects.toThrow();
	});

	test('starts again on whole data, ends what a killed launcher left, and starts again whatever dies', { timeout: 240_000 }, async () => {
		const first = await ready();
		expect(await query((sql) => sql`select answer from kept`)).toMatchObject([{ answer: 42 }]);

		first.launcher.kill('SIGKILL');
		await ended(first.launcher);
		expect(first.processes.filter(alive)).toHaveLength(PROCESSES.length - 1);
		const { launcher, output, processes } = await ready();
		expect(output()).toContain('Ended what an earlier start had left running');
		expect(first.processes.filter(alive)).toEqual([]);
		expect(await query((sql) => sql`select answer from kept`)).toMatchObject([{ answer: 42 }]);

		for (const name of PROCESSES.filter((one) => one !== 'launcher')) {
			const killed = status().pids[name];
			process.kill(killed ?? 0, 'SIGKILL');
			await vi.waitFor(() => expect(status().pids[name], name).not.toBeOneOf([killed, undefined]), PATIENCE);
		}
		await vi.waitFor(async () => expect((await page()).status).toBe(200), PATIENCE);
		await vi.waitFor(async () => expect(await query((sql) => sql`select answer from kept`)).toMatchObject([{ answer: 42 }]), PATIENCE);

		// The processes' credentials outlive the store's death, or everybody would have to fetch new ones.
		const store = connect({ endpoint: status().s3?.endpoint ?? '', credentialsFile: join(data, 'run/s3-portal.json') });
		await vi.waitFor(async () => expect(await store.client.bucketExists(store.buckets.archive)).toBe(true), PATIENCE);
		store.close();

		const others = everyProcess();
		launcher.kill('SIGTERM');
		expect(await ended(launcher)).toBe(0);
		expect([...processes, ...others].filter(alive)).toEqual([]);
	});

	test('refuses a second start on the same data, and a port in use, with one sentence', { timeout: 120_000 }, async () => {
		const { launcher } = await ready();
		const second = launch();
		expect(await ended(second.launcher)).toBe(1);
		expect(second.output().trim()).toMatch(/^Sál already runs from this data folder \(process \d+\): .*\.$/);
		const elsewhere = mkdtempSync(join(tmpdir(), 'sal-launcher-'));
		const third = launch({ SAL_DATA: elsewhere });
		expect(await ended(third.launcher)).toBe(1);
		expect(third.output().trim()).toMatch(/^Port \d+ on 127\.0\.0\.1 is in use by another program: .*\.$/);
		rmSync(elsewhere, { recursive: true, force: true });
		expect((await page()).status).toBe(200);
		launcher.kill('SIGTERM');
		await ended(launcher);
	});
});
