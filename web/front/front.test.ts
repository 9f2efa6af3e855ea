import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assumeRole, connect, createBuckets, keepDocument, presignGet, presignIncoming, type Store } from '@sal/storage';
import { parseSfus, type FrontConfig } from './config.ts';
import { createFront, type Front, type Pages } from './front.ts';

/** The portal behind the front, reduced to telling what reached it. */
const pages: Pages = (req, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ url: req.url, headers: req.headers }));

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const open = (server: Server): Promise<void> => new Promise((done) => server.listen(0, '127.0.0.1', done));

/** A media server that tells what reached it, over HTTP and after an upgrade. */
const seen: IncomingMessage[] = [];
const sfu = createServer((req, res) => {
	seen.push(req);
	res.end('from the media server');
}).on('upgrade', (req: IncomingMessage, socket) => {
	seen.push(req);
	socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
	socket.pipe(socket);
});

let front: Front;
let config: FrontConfig;
/** The public streams' files. */
const live = mkdtempSync(join(tmpdir(), 'sal-live-'));

beforeAll(async () => {
	if (!process.env.S3_ENDPOINT || !process.env.S3_ACCESS_KEY || !process.env.S3_SECRET_KEY) throw new Error('S3_ENDPOINT and its keys are not set: run the tests with "npm test", which starts MinIO.');
	await open(sfu);
	const probe = createServer();
	const internal = createServer();
	await Promise.all([open(probe), open(internal)]);
	config = {
		host: '127.0.0.1', port: portOf(probe), internalPort: portOf(internal), origin: new URL(`http://localhost:${portOf(probe)}`),
		sfus: parseSfus(`sfu-1=http://127.0.0.1:${portOf(sfu)},gone=http://127.0.0.1:1`), s3: process.env.S3_ENDPOINT, live
	};
	await Promise.all([probe, internal].map((server) => new Promise((done) => server.close(done))));
	front = createFront({ config, pages });
	await front.listen();
});
afterAll(async () => {
	await front.close();
	sfu.closeAllConnections();
	sfu.close();
});
beforeEach(() => void seen.splice(0));

interface Answer {
	status: number;
	headers: IncomingMessage['headers'];
	body: string;
}
/** A request as a browser at the public address sends it. `over` replaces headers. */
function ask(path: string, { method = 'GET', port = config.port, headers = {}, body: sending }: { method?: string; port?: number; headers?: Record<string, string>; body?: string } = {}): Promise<Answer> {
	return new Promise((done, fail) => {
		const sent = request({ host: '127.0.0.1', port, path, method, headers: { host: config.origin.host, ...headers } }, (res) => {
			let body = '';
			res.setEncoding('utf8').on('data', (chunk) => (body += chunk)).on('end', () => done({ status: res.statusCode ?? 0, headers: res.headers, body }));
		});
		sent.on('error', fail).end(sending);
	});
}

