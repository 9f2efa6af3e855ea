import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listVersions, putLockedStream, readVersion, sha256, type Store } from '../src/index.ts';
import { soon, testStore } from './server.ts';

let store: Store;
const MiB = 1024 ** 2;
const content = randomBytes(80 * MiB);

beforeAll(async () => {
	store = await testStore();
});
afterAll(() => store.close());

const wanted = (key: string, body = content) => ({
	store,
	bucket: 'archive' as const,
	key,
	open: () => Promise.resolve(Readable.from(chunks(body), { objectMode: false })),
	bytes: content.length,
	sha256: sha256(content),
	contentType: 'video/webm',
	lock: { mode: 'COMPLIANCE' as const, until: soon() }
});

function* chunks(body: Buffer): Generator<Buffer> {
	for (let at = 0; at < body.length; at += 300_000) yield body.subarray(at, at + 300_000);
}

describe.each([
	['in one request', 5 * 1024 ** 3],
	['in parts', 10 * MiB]
])('a file that is written %s', (way, oneRequest) => {
	it('arrives whole, under lock', async () => {
		const written = await putLockedStream({ ...wanted(`${way}/whole`), oneRequest });
		expect(written).toMatchObject({ adopted: false, lockedMode: 'COMPLIANCE' });
		const { stream, done } = await readVersion({ store, bucket: 'archive', key: written.key, versionId: written.versionId });
		stream.resume();
		expect(await done).toEqual({ sha256: sha256(content), bytes: content.length });
		await expect(store.client.removeObject(store.buckets.archive, written.key, { versionId: written.versionId })).rejects.toThrow('WORM');
	});

	it('is adopted when it is there already, without being sent again', async () => {
		const first = await putLockedStream({ ...wanted(`${way}/again`), oneRequest });
		const open = () => Promise.reject(new Error('sent again'));
		expect(await putLockedStream({ ...wanted(`${way}/again`), oneRequest, open })).toMatchObject({ versionId: first.versionId, adopted: true });
	});

	it('leaves nothing behind when other bytes come than were announced', async () => {
		const changed = Buffer.from(content);
		changed[70 * MiB] = (changed[70 * MiB] ?? 0) ^ 1;
		await expect(putLockedStream({ ...wanted(`${way}/wrong`, changed), oneRequest })).rejects.toThrow();
		expect(await listVersions({ store, bucket: 'archive', prefix: `${way}/wrong` }).next()).toMatchObject({ done: true });
	});

	it('leaves nothing behind when the source breaks off', async () => {
		const open = () =>
			Promise.resolve(
				Readable.from(
					(function* () {
						yield content.subarray(0, 20 * MiB);
						throw new Error('the source broke off');
					})(),
					{ objectMode: false }
				)
			);
		await expect(putLockedStream({ ...wanted(`${way}/broken`), oneRequest, open })).rejects.toThrow('the source broke off');
		expect(await listVersions({ store, bucket: 'archive', prefix: `${way}/broken` }).next()).toMatchObject({ done: true });
	});
});
