import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { auditChain, auditCheckpoint } from '@sal/db';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '#lib/server/log.ts';
import { startChainer } from './chainer.ts';
import { makeLog, type TestLog } from './log.fixture.ts';

let log: TestLog;
beforeEach(async () => {
	log = await makeLog();
});
afterEach(() => log.close());

const silent = createLog({ level: 'silent', name: 'test' });
const linked = () => log.owner.db.$count(auditChain);
const signed = async () => (await log.owner.db.select({ size: auditCheckpoint.size }).from(auditCheckpoint).orderBy(auditCheckpoint.number)).map(({ size }) => size);

it('links and signs what is written while it runs, and the rest when it stops', async () => {
	const chainer = startChainer({ ...log.signing, log: silent, linkEvery: 5, signEvery: 10 });
	await log.write({}, {});
	await expect.poll(linked, { timeout: 20_000 }).toBe(2);
	await expect.poll(async () => (await signed()).at(-1), { timeout: 20_000 }).toBe(2);
	await log.write({});
	await chainer.stop();
	expect(await linked()).toBe(3);
	expect((await signed()).at(-1)).toBe(3);
});

it('goes on linking while the store is away, and signs nothing that it could not put there', async () => {
	const chainer = startChainer({ ...log.signing, store: { ...log.store, buckets: { ...log.store.buckets, archive: 'there-is-no-such-bucket' } }, log: silent, linkEvery: 5, signEvery: 10 });
	await log.write({});
	await expect.poll(linked, { timeout: 20_000 }).toBe(1);
	await chainer.stop();
	expect(await signed()).toEqual([]);
});

it('links each entry once when two of them run', async () => {
	const chainers = [1, 2].map(() => startChainer({ ...log.signing, log: silent, linkEvery: 1, signEvery: 3_600_000 }));
	await Promise.all(Array.from({ length: 5 }, () => log.write({}, {}, {}, {})));
	await expect.poll(linked, { timeout: 20_000 }).toBe(20);
	await chainers[0]?.stop();
	await chainers[1]?.stop();
	expect(await linked()).toBe(20);
});

it('is told on the command line whether the log is whole', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'sal-log-'));
	try {
		const key = join(folder, 'web.pub.pem');
		await writeFile(key, log.signing.signers['sal-web'] ?? '');
		await log.write({}, {});
		await startChainer({ ...log.signing, log: silent }).stop();
		const { endpoint, buckets } = log.store;
		const env = { ...process.env, DATABASE_URL: log.appUrl, S3_ENDPOINT: endpoint.href, S3_BUCKET_PREFIX: buckets.archive.slice(0, -'archive'.length), SAL_WEB_PUBLIC_KEY_FILE: key };
		const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'cli.ts'), '--english'], { env });
		expect(stdout).toBe('The log is whole and unchanged: 2 entries, 1 checkpoints.\n');
		await log.owner.db.execute(`update audit_entry set action = 'test.other' where id = (select min(id) from audit_entry)`);
		const failed: unknown = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'cli.ts')], { env }).catch((error: unknown) => error);
		expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining('byl změněn') });
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