describe('pages', () => {
	test('reach the portal with its own address, whatever the client claims', async () => {
		const { status, body } = await ask('/meetings?x=1', { headers: { 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'https' } });
		expect(status).toBe(200);
		expect(JSON.parse(body)).toMatchObject({ url: '/meetings?x=1', headers: { 'x-forwarded-host': config.origin.host, 'x-forwarded-proto': 'http' } });
	});

	test.each([[undefined, 1], ['x-forwarded-for', 0]])('behind a proxy with SAL_ADDRESS_HEADER=%s the operator is warned %i times', async (addressHeader, times) => {
		const said: string[] = [];
		const own = createFront({ config: { ...config, port: 0, internalPort: undefined, addressHeader }, pages, warn: (sentence) => void said.push(sentence) });
		await own.listen();
		try {
			const port = portOf(own.server);
			await ask('/', { port });
			expect(said).toEqual([]);
			for (let n = 0; n < 2; n++) await ask('/', { port, headers: { 'x-forwarded-for': '203.0.113.9' } });
			expect(said).toHaveLength(times);
			for (const sentence of said) expect(sentence).toContain('SAL_ADDRESS_HEADER');
		} finally {
			await own.close();
		}
	});

	test('carry headers that keep other sites out', async () => {
		const { headers } = await ask('/');
		expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin' });
	});

	test.each([['/login?next=/a'], ['//evil.test/login']])('%s under another name leads to the right address', async (path) => {
		const { status, headers } = await ask(path, { headers: { host: `127.0.0.1:${config.port}` } });
		expect(status).toBe(307);
		expect(headers.location).toBe(config.origin.origin + path);
		expect(new URL(headers.location ?? '').host).toBe(config.origin.host);
	});

	test('take the form of an identity provider, without cookies and with no type that a form of a browser has', async () => {
		const headers = { cookie: 'sal_session=stolen', 'content-type': 'application/x-www-form-urlencoded' };
		const told = async (path: string) => JSON.parse((await ask(path, { method: 'POST', headers })).body).headers;
		const backchannel = await told('/api/oidc/backchannel/some');
		expect(backchannel['content-type']).toBe('application/x-logout-token');
		expect(backchannel.cookie).toBeUndefined();
		expect(await told('/login')).toMatchObject(headers);
	});

	test('take a directory’s request, without cookies and whatever type it has or lacks', async () => {
		const { headers } = JSON.parse((await ask('/scim/v2/Users/1', { method: 'DELETE', headers: { cookie: 'sal_session=stolen', authorization: 'Bearer x' } })).body);
		expect(headers).toMatchObject({ 'content-type': 'application/scim+json', 'authorization': 'Bearer x' });
		expect(headers.cookie).toBeUndefined();
	});

	test('take no form under another name', async () => {
		expect((await ask('/login', { method: 'POST', headers: { host: 'evil.test' } })).status).toBe(421);
	});
});

describe('what is not for browsers', () => {
	test('health answers under any name', async () => {
		expect(await ask('/health', { headers: { host: '10.0.0.1' } })).toMatchObject({ status: 200, body: '{"status":"ok"}\n' });
	});
	test('a media server reaches its callback by address, on either port', async () => {
		for (const port of [config.port, config.internalPort]) expect((await ask('/api/sfu/callback', { method: 'POST', port, headers: { host: `127.0.0.1:${port}` } })).status).toBe(200);
	});
	test('the internal port serves no pages', async () => {
		expect((await ask('/login', { port: config.internalPort })).status).toBe(404);
	});
});

