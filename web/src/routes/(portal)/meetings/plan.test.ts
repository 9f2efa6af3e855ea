import { meeting, meetingPerson } from '@sal/db';
import { and, asc, eq, or } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callNow, cancelMeeting, createMeeting, editMeeting } from './plan.server.ts';
import { createRegion, roles, type Region } from './region.fixture.ts';
import { kinds } from './rules.ts';
import { meetingMembers } from './store.server.ts';

let region: Region;
beforeAll(async () => {
	region = await createRegion();
});
afterAll(() => region.close());

const create = (change: Parameters<Region['input']>[0] = {}, actor = region.who('hospital', 'office')) => region.as(actor, (tx) => createMeeting(tx, actor, { input: region.input(change), now: new Date() }));
const series = (id: string) => region.owner.select().from(meeting).where(or(eq(meeting.id, id), eq(meeting.seriesId, id))).orderBy(asc(meeting.startsAt));
const count = async () => (await region.owner.select().from(meeting)).length;
async function made(result: Awaited<ReturnType<typeof create>>): Promise<string> {
	if (!result.ok) throw new Error(JSON.stringify(result.errors));
	return result.value;
}

describe('creating', () => {
	it('follows the table of roles and kinds, in one\'s own house', async () => {
		const may: Partial<Record<(typeof roles)[number], string>> = { admin: 'session call', office: 'session call', chair: 'session call', clinician: 'case call' };
		for (const role of roles) {
			for (const kind of kinds) {
				const actor = region.who('hospital', role);
				const result = await create({ kind, watch: 'hosts', hosts: [actor.person] }, actor);
				expect([role, kind, result.ok]).toEqual([role, kind, (may[role] ?? 'call').split(' ').includes(kind)]);
			}
		}
	});
	it('in the name of another house is for an administrator above it', async () => {
		const results: [string, boolean][] = [];
		for (const [house, role] of [['region', 'admin'], ['region', 'office'], ['ward', 'admin'], ['other', 'admin']] as const) {
			const actor = region.who(house, role);
			results.push([`${house} ${role}`, (await create({ hosts: [actor.person] }, actor)).ok]);
		}
		expect(results).toEqual([['region admin', true], ['region office', false], ['ward admin', false], ['other admin', false]]);
	});
	it('a series makes one meeting per date, each with all its people', async () => {
		const member = region.who('ward', 'member').person;
		const id = await made(await create({ rhythm: 'week', until: '2027-04-06', day: '2027-03-16', people: [member], organisations: [region.ids.other] }));
		const dates = await series(id);
		expect(dates.map((row) => row.startsAt.toISOString())).toEqual(['2027-03-16T08:00:00.000Z', '2027-03-23T08:00:00.000Z', '2027-03-30T07:00:00.000Z', '2027-04-06T07:00:00.000Z']);
		expect(dates.map((row) => row.rrule !== null)).toEqual([true, false, false, false]);
		for (const date of dates) {
			const members = await region.as(region.who('hospital', 'office'), (tx) => meetingMembers(tx, date.id));
			expect([members.hosts.length, members.invited.map((row) => row.id), members.organisations.length]).toEqual([1, [member], 1]);
		}
	});
	it.each([
		['a zone nobody knows', { zone: 'Praha' }, 'zone'],
		['an hour that summer time swallows', { day: '2027-03-28', time: '02:30' }, 'time'],
		['no host', { hosts: [] }, 'hosts'],
		['a host who does not exist', { hosts: ['0b5a3c0e-7b1a-4a3e-9a55-0d5a1e0c7f11'] }, 'hosts'],
		['an invited person who does not exist', { people: ['0b5a3c0e-7b1a-4a3e-9a55-0d5a1e0c7f11'] }, 'people'],
		['an organisation that does not exist', { organisations: ['0b5a3c0e-7b1a-4a3e-9a55-0d5a1e0c7f11'] }, 'organisations'],
		['a series of more dates than one may have', { rhythm: 'day' as const, until: '2027-06-30' }, 'until']
	])('%s is refused at its field, and nothing is written', async (_, change, field) => {
		const before = await count();
		const result = await create(change);
		expect(result.ok ? [] : Object.keys(result.errors)).toEqual([field]);
		expect(await count()).toBe(before);
	});
	it('a host who was also ticked as invited is a host once', async () => {
		const host = region.who('hospital', 'office').person;
		const id = await made(await create({ people: [host] }));
		expect(await region.owner.select({ role: meetingPerson.role }).from(meetingPerson).where(eq(meetingPerson.meetingId, id))).toEqual([{ role: 'host' }]);
	});
});

