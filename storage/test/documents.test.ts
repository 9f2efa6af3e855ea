import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentsBefore, dropDocument, INCOMING, keepDocument, presignIncoming, readDocument, s3Code, type Store } from '../src/index.ts';
import { endpoint, testStore } from './server.ts';

let store: Store;
const body = Buffer.from('Důvodová zpráva'.repeat(1000));
const sha256 = createHash('sha256').update(body).digest('hex');
/** As the portal's one origin reaches the store, without the portal. */
const direct = (address: string): string => address.replace('http://portal/s3', endpoint());
const put = async (key: string, content: Buffer) => fetch(direct(await presignIncoming({ store, key, origin: 'http://portal' })), { method: 'PUT', body: new Uint8Array(content) });
const keys = async (prefix: string, before: Date): Promise<string[]> => {
	const found: string[] = [];
	for await (const key of documentsBefore(store, { prefix, before })) found.push(key);
	return found;
};

beforeAll(async () => {
	store = await testStore();
});
afterAll(() => store.close());

describe('a document that a browser brings', () => {
	it('is kept out of its reach, with the size and the hash of what is kept', async () => {
		expect((await put('a/1', body)).status).toBe(200);
		expect(await keepDocument({ store, incoming: 'a/1', key: 'materials/1', limit: 100_000 })).toEqual({ size: body.length, sha256 });
		const read: Buffer[] = [];
		for await (const chunk of (await readDocument(store, 'materials/1')) as AsyncIterable<Buffer>) read.push(chunk);
		expect(Buffer.concat(read).equals(body)).toBe(true);
		await expect(keepDocument({ store, incoming: 'a/1', key: 'materials/2', limit: 100_000 })).rejects.toMatchObject({ code: 'missing' });
	});

	it('is refused when it is too large, and is not left behind', async () => {
		await put('a/2', body);
		await expect(keepDocument({ store, incoming: 'a/2', key: 'materials/large', limit: body.length - 1 })).rejects.toMatchObject({ code: 'too-large' });
		expect(await keys('', new Date(Date.now() + 60_000))).not.toContain(`${INCOMING}a/2`);
		await expect(readDocument(store, 'materials/large')).rejects.toSatisfy((error) => s3Code(error) === 'NoSuchKey');
	});

	it('lies where its address says and nowhere else', async () => {
		const address = new URL(direct(await presignIncoming({ store, key: 'a/3', origin: 'http://portal' })));
		address.pathname = address.pathname.replace('/incoming/a/3', '/materials/1');
		expect((await fetch(address, { method: 'PUT', body: 'else' })).status).toBe(403);
	});

	it('is found by its age, and deleted twice without harm', async () => {
		await put('old/1', body);
		expect(await keys(`${INCOMING}old/`, new Date(Date.now() + 60_000))).toEqual([`${INCOMING}old/1`]);
		expect(await keys(`${INCOMING}old/`, new Date(Date.now() - 60_000))).toEqual([]);
		await dropDocument(store, `${INCOMING}old/1`);
		await dropDocument(store, `${INCOMING}old/1`);
		expect(await keys(`${INCOMING}old/`, new Date(Date.now() + 60_000))).toEqual([]);
	});
});
