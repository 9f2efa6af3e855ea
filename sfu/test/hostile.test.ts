import fc from 'fast-check';
import { writeFile } from 'node:fs/promises';
import { join as path } from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { defaultLimits } from '../src/config.ts';
import { clientEvents } from '../src/protocol.ts';
import { admission, connect, grantsOf, join, stage, type Stage } from './harness.ts';
import { studio } from './media.ts';

let on: Stage;
beforeAll(async () => { on = await stage(); });
afterAll(() => on.close());

let witness: Awaited<ReturnType<typeof join>>;
let villain: Awaited<ReturnType<typeof join>>;
beforeEach(async () => {
	witness = await join(on, admission({ grants: grantsOf.host }));
	villain = await join(on, admission({ room: witness.who.room }));
});
afterEach(async () => {
	// The room must be as good as before.
	await witness.client.call('chat', { text: 'pořád tady' });
	expect((await witness.client.call('enter', {})).participants[0]?.name).toBe('Jana Nováková');
	witness.client.close();
	villain.client.close();
});

test('unknown events, and names that mean something to JavaScript', async () => {
	for (const event of ['fly', '', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'a'.repeat(10_000)]) {
		expect(await villain.client.raw(event, {})).toEqual({ ok: false, code: 'unknown-event' });
	}
});

test('wrong types for every event', async () => {
	const wrong = [undefined, null, 0, -1, 'text', true, [], [[]], { participant: 1 }, { transport: {}, producer: [], consumer: null, tiles: 'all', text: 5, raised: 'yes', participants: {}, locked: 1, action: 'explode' }];
	for (const event of Object.keys(clientEvents)) {
		if (['enter', 'leave', 'endForAll'].includes(event)) continue;
		for (const input of wrong) {
			const answer = (await witness.client.raw(event, input)) as { ok: boolean; code: string };
			expect({ event, input, ok: answer.ok, fits: ['bad-input', 'rate-limited'].includes(answer.code) }).toEqual({ event, input, ok: false, fits: true });
		}
	}
});

test('calls without an answer function, with several arguments, with functions for data', async () => {
	const { socket } = villain.client;
	const emit = (...sent: unknown[]) => (socket as unknown as { emit(...sent: unknown[]): void }).emit(...sent);
	emit('chat');
	emit('chat', { text: 'bez odpovědi' });
	emit('chat', 1, 2, 3);
	emit('enter', () => undefined);
	expect(await villain.client.raw('chat', { text: 'a' }, { text: 'b' })).toMatchObject({ ok: true, data: { text: 'a' } });
});

test('RTP parameters of every wrong shape', async () => {
	const { send } = await studio(villain.client, villain.snapshot);
	const base = { source: 'camera' as const, kind: 'video' as const, paused: false };
	const wrong: unknown[] = [{}, { codecs: 'x' }, { codecs: [{}] }, { codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }], encodings: 'none' }, { codecs: [{ mimeType: 'video/H264', payloadType: 96, clockRate: 90_000, parameters: {} }], encodings: [{ ssrc: 1 }] }, { codecs: [], encodings: Array.from({ length: 50 }, (_, ssrc) => ({ ssrc })) }];
	for (const rtpParameters of wrong) {
		const answer = (await villain.client.raw('produce', { ...base, rtpParameters })) as { code?: string };
		expect(answer.code).toBe('bad-input');
	}
	const dtls = (await villain.client.raw('connectTransport', { transport: send.id, dtlsParameters: { role: 'auto', fingerprints: [{ algorithm: 'rot13', value: 'x' }] } })) as { code?: string };
	expect(dtls.code).toBe('bad-input');
	expect(await villain.client.refused('produce', { ...base, kind: 'audio', rtpParameters: {} as never })).toBe('bad-input');
});

test('a payload of 10 MB cuts the socket and nothing else', async () => {
	void villain.client.raw('chat', { text: 'a'.repeat(10_000_000) }).catch(() => undefined);
	await villain.client.disconnected();
});

test('a flood of calls is slowed down, then cut', async () => {
	const answers = Array.from({ length: defaultLimits.callsPerTenSeconds * 5 }, () => villain.client.raw('hand', { raised: true }).catch(() => ({ code: 'cut' })));
	await villain.client.disconnected();
	const limited = ((await Promise.race([Promise.all(answers.slice(0, 200)), villain.client.disconnected()])) as unknown) !== undefined;
	expect(limited).toBe(true);
});

test('anything at all for an input', async () => {
	await fc.assert(
		fc.asyncProperty(fc.constantFrom('receive', 'connectTransport', 'view', 'restartIce', 'consumerReady', 'closeProducer'), fc.jsonValue(), async (event, input) => {
			const answer = (await villain.client.raw(event, input)) as { ok: boolean; code?: string };
			expect(answer.ok || answer.code !== 'internal').toBe(true);
		}),
		{ numRuns: 100 }
	);
});

test('a flood of joins is refused by address, and those inside stay', async () => {
	const small = await stage({ limits: { ...defaultLimits, connectionsPerMinute: 20, failuresPerMinute: 5 } });
	const inside = await join(small, admission());
	const refusals: string[] = [];
	for (let attempt = 0; attempt < 12; attempt += 1) await connect(small.sfu.port, { token: 'nonsense' }).catch((error: unknown) => refusals.push(String(error)));
	expect(refusals.filter((one) => one.includes('token-invalid'))).toHaveLength(5);
	expect(refusals.filter((one) => one.includes('rate-limited'))).toHaveLength(7);
	await inside.client.call('chat', { text: 'jsem tu' });
	await small.close();
});

test('a room has an end of its places, but not for its hosts', async () => {
	const small = await stage({ limits: { ...defaultLimits, people: 2 } });
	const first = await join(small, admission());
	await join(small, admission({ room: first.who.room }));
	await expect(join(small, admission({ room: first.who.room }))).rejects.toThrow('room-full');
	expect((await join(small, admission({ room: first.who.room, grants: grantsOf.host }))).snapshot.place).toBe('room');
	await small.close();
});

test('a journal that cannot be read is told to the log, not to whoever knocks', async () => {
	const who = admission();
	await writeFile(path(on.config.journal, `${who.room}.jsonl`), 'no journal\n');
	await expect(join(on, who)).rejects.toThrow(/^internal$/);
});
