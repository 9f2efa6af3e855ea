import { verifyMessage, controlSchema, type Control } from '@sal/sfu/control';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { control, mediaServerFor } from './sfu.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
const room = randomUUID();
let server: Server | undefined;
const heard: Control[] = [];

/** A small real media server: checks the signature as the real one does, and answers `status`. */
async function listen(status: number, answer?: unknown): Promise<string> {
	heard.length = 0;
	const http = createServer((request, response) => {
		void text(request)
			.then((jws) => verifyMessage({ jws, publicKeyPem: publicKey, kid: 'sal-web', schema: controlSchema }))
			.then((message) => heard.push(message))
			.then(() => response.writeHead(status, { 'content-type': 'application/json' }).end(answer === undefined ? undefined : JSON.stringify(answer)));
	});
	server = http;
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const address = http.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return `http://127.0.0.1:${String(address.port)}`;
}
afterEach(async () => {
	const closing = server;
	server = undefined;
	if (closing) await new Promise((resolve) => closing.close(resolve));
});

describe('which server holds a room', () => {
	const servers = ['a', 'b', 'c'].map((id) => ({ id, url: `http://${id}` }));
	const rooms = Array.from({ length: 300 }, () => randomUUID());
	it('is the same whatever the order of the list, and spreads rooms over all', () => {
		expect(rooms.map((one) => mediaServerFor(one, servers).id)).toEqual(rooms.map((one) => mediaServerFor(one, servers.toReversed()).id));
		for (const { id } of servers) expect(rooms.filter((one) => mediaServerFor(one, servers).id === id).length).toBeGreaterThan(50);
	});
	it('only the rooms of a lost server move', () => {
		for (const one of rooms) {
			const before = mediaServerFor(one, servers).id;
			if (before !== 'c') expect(mediaServerFor(one, servers.slice(0, 2)).id).toBe(before);
		}
	});
});

describe('a control call', () => {
	it('is signed, addressed and soon expires; the answer comes back', async () => {
		const url = await listen(200, { done: true });
		const participant = randomUUID();
		await expect(control({ servers: [{ id: 'sfu-1', url }], privateKeyPem: privateKey, room, call: { type: 'remove', participant } })).resolves.toEqual({ done: true });
		expect(heard).toMatchObject([{ room, call: { type: 'remove', participant } }]);
		expect(heard[0]?.expires).toBeLessThan(Date.now() + 60_000);
	});
	it('to a room that is gone is done', async () => {
		const url = await listen(404);
		await expect(control({ servers: [{ id: 'sfu-1', url }], privateKeyPem: privateKey, room, call: { type: 'end' } })).resolves.toBeNull();
	});
	it.each([401, 500, 503])('that is answered %i means the server is down', async (status) => {
		const url = await listen(status);
		await expect(control({ servers: [{ id: 'sfu-1', url }], privateKeyPem: privateKey, room, call: { type: 'end' } })).rejects.toMatchObject({ code: 'media-server-down' });
	});
	it('to nobody means the server is down', async () => {
		const url = await listen(200);
		await new Promise((resolve) => server?.close(resolve));
		server = undefined;
		await expect(control({ servers: [{ id: 'sfu-1', url }], privateKeyPem: privateKey, room, call: { type: 'end' } })).rejects.toMatchObject({ code: 'media-server-down' });
	});
});
