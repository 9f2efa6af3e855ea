import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { callbackSchema, verifyMessage, type Callback } from '../src/control.ts';
import { admission, control, grantsOf, join, stage, type Stage } from './harness.ts';

/** A portal that answers as it is told, and keeps what it acknowledged. */
class Portal {
	readonly received: string[] = [];
	answer: (number: number) => { status: number; body?: unknown } = () => ({ status: 204 });
	readonly server: Server;
	#listeners: (() => void)[] = [];

	constructor() {
		this.server = createServer((request, response) => {
			let body = '';
			request.on('data', (chunk: Buffer) => (body += chunk.toString()));
			request.on('end', () => {
				this.received.push(body);
				const { status, body: text } = this.answer(this.received.length);
				response.writeHead(status, { 'content-type': 'application/json' }).end(text ? JSON.stringify(text) : undefined);
				for (const listener of this.#listeners) listener();
			});
		});
	}

	async listen(): Promise<string> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/api/sfu/callback`;
	}

	async opened(on: Stage): Promise<Callback[]> {
		return Promise.all(this.received.map((jws) => verifyMessage({ jws, publicKeyPem: on.keys.sfu.publicKey, kid: 'sfu-1', schema: callbackSchema })));
	}

	async until(enough: () => boolean): Promise<void> {
		if (enough()) return;
		await new Promise<void>((resolve) => this.#listeners.push(() => { if (enough()) resolve(); }));
	}
}

let portal: Portal;
let on: Stage;
afterEach(async () => {
	await on.close();
	portal.server.closeAllConnections();
	portal.server.close();
});

async function begin(): Promise<void> {
	portal = new Portal();
	on = await stage({ callbackUrl: await portal.listen() });
}

const types = (callbacks: Callback[]) => callbacks.map(({ event }) => event.type);

test('what happens is told once each, signed, in the order of the room', async () => {
	await begin();
	const host = await join(on, admission({ grants: grantsOf.host }));
	await host.client.call('consent', { given: true });
	await host.client.call('chat', { text: 'Začínáme' });
	await host.client.call('endForAll', {});
	await portal.until(() => portal.received.length === 6);
	const callbacks = await portal.opened(on);
	expect(types(callbacks)).toEqual(['opened', 'joined', 'consent', 'chat', 'left', 'ended']);
	expect(callbacks.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
	expect(callbacks[4]?.event).toMatchObject({ type: 'left', participant: host.who.sub, reason: 'ended' });
});

test('who lets whom in from the lobby is told, and who turns whom away', async () => {
	await begin();
	const host = await join(on, admission({ grants: grantsOf.host }));
	const guestOf = (name: string) => join(on, admission({ room: host.who.room, name, guest: true, lobby: true, grants: grantsOf.guest }));
	const [welcome, stranger] = [await guestOf('Projektant'), await guestOf('Neznámý')];
	await host.client.call('admit', { participants: [welcome.who.sub] });
	await host.client.call('deny', { participant: stranger.who.sub });
	await host.client.call('toLobby', { participant: welcome.who.sub });
	await portal.until(() => portal.received.length === 7);
	const callbacks = await portal.opened(on);
	expect(types(callbacks)).toEqual(['opened', 'joined', 'lobby', 'joined', 'lobby', 'lobby', 'left']);
	const decided = { type: 'lobby', by: host.who.sub, guest: true };
	expect(callbacks.flatMap(({ event }) => (event.type === 'lobby' ? [event] : []))).toEqual([
		{ ...decided, participant: welcome.who.sub, name: 'Projektant', decision: 'admitted' },
		{ ...decided, participant: stranger.who.sub, name: 'Neznámý', decision: 'turned-away' },
		{ ...decided, participant: welcome.who.sub, name: 'Projektant', decision: 'sent-back' }
	]);
});

test('a portal that is down hears everything when it is back, in order', async () => {
	await begin();
	portal.answer = (number) => ({ status: number <= 3 ? 503 : 204 });
	const host = await join(on, admission({ grants: grantsOf.host }));
	await host.client.call('chat', { text: 'Slyšíte mě?' });
	await portal.until(() => portal.received.length === 6);
	expect(types(await portal.opened(on))).toEqual(['opened', 'opened', 'opened', 'opened', 'joined', 'chat']);
});

test('what is not acknowledged outlives the process', async () => {
	await begin();
	portal.answer = () => ({ status: 500 });
	const host = await join(on, admission({ grants: grantsOf.host }));
	await host.client.call('chat', { text: 'Zůstane' });
	await portal.until(() => portal.received.length > 0);
	const { config } = on;
	await on.sfu.close();
	portal.received.length = 0;
	portal.answer = () => ({ status: 204 });
	const next = await stage({ ...config });
	await portal.until(() => portal.received.length === 3);
	expect(types(await portal.opened(on))).toEqual(['opened', 'joined', 'chat']);
	await next.close();
});

test('a portal that waits for a later number is believed, and one that has forgotten gets new numbers', async () => {
	await begin();
	portal.answer = (number) => (number === 1 ? { status: 409, body: { expected: 3 } } : { status: 204 });
	const host = await join(on, admission({ grants: grantsOf.host }));
	await host.client.call('chat', { text: 'třetí' });
	await portal.until(() => portal.received.length === 2);
	expect((await portal.opened(on)).at(-1)).toMatchObject({ sequence: 3, event: { type: 'chat' } });
	portal.answer = (number) => (number === 3 ? { status: 409, body: { expected: 1 } } : { status: 204 });
	await host.client.call('chat', { text: 'znovu první' });
	await portal.until(() => portal.received.length === 4);
	expect((await portal.opened(on)).at(-1)).toMatchObject({ sequence: 1, event: { type: 'chat', text: 'znovu první' } });
});

test('the portal removes someone before they ever came', async () => {
	await begin();
	const who = admission();
	expect((await control(on, who.room, { type: 'remove', participant: who.sub })).status).toBe(200);
	await expect(join(on, who)).rejects.toThrow('removed');
});
