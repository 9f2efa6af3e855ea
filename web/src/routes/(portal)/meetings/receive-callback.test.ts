import { attendance, auditEntry, auditPersonal, callbackCursor, callbackQuarantine, chatMessage, consent, meeting, recording } from '@sal/db';
import { signMessage, type Callback } from '@sal/sfu/control';
import { eq } from 'drizzle-orm';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '#lib/server/log.ts';
import { meetingForRecording } from './for-recording.server.ts';
import { openQuarantine, resendQuarantined, settleQuarantined } from './quarantine.server.ts';
import { receiveCallback } from './receive-callback.server.ts';
import { createRegion, type Region } from './region.fixture.ts';
import { meetingRecord } from './store.server.ts';

const keys = () => generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
const ours = keys();
const log = createLog({ level: 'silent', name: 'test' });
const base = Date.parse('2026-11-24T08:00:00Z');
const person = randomUUID();

let region: Region;
beforeAll(async () => {
	region = await createRegion();
});
afterAll(() => region.close());

async function deliver(callback: Callback, { key = ours.privateKey, kid = 'sfu-1' } = {}): Promise<[number, unknown]> {
	const jws = await signMessage({ message: callback, privateKeyPem: key, kid });
	const response = await receiveCallback({ jws, db: region.db, log, publicKeyOf: (sfu) => (sfu === 'sfu-1' ? ours.publicKey : undefined) });
	return [response.status, response.status === 204 ? undefined : await response.json()];
}
const callback = (room: string, sequence: number, event: Callback['event'], at = base + sequence * 60_000): Callback => ({ sfu: 'sfu-1', room, sequence, at, event });

/** A whole short meeting, as the media server would tell it. */
function story(room: string): Callback[] {
	const guest = randomUUID();
	const events: Callback['event'][] = [
		{ type: 'opened' },
		{ type: 'joined', participant: person, name: 'Eva', guest: false },
		{ type: 'consent', participant: person, given: true },
		{ type: 'publishing', participant: person, source: 'microphone', on: true },
		{ type: 'joined', participant: guest, name: 'Projektant', guest: true },
		{ type: 'chat', participant: guest, id: randomUUID(), name: 'Projektant', guest: true, text: 'Dobrý den' },
		{ type: 'left', participant: guest, reason: 'left' },
		{ type: 'ended' }
	];
	return events.map((event, index) => callback(room, index + 1, event));
}
async function told(room: string) {
	const [row] = await region.owner.select({ state: meeting.state, startedAt: meeting.startedAt, endedAt: meeting.endedAt }).from(meeting).where(eq(meeting.id, room));
	const rows = async (table: typeof attendance | typeof chatMessage | typeof consent) => (await region.owner.select({ at: table.at }).from(table).where(eq(table.meetingId, room))).length;
	const [cursor] = await region.owner.select({ last: callbackCursor.last }).from(callbackCursor).where(eq(callbackCursor.room, room));
	return { ...row, attendance: await rows(attendance), chat: await rows(chatMessage), consent: await rows(consent), last: cursor?.last };
}

