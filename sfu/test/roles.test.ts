import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientEvents, type ClientEvent } from '../src/protocol.ts';
import { signAdmission } from '../src/token.ts';
import { admission, connect, connectAs, grantsOf, join, makeKeys, stage, type Client, type Stage } from './harness.ts';

let on: Stage;
beforeAll(async () => { on = await stage(); });
afterAll(() => on.close());

const nobody = randomUUID();
/** One well-formed message of every event; none of them names something that exists. */
const messages: { [E in ClientEvent]: unknown } = {
	enter: {},
	receive: { rtpCapabilities: { codecs: [], headerExtensions: [] } },
	connectTransport: { transport: nobody, dtlsParameters: { fingerprints: [] } },
	produce: { source: 'camera', kind: 'video', rtpParameters: { codecs: [], encodings: [] }, paused: false },
	closeProducer: { producer: nobody },
	pauseProducer: { producer: nobody },
	resumeProducer: { producer: nobody },
	consumerReady: { consumer: nobody },
	view: { tiles: [] },
	restartIce: { transport: nobody },
	chat: { text: 'Dobrý den' },
	hand: { raised: true },
	react: { kind: 'clap' },
	consent: { given: true },
	leave: {},
	admit: { participants: [nobody] },
	deny: { participant: nobody },
	mute: { participant: nobody },
	stopCamera: { participant: nobody },
	lowerHand: { participant: nobody },
	toLobby: { participant: nobody },
	remove: { participant: nobody },
	lock: { locked: false },
	makeHost: { participant: nobody },
	record: { action: 'start' },
	endForAll: {}
};

type Outcome = 'ok' | 'not-entered' | 'forbidden' | 'not-found' | 'bad-input' | 'recorder-unavailable';
/** Who may do what: a visitor is connected and has not entered, an onlooker takes no part, a listener has no grant at all. */
const table: Record<ClientEvent, Record<'visitor' | 'waiting' | 'onlooker' | 'listener' | 'member' | 'host', Outcome>> = {
	enter: { visitor: 'ok', waiting: 'ok', onlooker: 'ok', listener: 'ok', member: 'ok', host: 'ok' },
	receive: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'ok', listener: 'ok', member: 'ok', host: 'ok' },
	connectTransport: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'not-found', listener: 'not-found', member: 'not-found', host: 'not-found' },
	produce: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'bad-input', host: 'bad-input' },
	closeProducer: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'not-found', member: 'not-found', host: 'not-found' },
	pauseProducer: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'not-found', member: 'not-found', host: 'not-found' },
	resumeProducer: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'not-found', member: 'not-found', host: 'not-found' },
	consumerReady: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'not-found', listener: 'not-found', member: 'not-found', host: 'not-found' },
	view: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'ok', listener: 'ok', member: 'ok', host: 'ok' },
	restartIce: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'not-found', listener: 'not-found', member: 'not-found', host: 'not-found' },
	chat: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'ok', host: 'ok' },
	hand: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'ok', member: 'ok', host: 'ok' },
	react: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'ok', member: 'ok', host: 'ok' },
	consent: { visitor: 'not-entered', waiting: 'ok', onlooker: 'forbidden', listener: 'ok', member: 'ok', host: 'ok' },
	leave: { visitor: 'not-entered', waiting: 'ok', onlooker: 'ok', listener: 'ok', member: 'ok', host: 'ok' },
	admit: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'forbidden', host: 'ok' },
	deny: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'forbidden', host: 'not-found' },
	mute: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'forbidden', host: 'not-found' },
	stopCamera: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'forbidden', host: 'not-found' },
	lowerHand: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'forbidden', host: 'not-found' },
	toLobby: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'forbidden', host: 'not-found' },
	remove: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'forbidden', host: 'not-found' },
	lock: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'forbidden', host: 'ok' },
	makeHost: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'forbidden', host: 'not-found' },
	record: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'forbidden', host: 'recorder-unavailable' },
	endForAll: { visitor: 'not-entered', waiting: 'not-entered', onlooker: 'forbidden', listener: 'forbidden', member: 'forbidden', host: 'ok' }
};

const callers: Record<'visitor' | 'waiting' | 'onlooker' | 'listener' | 'member' | 'host', () => Promise<Client>> = {
	visitor: () => connectAs(on, admission()),
	waiting: async () => (await join(on, admission({ guest: true, lobby: true, grants: grantsOf.guest }))).client,
	onlooker: async () => (await join(on, admission({ seat: 'onlooker', grants: [] }))).client,
	listener: async () => (await join(on, admission({ grants: [] }))).client,
	member: async () => (await join(on, admission())).client,
	host: async () => (await join(on, admission({ grants: grantsOf.host }))).client
};

