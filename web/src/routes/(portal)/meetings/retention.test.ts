import { attendance, chatMessage, guest, guestLink, meetingAdmission, recording } from '@sal/db';
import { eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRegion, type Region } from './region.fixture.ts';
import { abandonedMeetings, sweepLeftovers } from './retention.server.ts';

let region: Region;
beforeAll(async () => {
	region = await createRegion();
});
afterAll(() => region.close());

const now = new Date('2026-11-24T12:00:00Z');
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);

/** An ended meeting with one row of everything. */
async function ended(days: number, { recorded = false, own }: { recorded?: boolean; own?: number } = {}): Promise<string> {
	const meetingId = await region.meeting({ state: 'ended', startsAt: ago(days), endedAt: ago(days), ...(own !== undefined && { chatRetentionDays: own }) });
	const participant = randomUUID();
	await region.owner.insert(chatMessage).values({ id: randomUUID(), meetingId, participant, name: 'Eva', guest: false, text: 'Ahoj', at: ago(days) });
	await region.owner.insert(attendance).values({ meetingId, participant, name: 'Eva', guest: false, event: 'joined', at: ago(days) });
	await region.owner.insert(meetingAdmission).values({ meetingId, participant, at: ago(days), address: '192.0.2.1' });
	const [link] = await region.owner.insert(guestLink).values({ meetingId, tokenHash: randomUUID(), expiresAt: ago(days) }).returning({ id: guestLink.id });
	await region.owner.insert(guest).values({ meetingId, linkId: link?.id ?? '', name: 'Host', sessionHash: randomUUID(), expiresAt: ago(days) });
	if (recorded) await region.owner.insert(recording).values({ id: randomUUID(), meetingId, organisationId: region.ids.hospital, title: 'x', kind: 'call', startedAt: ago(days) });
	return meetingId;
}
async function left(meetingId: string): Promise<string[]> {
	const tables = { chat: chatMessage, attendance, addresses: meetingAdmission, guests: guest };
	const names: string[] = [];
	for (const [name, table] of Object.entries(tables)) if ((await region.owner.select({ id: table.id }).from(table).where(eq(table.meetingId, meetingId))).length > 0) names.push(name);
	return names;
}

it('what is left of unrecorded meetings goes when its days are over, and what was recorded stays', async () => {
	const meetings = { fresh: await ended(6), week: await ended(8), month: await ended(31), year: await ended(366), recorded: await ended(366, { recorded: true }), short: await ended(2, { own: 1 }) };
	await region.asJob('region', (tx) => sweepLeftovers(tx, { now }));
	const remaining = Object.fromEntries(await Promise.all(Object.entries(meetings).map(async ([name, id]) => [name, await left(id)] as const)));
	expect(remaining).toEqual({
		fresh: ['chat', 'attendance', 'addresses', 'guests'],
		week: ['chat', 'attendance', 'guests'],
		month: ['attendance', 'guests'],
		year: [],
		recorded: ['chat', 'attendance', 'addresses', 'guests'],
		short: ['addresses']
	});
});

it('another organisation\'s job takes nothing of ours', async () => {
	const id = await ended(400);
	await region.asJob('other', (tx) => sweepLeftovers(tx, { now }));
	expect(await left(id)).toHaveLength(4);
});

it('a live meeting that everybody has left is found, one with somebody inside is not', async () => {
	const live = async (movements: ['joined' | 'left', number][]) => {
		const meetingId = await region.meeting({ kind: 'call', state: 'live', startsAt: ago(0.1) });
		const participant = randomUUID();
		for (const [event, minutes] of movements) await region.owner.insert(attendance).values({ meetingId, participant, name: 'Eva', guest: false, event, at: new Date(now.getTime() - minutes * 60_000) });
		return meetingId;
	};
	const gone = await live([['joined', 60], ['left', 20]]);
	const inside = await live([['joined', 60]]);
	const back = await live([['joined', 60], ['left', 50], ['joined', 40]]);
	const justLeft = await live([['joined', 60], ['left', 3]]);
	const found = await region.asJob('region', (tx) => abandonedMeetings(tx, { now }));
	expect([gone, inside, back, justLeft].map((id) => found.includes(id))).toEqual([true, false, false, false]);
});