describe('media servers', () => {
	const path = '/sfu/sfu-1/socket.io/?EIO=4&transport=websocket';
	/** A line to a media server, or the status of its refusal. */
	const call = (headers: Record<string, string> = {}, at = path): Promise<Socket | number> =>
		new Promise((done, fail) => {
			const sent = request({ host: '127.0.0.1', port: config.port, path: at, headers: { host: config.origin.host, connection: 'Upgrade', upgrade: 'websocket', ...headers } });
			sent.on('response', (res) => done(res.statusCode ?? 0)).on('error', fail).on('upgrade', (_res, socket: Socket) => done(socket)).end();
		});
	const line = async (headers: Record<string, string> = {}): Promise<Socket> => {
		const socket = await call(headers);
		if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
		return socket;
	};
	const echo = async (socket: Socket, text: string): Promise<string> => {
		socket.write(text);
		const [data] = (await once(socket, 'data')) as [Buffer];
		return data.toString();
	};

	test('get a socket without the portal\'s cookies, with the true address of the client', async () => {
		const socket = await line({ origin: config.origin.origin, cookie: 'sal_session=secret', 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' });
		expect(await echo(socket, 'hello')).toBe('hello');
		socket.destroy();
		expect(seen).toHaveLength(1);
		expect(seen[0]?.url).toBe('/socket.io/?EIO=4&transport=websocket');
		expect(seen[0]?.headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', host: `127.0.0.1:${portOf(sfu)}` });
		expect(seen[0]?.headers).not.toHaveProperty('cookie');
		expect(seen[0]?.headers).not.toHaveProperty('forwarded');
	});

	test.each([
		['a page of another origin', { origin: 'https://evil.test' }, path, 403],
		['a sandboxed page', { origin: 'null' }, path, 403],
		['a media server nobody knows', {}, '/sfu/sfu-9/socket.io/', 404],
		['anything beside the socket', {}, '/sfu/sfu-1/control', 404],
		['a way around', {}, '/sfu/sfu-1/socket.io/../control', 404],
		['an encoded way around', {}, '/sfu/sfu-1/socket.io/%2e%2e/metrics', 404],
		['a media server that is away', {}, '/sfu/gone/socket.io/', 503],
		['another name of this machine', { host: 'evil.test' }, path, 404],
		['an address that is no media server\'s', {}, '/meetings', 404]
	])('refuse %s', async (_title, headers, at, status) => {
		expect(await call(headers, at)).toBe(status);
		expect(seen).toEqual([]);
	});

	test('lose a client in the middle of traffic, and nobody else is cut off', async () => {
		const stays = await line();
		const behind = once(sfu, 'upgrade') as Promise<[IncomingMessage, Socket]>;
		const leaves = await line();
		const [, end] = await behind;
		leaves.write(Buffer.alloc(4_000_000));
		await once(leaves, 'data');
		leaves.resetAndDestroy();
		await once(end, 'close');
		expect(await echo(stays, 'still here')).toBe('still here');
		stays.destroy();
	});

	test('that are away give a Czech page over HTTP', async () => {
		expect(await ask('/sfu/gone/socket.io/')).toMatchObject({ status: 503, body: expect.stringContaining('teď neběží') });
	});
});

describe('objects', () => {
	const text = 'Usnesení č. 7 bylo přijato.';
	let signed: string;
	let bringing: string;
	let store: Store;
	beforeAll(async () => {
		const keys = { endpoint: process.env.S3_ENDPOINT ?? '', accessKey: process.env.S3_ACCESS_KEY ?? '', secretKey: process.env.S3_SECRET_KEY ?? '', prefix: 'front-test-' };
		const root = connect(keys);
		await createBuckets(root);
		await root.client.putObject(root.buckets.access, 'zápis 1/a+b.txt', Buffer.from(text));
		const portal = connect({ ...keys, ...(await assumeRole({ ...keys, role: 'portal', buckets: root.buckets })) });
		signed = (await presignGet({ store: portal, bucket: 'access', key: 'zápis 1/a+b.txt', origin: config.origin.origin, seconds: 60, downloadName: 'zápis.txt' })).slice(config.origin.origin.length);
		bringing = (await presignIncoming({ store: portal, key: 'zápis/nový 1', origin: config.origin.origin, seconds: 60 })).slice(config.origin.origin.length);
		store = root;
		portal.close();
	});
	afterAll(() => store.close());

	test('come through a signed address, whole and in part', async () => {
		expect(signed.startsWith('/s3/front-test-access/')).toBe(true);
		expect(await ask(signed)).toMatchObject({ status: 200, body: text, headers: { 'cache-control': 'private, no-store', 'content-disposition': expect.stringContaining("filename*=UTF-8''z%C3%A1pis.txt") } });
		expect(await ask(signed, { headers: { range: 'bytes=0-3' } })).toMatchObject({ status: 206, body: 'Usne' });
	});

	test('cannot act as a page of the portal, whatever they are', async () => {
		expect((await ask(signed)).headers['content-security-policy']).toBe("default-src 'none'; sandbox");
		expect((await ask(signed.replace('a%2Bb', 'c'))).headers['content-security-policy']).toBe("default-src 'none'; sandbox");
	});

	test('are not told the portal\'s cookies', async () => {
		expect((await ask(signed, { headers: { cookie: 'sal_session=secret', authorization: 'Bearer x' } })).status).toBe(200);
	});

	test('are brought by a signed address, once their length is told', async () => {
		expect((await ask(bringing, { method: 'PUT', headers: { 'content-length': String(600 * 1024 * 1024), connection: 'close' } })).status).toBe(403);
		expect((await ask(bringing, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } })).status).toBe(403);
		expect((await ask(bringing, { method: 'PUT', headers: { 'content-length': '4', cookie: 'sal_session=secret' }, body: 'data' })).status).toBe(200);
		await keepDocument({ store, incoming: 'zápis/nový 1', key: 'kept', limit: 4 });
	});

	test.each([
		['without a signature', () => signed.split('?')[0] ?? '', 'GET', 403],
		['with another object\'s signature', () => signed.replace('a%2Bb', 'c'), 'GET', 403],
		['to write with a reader\'s signature', () => signed, 'PUT', 403],
		['to delete', () => signed, 'DELETE', 403],
		['by a detour', () => signed.replace('/s3/', '/s3/spool/../'), 'GET', 403],
		['of the store\'s administration', () => '/s3/minio/health/live?X-Amz-Signature=x', 'GET', 403],
		['a listing', () => '/s3/front-test-access?list-type=2', 'GET', 403]
	])('give nothing %s', async (_title, path, method, status) => {
		const answer = await ask(path(), { method });
		expect(answer.status).toBe(status);
		expect(answer.body).not.toContain('Usnesení');
	});

	test('whose store is away give a Czech page', async () => {
		const lonely = createFront({ config: { ...config, port: 0, internalPort: undefined, s3: 'http://127.0.0.1:1' }, pages });
		await lonely.listen();
		expect(await ask(signed, { port: portOf(lonely.server) })).toMatchObject({ status: 503, body: expect.stringContaining('zkuste to za chvíli znovu') });
		await lonely.close();
	});
});

describe('public streams', () => {
	const session = '0a1b2c3d-0000-4000-8000-000000000001';
	const files: Record<string, string> = { 'index.m3u8': '#EXTM3U\n', 'deadbeef-1.ts': 'pictures', 'deadbeef-1.vtt': 'WEBVTT\n', 'stream.json': '{"secret":1}', 'captions.jsonl': 'secret' };
	beforeAll(() => {
		mkdirSync(join(live, session));
		for (const [name, text] of Object.entries(files)) writeFileSync(join(live, session, name), text);
	});

	test.each([
		['index.m3u8', 'application/vnd.apple.mpegurl', 'public, max-age=1'],
		['deadbeef-1.ts', 'video/mp2t', 'public, max-age=31536000, immutable'],
		['deadbeef-1.vtt', 'text/vtt; charset=utf-8', 'public, max-age=31536000, immutable']
	])('%s is a plain file for everybody, under any name of ours', async (name, type, cache) => {
		const answer = await ask(`/live/${session}/${name}`, { headers: { host: 'cache.example' } });
		expect(answer).toMatchObject({ status: 200, body: files[name], headers: { 'content-type': type, 'cache-control': cache, 'access-control-allow-origin': '*', 'content-length': String(files[name]?.length) } });
		expect(answer.headers['set-cookie']).toBeUndefined();
		expect(await ask(`/live/${session}/${name}`, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
	});

	test.each([
		['what is kept beside them', `/live/${session}/stream.json`],
		['what captions come from', `/live/${session}/captions.jsonl`],
		['a folder', `/live/${session}/`],
		['another session', `/live/${session.replace('1', '2')}/index.m3u8`],
		['a file that is gone', `/live/${session}/deadbeef-2.ts`],
		['anything by a detour', `/live/${session}/../${session}/stream.json`],
		['anything by an encoded detour', `/live/..%2f${session}/index.m3u8`]
	])('give nothing of %s', async (_title, path) => {
		expect(await ask(path)).toMatchObject({ status: 404, body: '404\n' });
	});

	test('are only read', async () => {
		expect((await ask(`/live/${session}/index.m3u8`, { method: 'PUT' })).status).toBe(405);
	});
});

test.each([['sfu-1'], ['=http://127.0.0.1'], ['a/b=http://127.0.0.1'], ['sfu-1=nowhere']])('SAL_SFUS "%s" is refused with one sentence', (text) => {
	expect(() => parseSfus(text)).toThrow(/SAL_SFUS must read/);
});