describe.each(Object.keys(callers) as (keyof typeof callers)[])('%s', (role) => {
	test.each(Object.keys(clientEvents) as ClientEvent[])('%s', async (event) => {
		const client = await callers[role]();
		const answer = (await client.raw(event, messages[event])) as { ok: boolean; code?: string };
		expect(answer.ok ? 'ok' : answer.code).toBe(table[event][role]);
		client.close();
	});
});

test('a room has one name, in capitals too', async () => {
	const first = await join(on, admission());
	const second = await join(on, admission({ room: first.who.room.toUpperCase() }));
	expect(second.snapshot.participants.map(({ id }) => id).sort()).toEqual([first.who.sub, second.who.sub].sort());
	second.client.close();
	const back = await connect(on.sfu.port, { room: first.who.room.toUpperCase(), resume: second.snapshot.resume ?? '' });
	expect((await back.call('enter', {})).participants).toHaveLength(2);
	for (const { client } of [first, { client: back }]) client.close();
});

describe('handshake', () => {
	const token = (changes: Parameters<typeof admission>[0] = {}, { key, seconds }: { key?: string; seconds?: number } = {}) => signAdmission({ admission: admission(changes), privateKeyPem: key ?? on.keys.web.privateKey, seconds });
	const cases: [string, string, () => Promise<Record<string, unknown>>][] = [
		['no token', 'token-invalid', () => Promise.resolve({})],
		['nonsense for a token', 'token-invalid', () => Promise.resolve({ token: 'x.y.z' })],
		['an object for a token', 'token-invalid', () => Promise.resolve({ token: { sub: 'me' } })],
		['an expired token', 'token-expired', async () => ({ token: await token({}, { seconds: -5 }) })],
		['a token for another media server', 'token-invalid', async () => ({ token: await token({ sfu: 'sfu-2' }) })],
		['a token that someone else signed', 'token-invalid', async () => ({ token: await token({}, { key: (await makeKeys()).web.privateKey }) })],
		['a token and a secret at once', 'token-invalid', async () => ({ token: await token(), room: randomUUID(), resume: 'a'.repeat(64) })],
		['a made-up secret', 'resume-invalid', async () => ({ room: (await join(on, admission())).who.room, resume: 'a'.repeat(64) })],
		['a secret for a room that never was', 'resume-invalid', () => Promise.resolve({ room: randomUUID(), resume: 'a'.repeat(64) })],
		['a secret of another room', 'resume-invalid', async () => {
			const [here, there] = [await join(on, admission()), await join(on, admission())];
			return { room: there.who.room, resume: here.snapshot.resume };
		}],
		['a secret that its owner has replaced by coming in elsewhere', 'taken-over', async () => {
			const old = await join(on, admission());
			await join(on, old.who);
			return { room: old.who.room, resume: old.snapshot.resume };
		}],
		['a removed person’s secret', 'removed', async () => {
			const { room, resume } = await removed();
			return { room, resume };
		}],
		['a removed person’s token', 'removed', async () => {
			const { who } = await removed();
			return { token: await token(who) };
		}],
		['a secret after the end', 'ended', async () => {
			const { room, resume } = await ended();
			return { room, resume };
		}],
		['a token after the end', 'ended', async () => ({ token: await token({ room: (await ended()).room }) })],
		['a newcomer’s token to a locked room', 'locked', async () => ({ token: await token({ room: await locked() }) })]
	];

	test.each(cases)('%s is refused: %s', async (_what, code, auth) => {
		await expect(connect(on.sfu.port, await auth())).rejects.toThrow(code);
	});

	test('a host still enters a locked room', async () => {
		const { snapshot } = await join(on, admission({ room: await locked(), grants: grantsOf.host }));
		expect(snapshot.place).toBe('room');
	});

	test('a page of another origin is refused, ours is not', async () => {
		const auth = { token: await token() };
		await expect(connect(on.sfu.port, auth, 'https://evil.example')).rejects.toThrow('websocket error');
		const ours = await connect(on.sfu.port, auth, on.config.origin);
		expect((await ours.call('enter', {})).place).toBe('room');
	});

	async function removed() {
		const host = await join(on, admission({ grants: grantsOf.host }));
		const guest = await join(on, admission({ room: host.who.room }));
		await host.client.call('remove', { participant: guest.who.sub });
		expect((await guest.client.next('goodbye')).reason).toBe('removed');
		return { room: host.who.room, resume: guest.snapshot.resume, who: guest.who };
	}
	async function ended() {
		const host = await join(on, admission({ grants: grantsOf.host }));
		await host.client.call('endForAll', {});
		return { room: host.who.room, resume: host.snapshot.resume };
	}
	async function locked() {
		const host = await join(on, admission({ grants: grantsOf.host }));
		await host.client.call('lock', { locked: true });
		return host.who.room;
	}
});