describe('a meeting as the media server tells it', () => {
	it('goes live, keeps presence, chat and consent, and ends', async () => {
		const room = await region.meeting({});
		for (const one of story(room)) expect(await deliver(one)).toEqual([204, undefined]);
		expect(await told(room)).toEqual({ state: 'ended', startedAt: new Date(base + 60_000), endedAt: new Date(base + 480_000), attendance: 3, chat: 1, consent: 1, last: 8 });
		const { present, chat } = await region.asJob('hospital', (tx) => meetingRecord(tx, { id: room, endedAt: new Date(base + 480_000), now: new Date() }));
		expect(present.map(({ name, guest, totalMs }) => [name, guest, totalMs / 60_000])).toEqual([['Eva', false, 6], ['Projektant', true, 2]]);
		expect(chat.map(({ name, text }) => [name, text])).toEqual([['Projektant', 'Dobrý den']]);
		expect(await region.asJob('hospital', (tx) => meetingForRecording(tx, room))).toMatchObject({ id: room, organisation: { id: region.ids.hospital }, consent: [{ participant: person, given: true }] });
	});
	it('told twice, each time again from the start, it is the same meeting', async () => {
		const room = await region.meeting({});
		const all = story(room);
		for (let upTo = 1; upTo <= all.length; upTo += 1) for (const one of all.slice(0, upTo)) expect((await deliver(one))[0]).toBe(204);
		expect(await told(room)).toMatchObject({ attendance: 3, chat: 1, consent: 1, last: 8, state: 'ended' });
	});
	it('a number that is missing is asked for, and nothing of the later one is kept', async () => {
		const room = await region.meeting({});
		const [first, second, third] = story(room);
		if (!first || !second || !third) throw new Error('the story is too short');
		expect(await deliver(third)).toEqual([409, { expected: 1 }]);
		expect(await deliver(first)).toEqual([204, undefined]);
		expect(await deliver(third)).toEqual([409, { expected: 2 }]);
		expect(await told(room)).toMatchObject({ consent: 0, last: 1 });
		await deliver(second);
		expect(await deliver(third)).toEqual([204, undefined]);
	});
	it('the same number delivered by many connections at once counts once', async () => {
		const room = await region.meeting({});
		const [first, second] = story(room);
		if (!first || !second) throw new Error('the story is too short');
		await deliver(first);
		expect(new Set((await Promise.all(Array.from({ length: 8 }, () => deliver(second)))).map(([status]) => status))).toEqual(new Set([204]));
		expect(await told(room)).toMatchObject({ attendance: 1, last: 2 });
	});
	it('a recording that starts has its row, owned as the meeting is', async () => {
		const room = await region.meeting({ kind: 'session', title: 'Rada' });
		const id = randomUUID();
		await deliver(callback(room, 1, { type: 'opened' }));
		expect(await deliver(callback(room, 2, { type: 'recording', recording: id, state: 'started' }))).toEqual([204, undefined]);
		expect(await region.owner.select({ title: recording.title, organisation: recording.organisationId, state: recording.state }).from(recording).where(eq(recording.id, id))).toEqual([{ title: 'Rada', organisation: region.ids.hospital, state: 'recording' }]);
	});
	it('who was let in from the lobby, turned away or sent back stands in the log, and which host decided', async () => {
		const room = await region.meeting({});
		const [host, member, guest] = [region.who('hospital', 'office'), region.who('hospital', 'staff'), randomUUID()];
		const decide = (sequence: number, decision: 'admitted' | 'turned-away' | 'sent-back', who: { participant: string; name: string; guest: boolean }) => deliver(callback(room, sequence, { type: 'lobby', by: host.person, decision, ...who }));
		await decide(1, 'admitted', { participant: guest, name: 'Projektant', guest: true });
		await decide(2, 'turned-away', { participant: guest, name: 'Projektant', guest: true });
		await decide(3, 'sent-back', { participant: member.person, name: 'Eva', guest: false });
		expect(await decide(3, 'sent-back', { participant: member.person, name: 'Eva', guest: false })).toEqual([204, undefined]);
		const entries = await region.owner.select({ action: auditEntry.action, detail: auditEntry.detail, personal: auditPersonal.detail, subjects: auditPersonal.subjects }).from(auditEntry).leftJoin(auditPersonal, eq(auditPersonal.entryId, auditEntry.id)).where(eq(auditEntry.objectId, room)).orderBy(auditEntry.id);
		expect(entries).toEqual([
			{ action: 'meeting.admitted', detail: { by: host.person }, personal: { guest: 'Projektant' }, subjects: [host.person] },
			{ action: 'meeting.turned-away', detail: { by: host.person }, personal: { guest: 'Projektant' }, subjects: [host.person] },
			{ action: 'meeting.sent-back', detail: { by: host.person }, personal: null, subjects: [host.person, member.person] }
		]);
	});
	it('a letter that PostgreSQL does not take holds nothing back', async () => {
		const room = await region.meeting({});
		expect(await deliver(callback(room, 1, { type: 'joined', participant: person, name: 'E\0va', guest: false }))).toEqual([204, undefined]);
		expect(await deliver(callback(room, 2, { type: 'chat', participant: person, id: randomUUID(), name: 'Eva', guest: false, text: 'Dobrý\0 den' }))).toEqual([204, undefined]);
		expect(await deliver(callback(room, 3, { type: 'ended' }))).toEqual([204, undefined]);
		expect(await told(room)).toMatchObject({ state: 'ended', attendance: 1, chat: 1, last: 3 });
	});
	it('a cancelled meeting does not come alive', async () => {
		const room = await region.meeting({ state: 'cancelled' });
		await deliver(callback(room, 1, { type: 'opened' }));
		expect(await told(room)).toMatchObject({ state: 'cancelled' });
	});
});

describe('what is not from our media server', () => {
	it.each([
		['signed by another key', { key: keys().privateKey }],
		['of a media server we do not have', { kid: 'sfu-9' }],
		['in another one\'s name', { kid: 'sal-web' }]
	])('%s: 401, and nothing is written', async (_, options) => {
		const room = await region.meeting({});
		expect((await deliver(callback(room, 1, { type: 'opened' }), options))[0]).toBe(401);
		expect(await told(room)).toMatchObject({ state: 'planned', last: undefined });
	});
	it.each(['', 'x', 'a.b.c', '{}'])('%j: 401', async (jws) => {
		expect((await receiveCallback({ jws, db: region.db, log, publicKeyOf: () => ours.publicKey })).status).toBe(401);
	});
});

