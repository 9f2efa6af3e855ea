import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Database } from '@sal/db';
import { connect as connectStore } from '@sal/storage';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defineJob, noData, type JobDefinition, type JobHouse } from '#lib/server/job.ts';
import { createLog } from '#lib/server/log.ts';
import { needed } from '#lib/server/test-database.fixture.ts';
import { assertUnique, collectJobs } from './collect.ts';
import { startQueue, type RunningQueue } from './queue.ts';

let owner: { db: Database; close(): Promise<void> };
let house: JobHouse;
let schema: string;
const running: RunningQueue[] = [];

beforeAll(() => {
	owner = connect({ url: needed('DATABASE_OWNER_URL'), max: 2 });
	house = {
		config: { mode: 'test', origin: 'http://localhost', databaseUrl: needed('DATABASE_URL'), webKeyFile: undefined, sfuPublicKeyFile: undefined, sfuKeysDir: undefined, sfus: [], logLevel: 'silent' },
		db: owner.db,
		store: connectStore({ endpoint: 'http://127.0.0.1:9', accessKey: 'none', secretKey: 'nonenone' }),
		openEraser: () => house.store,
		trust: { portal: {}, sfus: {} },
		privateKeyPem: '',
		signer: 'sal-web',
		scratch: tmpdir(),
		log: createLog({ level: 'silent', name: 'test' })
	};
});
beforeEach(() => {
	schema = `pgboss_test_${randomBytes(4).toString('hex')}`;
});
afterEach(async () => {
	await Promise.all(running.splice(0).map((queue) => queue.stop()));
	await owner.db.execute(sql.raw(`drop schema if exists ${schema} cascade`));
});
afterAll(async () => {
	house.store.close();
	await owner.close();
});

async function start(jobs: JobDefinition[], change: { sweepSeconds?: number; patience?: number } = {}): Promise<RunningQueue> {
	const queue = await startQueue({ house, jobs, databaseUrl: needed('DATABASE_OWNER_URL'), schema, sweepSeconds: 3600, ...change });
	running.push(queue);
	return queue;
}
const word = v.object({ word: v.string() });

describe('the queue', { timeout: 40_000 }, () => {
	it('does what a sweep has found, with its data, and once while it is under way', async () => {
		const done: string[] = [];
		let release: () => void = () => undefined;
		const held = new Promise<void>((resolve) => (release = resolve));
		const job = defineJob({
			name: 'test.once',
			data: word,
			concurrency: 3,
			sweep: () => Promise.resolve(done.length === 0 ? [{ key: 'a', data: { word: 'ahoj' } }] : []),
			async run({ data }) {
				await held;
				done.push(data.word);
			}
		});
		const queue = await start([job]);
		await queue.sweep();
		await queue.sweep();
		release();
		await expect.poll(() => done, { timeout: 10_000 }).toEqual(['ahoj']);
		await queue.sweep();
		await queue.stop();
		expect(done).toEqual(['ahoj']);
	});

	it('looks for work as soon as somebody says NOTIFY sal_jobs', async () => {
		let waiting = false;
		let done = 0;
		const job = defineJob({
			name: 'test.notified',
			data: noData,
			sweep: () => Promise.resolve(waiting ? [{ key: 'a', data: {} }] : []),
			run: () => {
				waiting = false;
				done += 1;
				return Promise.resolve();
			}
		});
		const queue = await start([job]);
		await queue.sweep();
		waiting = true;
		await owner.db.execute(sql`select pg_notify('sal_jobs', 'test')`);
		await expect.poll(() => done, { timeout: 10_000 }).toBe(1);
	});

	it('tries again what has failed, and runs what is to run at the start', async () => {
		let attempts = 0;
		const job = defineJob({
			name: 'test.failing',
			data: noData,
			atStart: {},
			run: () => {
				attempts += 1;
				return attempts < 2 ? Promise.reject(new Error('not yet')) : Promise.resolve();
			}
		});
		await start([job]);
		await expect.poll(() => attempts, { timeout: 20_000 }).toBe(2);
	});

	it('does not run a job with data that are not its own', async () => {
		let ran = false;
		const asked: unknown[] = [];
		const strict = defineJob({ name: 'test.strict', data: v.object({ recording: v.pipe(v.string(), v.uuid()) }), run: () => Promise.resolve(void (ran = true)) });
		const job: JobDefinition = { ...strict, atStart: { recording: 'no uuid' }, run: (given) => (asked.push(given.data), strict.run(given)) };
		await start([job]);
		await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(1);
		expect(ran).toBe(false);
	});

	it('tells running jobs to stop, waits for them, and lets the next process begin them again', async () => {
		const events: string[] = [];
		const name = `test.long-${randomUUID().slice(0, 8)}`;
		const long = (label: string, finish: boolean): JobDefinition =>
			defineJob({
				name,
				data: noData,
				atStart: {},
				async run({ signal }) {
					events.push(`${label} began`);
					if (!finish) await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
					events.push(`${label} ended`);
				}
			});
		const first = await start([long('first', false)]);
		await expect.poll(() => events, { timeout: 10_000 }).toEqual(['first began']);
		await first.stop();
		await start([long('second', true)]);
		await expect.poll(() => events, { timeout: 20_000 }).toEqual(['first began', 'second began', 'second ended']);
	});

	it('goes on when PostgreSQL has cut all its connections', async () => {
		let waiting = false;
		let done = 0;
		const job = defineJob({
			name: 'test.survives',
			data: noData,
			sweep: () => Promise.resolve(waiting ? [{ key: 'a', data: {} }] : []),
			run: () => {
				waiting = false;
				done += 1;
				return Promise.resolve();
			}
		});
		const queue = await start([job], { sweepSeconds: 1 });
		await queue.sweep();
		await owner.db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sal-jobs' and datname = current_database()`);
		waiting = true;
		// Once or more: a job whose end could not be written any more is done again, and jobs are made for that.
		await expect.poll(() => done, { timeout: 25_000 }).toBeGreaterThanOrEqual(1);
	});
});

describe('collecting the jobs of the modules', () => {
	it('finds every module by itself, and refuses what is no list or has a name twice', async () => {
		const source = await mkdtemp(join(tmpdir(), 'sal-jobs-'));
		const write = async (module: string, text: string): Promise<void> => {
			await mkdir(join(source, 'routes/(portal)', module), { recursive: true });
			await writeFile(join(source, 'routes/(portal)', module, 'jobs.server.ts'), text);
		};
		await write('one', `export const jobs = [{ name: 'one.a' }, { name: 'one.b' }];`);
		await write('two', `export const jobs = [{ name: 'two.a' }];`);
		expect((await collectJobs(source)).map((job) => job.name)).toEqual(['one.a', 'one.b', 'two.a']);
		await write('three', `export const nothing = 1;`);
		await expect(collectJobs(source)).rejects.toThrow('three/jobs.server.ts must export');
		await rm(source, { recursive: true });
		expect(() => assertUnique([{ name: 'a' }, { name: 'a' }])).toThrow('two jobs are called a');
	});
});