describe('changing', () => {
	const edit = (id: string, change: Parameters<Region['input']>[0], scope: 'one' | 'following' = 'one', actor = region.who('hospital', 'office')) => region.as(actor, (tx) => editMeeting(tx, actor, { id, input: region.input(change), scope, now: new Date() }));

	it.each([
		['hospital', 'office', true],
		['hospital', 'chair', true],
		['hospital', 'admin', true],
		['region', 'admin', true],
		['hospital', 'clerk', 'forbidden'],
		['region', 'clerk', 'forbidden'],
		['hospital', 'member', 'not-found'],
		['region', 'office', 'not-found'],
		['ward', 'admin', 'not-found'],
		['other', 'admin', 'not-found']
	] as const)('somebody else\'s session as %s %s: %s', async (house, role, expected) => {
		const id = await region.meeting({ kind: 'session', startsAt: new Date('2027-01-01T10:00:00Z') });
		const actor = region.who(house, role);
		const result = await edit(id, { title: 'Nový název' }, 'one', actor).then(({ ok }) => ok, (error: { code?: string }) => error.code);
		expect(result).toBe(expected);
		const [row] = await series(id);
		expect([row?.title === 'Nový název', row?.sequence]).toEqual([expected === true, expected === true ? 1 : 0]);
	});
	it.each([['kind', { kind: 'call' }], ['organisation', { organisation: '0b5a3c0e-7b1a-4a3e-9a55-0d5a1e0c7f11' }]] as const)('the %s cannot be changed', async (field, change) => {
		const id = await made(await create());
		expect(await edit(id, change)).toEqual({ ok: false, errors: { [field]: 'choice' } });
		expect((await series(id)).map(({ sequence }) => sequence)).toEqual([0]);
	});
	it('one date of a series moves alone, and its calendar entry gets a higher sequence', async () => {
		const id = await made(await create({ rhythm: 'week', until: '2027-02-16' }));
		const second = (await series(id))[1]?.id ?? '';
		await edit(second, { day: '2027-02-10', time: '10:00', title: 'Přesunuto' });
		expect((await series(id)).map((row) => [row.startsAt.toISOString(), row.sequence])).toEqual([['2027-02-02T08:00:00.000Z', 0], ['2027-02-10T09:00:00.000Z', 1], ['2027-02-16T08:00:00.000Z', 0]]);
	});
	it('this and the following ones move together, a week forward as well as back', async () => {
		const id = await made(await create({ rhythm: 'week', until: '2027-02-23' }));
		const second = (await series(id))[1]?.id ?? '';
		expect(await edit(second, { day: '2027-02-16', time: '11:00' }, 'following')).toMatchObject({ ok: true });
		expect((await series(id)).map((row) => row.startsAt.toISOString())).toEqual(['2027-02-02T08:00:00.000Z', '2027-02-16T10:00:00.000Z', '2027-02-23T10:00:00.000Z', '2027-03-02T10:00:00.000Z']);
		expect(await edit(second, { day: '2027-02-09', time: '11:00' }, 'following')).toMatchObject({ ok: true });
		expect((await series(id)).map((row) => row.startsAt.toISOString().slice(0, 10))).toEqual(['2027-02-02', '2027-02-09', '2027-02-16', '2027-02-23']);
	});
	it('a date that is taken by another one of the series is refused', async () => {
		const id = await made(await create({ rhythm: 'week', until: '2027-02-16' }));
		const second = (await series(id))[1]?.id ?? '';
		expect(await edit(second, { day: '2027-02-16' })).toEqual({ ok: false, errors: { day: 'series-clash' } });
	});
	it('the kind stays what it is', async () => {
		const id = await made(await create());
		expect(await edit(id, { kind: 'call' })).toMatchObject({ ok: false, errors: { kind: 'choice' } });
	});
	it.each(['live', 'ended', 'cancelled'] as const)('%s: forbidden even to the host', async (state) => {
		const host = region.who('hospital', 'office');
		const id = await region.meeting({ kind: 'session', state }, { hosts: [host.person] });
		await expect(edit(id, {})).rejects.toMatchObject({ code: 'forbidden' });
	});
});

describe('cancelling', () => {
	it('strikes out this and the following dates and leaves the earlier ones', async () => {
		const id = await made(await create({ rhythm: 'week', until: '2027-02-16' }));
		const actor = region.who('hospital', 'chair');
		const second = (await series(id))[1]?.id ?? '';
		await region.as(actor, (tx) => cancelMeeting(tx, actor, { id: second, reason: 'Nemoc', scope: 'following', now: new Date() }));
		expect((await series(id)).map((row) => [row.state, row.cancelReason, row.sequence])).toEqual([['planned', null, 0], ['cancelled', 'Nemoc', 1], ['cancelled', 'Nemoc', 1]]);
		await expect(region.as(actor, (tx) => cancelMeeting(tx, actor, { id: second, reason: '', scope: 'one', now: new Date() }))).rejects.toMatchObject({ code: 'forbidden' });
	});
	it('is not for the invited', async () => {
		const actor = region.who('ward', 'member');
		const id = await region.meeting({}, { people: [actor.person] });
		await expect(region.as(actor, (tx) => cancelMeeting(tx, actor, { id, reason: '', scope: 'one', now: new Date() }))).rejects.toMatchObject({ code: 'forbidden' });
	});
});

describe('calling now', () => {
	it('anybody may call somebody, and hosts the call', async () => {
		for (const role of roles) {
			const [actor, called] = [region.who('other', role), region.who('ward', 'staff')];
			const id = await made(await region.as(actor, (tx) => callNow(tx, actor, { title: 'Hovor', people: [called.person, actor.person], now: new Date() })));
			expect(await region.owner.select({ person: meetingPerson.personId }).from(meetingPerson).where(and(eq(meetingPerson.meetingId, id), eq(meetingPerson.role, 'host')))).toEqual([{ person: actor.person }]);
		}
	});
	it('needs somebody else to talk to', async () => {
		const actor = region.who('other', 'staff');
		expect(await region.as(actor, (tx) => callNow(tx, actor, { title: 'Hovor', people: [actor.person], now: new Date() }))).toEqual({ ok: false, errors: { people: 'people' } });
		expect(await region.as(actor, (tx) => callNow(tx, actor, { title: 'Hovor', people: [region.who('ward', 'staff').person, crypto.randomUUID()], now: new Date() }))).toEqual({ ok: false, errors: { people: 'choice' } });
	});
});