describe('what can never be applied is kept aside, and what follows goes on', () => {
	const kept = (room: string) => region.owner.select({ sequence: callbackQuarantine.sequence, reason: callbackQuarantine.reason, body: callbackQuarantine.body }).from(callbackQuarantine).where(eq(callbackQuarantine.room, room));

	it('a room we do not have', async () => {
		const room = randomUUID();
		for (let times = 0; times < 2; times++) expect(await deliver(callback(room, 5, { type: 'opened' }))).toEqual([204, undefined]);
		expect(await kept(room)).toMatchObject([{ sequence: 5, reason: 'unknown-room' }]);
	});
	it('a shape that this version does not know, in its turn and not before', async () => {
		const room = await region.meeting({});
		const strange = { ...callback(room, 2, { type: 'opened' }), event: { type: 'applauded', hands: 2 } } as unknown as Callback;
		expect(await deliver(strange)).toEqual([409, { expected: 1 }]);
		await deliver(callback(room, 1, { type: 'opened' }));
		for (let times = 0; times < 2; times++) expect(await deliver(strange)).toEqual([204, undefined]);
		expect(await deliver(callback(room, 3, { type: 'ended' }))).toEqual([204, undefined]);
		expect(await told(room)).toMatchObject({ state: 'ended', last: 3 });
		const [row, more] = await kept(room);
		expect(more).toBeUndefined();
		expect(row).toMatchObject({ sequence: 2, reason: 'unreadable' });
		expect(JSON.parse(row?.body ?? '')).toEqual(strange);
	});
	it('data that the database refuses, with nothing of them written', async () => {
		const room = await region.meeting({});
		await deliver(callback(room, 1, { type: 'opened' }));
		// A year of six digits: PostgreSQL does not take it.
		expect(await deliver(callback(room, 2, { type: 'joined', participant: person, name: 'Eva', guest: false }, 8.64e15))).toEqual([204, undefined]);
		expect(await deliver(callback(room, 3, { type: 'ended' }))).toEqual([204, undefined]);
		expect(await told(room)).toMatchObject({ state: 'ended', attendance: 0, last: 3 });
		expect(await kept(room)).toMatchObject([{ sequence: 2, reason: 'refused' }]);
	});
	it('is applied when an administrator sends it again after the meeting has come back, once', async () => {
		const room = randomUUID();
		await deliver(callback(room, 1, { type: 'joined', participant: person, name: 'Eva', guest: false }));
		const actor = region.who('region', 'admin');
		const [alarm] = (await region.as(actor, openQuarantine)).filter((one) => one.room === room);
		const again = (who = actor) => resendQuarantined(region.db, { actor: who, id: alarm?.id ?? 0, now: new Date() });
		await expect(again()).rejects.toMatchObject({ code: 'meetings-callback-refused' });
		await region.meeting({ id: room });
		for (const [house, role] of [['hospital', 'admin'], ['region', 'clerk'], ['region', 'office']] as const) await expect(again(region.who(house, role))).rejects.toMatchObject({ code: 'conflict' });
		expect(await told(room)).toMatchObject({ attendance: 0 });
		const both = await Promise.allSettled([again(), again()]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(await told(room)).toMatchObject({ attendance: 1 });
		expect((await region.as(actor, openQuarantine)).filter((one) => one.room === room)).toEqual([]);
	});
	it('the alarm is for the administrator of the whole portal, until somebody has looked into it', async () => {
		const room = randomUUID();
		await deliver(callback(room, 7, { type: 'opened' }));
		const admin = region.who('region', 'admin');
		const shown = async (actor = admin) => (await region.as(actor, openQuarantine)).filter((one) => one.room === room);
		expect(await shown(region.who('hospital', 'admin'))).toEqual([]);
		const [alarm] = await shown();
		expect(alarm).toMatchObject({ sfu: 'sfu-1', sequence: 7, reason: 'unknown-room' });
		const settle = (actor = admin) => region.as(actor, (tx) => settleQuarantined(tx, { actor, id: alarm?.id ?? 0, now: new Date() }));
		await expect(settle(region.who('hospital', 'admin'))).rejects.toMatchObject({ code: 'conflict' });
		await settle();
		expect(await shown()).toEqual([]);
		expect(await kept(room)).toHaveLength(1);
	});
});
