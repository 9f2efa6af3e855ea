import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assumeRole, connect, listVersions, selfTest, selfTestChecks, type Store, type StoreRole } from '../src/index.ts';
import { endpoint, root, testStore } from './server.ts';

let store: Store;
beforeAll(async () => {
	store = await testStore();
});
afterAll(() => store.close());

const failed = (result: Awaited<ReturnType<typeof selfTest>>): string[] => result.checks.filter((check) => !check.passed).map(({ check }) => check);

describe('the self-test', () => {
	it('passes on a server that keeps its locks, under the credential of the jobs', async () => {
		const jobs = connect({ endpoint: endpoint(), ...(await assumeRole({ endpoint: endpoint(), ...root(), role: 'jobs', buckets: store.buckets })) });
		Object.assign(jobs.buckets, store.buckets);
		const result = await selfTest({ store: jobs });
		expect(failed(result)).toEqual([]);
		expect(result.passed).toBe(true);
		jobs.close();
	});

	it('removes what a former run left, as soon as its lock has ended', async () => {
		const keys = async (): Promise<string[]> => {
			const found: string[] = [];
			for await (const { key } of listVersions({ store, bucket: 'archive', prefix: 'self-test/' })) found.push(key);
			return found;
		};
		// What other tests left is locked for longer.
		const before = await keys();
		await selfTest({ store, lockSeconds: 3 });
		const left = (await keys()).filter((key) => !before.includes(key));
		expect(left.length).toBeGreaterThan(0);
		const gone = async (): Promise<boolean> => {
			await selfTest({ store, lockSeconds: 3 });
			const now = await keys();
			return left.every((key) => !now.includes(key));
		};
		await expect.poll(gone, { timeout: 20_000, interval: 500 }).toBe(true);
	});

	it('fails on a bucket that cannot lock', async () => {
		const plain = connect({ endpoint: endpoint(), ...root() });
		Object.assign(plain.buckets, store.buckets, { archive: store.buckets.access });
		expect(failed(await selfTest({ store: plain }))).toEqual([...selfTestChecks]);
		plain.close();
	});

	it.each<StoreRole>(['portal', 'recorder'])('does not pass merely because the credential of %s may do nothing', async (role) => {
		const weak = connect({ endpoint: endpoint(), ...(await assumeRole({ endpoint: endpoint(), ...root(), role, buckets: store.buckets })) });
		Object.assign(weak.buckets, store.buckets);
		expect((await selfTest({ store: weak })).passed).toBe(false);
		weak.close();
	});

	it('says so when the server is away', async () => {
		const away = connect({ endpoint: 'http://127.0.0.1:9', accessKey: 'key', secretKey: 'secretsecret' });
		await expect(selfTest({ store: away })).rejects.toThrow('ECONNREFUSED');
		away.close();
	});
});
