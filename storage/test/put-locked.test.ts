import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, createBuckets, putLocked, readLock, readSmallVersion, sha256, type Store } from '../src/index.ts';
import { endpoint, root, soon, testStore } from './server.ts';

let store: Store;
const body = Buffer.from('čtyři vteřiny zvuku');
const piece = (key: string) => ({ store, bucket: 'spool' as const, key, body, contentType: 'video/webm', lock: { mode: 'COMPLIANCE' as const, until: soon() } });

beforeAll(async () => {
	store = await testStore();
});
afterAll(() => store.close());

describe('putLocked', () => {
	it('writes what can be read back by version, under the lock that was asked for', async () => {
		const wanted = piece('a/000001.webm');
		const written = await putLocked(wanted);
		expect(written).toMatchObject({ sha256: sha256(body), bytes: body.length, adopted: false, lockedMode: 'COMPLIANCE' });
		expect((await readSmallVersion({ store, bucket: 'spool', key: wanted.key, versionId: written.versionId })).body).toEqual(body);
		const lock = await readLock({ store, bucket: 'spool', key: wanted.key, versionId: written.versionId });
		expect(lock?.lockedUntil.getTime()).toBeGreaterThanOrEqual(wanted.lock.until.getTime());
	});

	it('refuses deleting and shortening even to root', async () => {
		const { key, versionId } = await putLocked(piece('a/worm.webm'));
		await expect(store.client.removeObject(store.buckets.spool, key, { versionId, governanceBypass: true })).rejects.toThrow('WORM');
		const shorter = { versionId, mode: 'COMPLIANCE' as never, retainUntilDate: soon(5).toISOString() };
		await expect(store.client.putObjectRetention(store.buckets.spool, key, shorter)).rejects.toThrow('WORM');
	});

	it('adopts the version that is there when the same bytes are written again', async () => {
		const first = await putLocked(piece('a/again.webm'));
		const second = await putLocked(piece('a/again.webm'));
		expect(second).toMatchObject({ versionId: first.versionId, adopted: true });
	});

	it('refuses other bytes under a key that is taken, and leaves the first ones', async () => {
		const first = await putLocked(piece('a/taken.webm'));
		await expect(putLocked({ ...piece('a/taken.webm'), body: Buffer.from('jiný obsah') })).rejects.toMatchObject({ code: 'different-content' });
		const head = await store.client.statObject(store.buckets.spool, 'a/taken.webm');
		expect(head.versionId).toBe(first.versionId);
	});

	it('writes the same key only once when many try at the same time', async () => {
		const all = await Promise.all(Array.from({ length: 8 }, () => putLocked(piece('a/race.webm'))));
		expect(new Set(all.map((one) => one.versionId)).size).toBe(1);
	});

	it('does not take a bucket without lock for a safe place', async () => {
		const plain = connect({ endpoint: endpoint(), ...root() });
		plain.buckets.spool = store.buckets.access;
		await expect(putLocked({ ...piece('a/plain.webm'), store: plain })).rejects.toThrow();
		await expect(createBuckets(plain)).rejects.toMatchObject({ code: 'not-locked' });
		plain.close();
	});

	it('makes its buckets only once', async () => {
		await expect(createBuckets(store)).resolves.toBeUndefined();
	});
});
