import { createServer, request, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presignGet, putLocked, type Store } from '../src/index.ts';
import { endpoint, soon, testStore } from './server.ts';

let store: Store;
let front: Server;
let origin: string;
const body = Buffer.from('0123456789');

/** The product's one origin in its simplest form: strips `/s3` and sends the store's own Host. */
function startFront(): Promise<string> {
	front = createServer((req, res) => {
		const to = new URL((req.url ?? '').replace(/^\/s3/, ''), endpoint());
		req.pipe(request(to, { headers: { ...req.headers, host: to.host } }, (answer) => answer.pipe(res.writeHead(answer.statusCode ?? 500, answer.headers))));
	});
	return new Promise((resolve) => {
		front.listen(0, '127.0.0.1', () => {
			const address = front.address();
			resolve(`http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`);
		});
	});
}

beforeAll(async () => {
	store = await testStore();
	origin = await startFront();
});
afterAll(() => {
	store.close();
	front.close();
});

const written = () => putLocked({ store, bucket: 'archive', key: `a/${crypto.randomUUID()}.webm`, body, contentType: 'video/webm', lock: { mode: 'COMPLIANCE', until: soon() } });

describe('a presigned address', () => {
	it('reads through the portal, whole and in ranges, under the name that people gave it', async () => {
		const { key, versionId } = await written();
		const url = await presignGet({ store, bucket: 'archive', key, versionId, origin, downloadName: 'Zasedání „7“ (Jan Šťastný).webm' });
		expect(url.startsWith(`${origin}/s3/`)).toBe(true);
		const answer = await fetch(url);
		expect(await answer.text()).toBe('0123456789');
		expect(answer.headers.get('content-disposition')).toContain(`filename*=UTF-8''Zased%C3%A1n%C3%AD%20%E2%80%9E7%E2%80%9C%20%28Jan%20%C5%A0%C5%A5astn%C3%BD%29.webm`);
		const part = await fetch(url, { headers: { range: 'bytes=3-5' } });
		expect([part.status, await part.text()]).toEqual([206, '345']);
	});

	it('gives the recorded version, not what somebody put on top', async () => {
		const { key, versionId } = await written();
		await store.client.putObject(store.buckets.archive, key, Buffer.from('forged'));
		expect(await (await fetch(await presignGet({ store, bucket: 'archive', key, versionId, origin }))).text()).toBe('0123456789');
	});

	it('opens nothing else: another key, another version, no signature', async () => {
		const { key, versionId } = await written();
		const url = await presignGet({ store, bucket: 'archive', key, versionId, origin });
		const other = new URL(url);
		other.pathname = other.pathname.replace(/[^/]+$/, 'other.webm');
		const bare = new URL(url);
		bare.search = '';
		const otherVersion = new URL(url);
		otherVersion.searchParams.set('versionId', crypto.randomUUID());
		for (const tried of [other, bare, otherVersion]) expect((await fetch(tried)).status).toBe(403);
	});

	it('stops working when its time is over', async () => {
		const { key, versionId } = await written();
		const url = await presignGet({ store, bucket: 'archive', key, versionId, origin, seconds: 1 });
		await expect.poll(async () => (await fetch(url)).status, { timeout: 10_000 }).toBe(403);
	});
});
