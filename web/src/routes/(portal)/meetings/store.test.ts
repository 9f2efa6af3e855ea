import { calendarFeed, meeting, meetingPerson } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOrganisations, findPeople } from './directory.server.ts';
import { feedEntries, renewFeed, stopFeed } from './feed.server.ts';
import type { Kind } from './rules.ts';
import { createRegion, roles, type Region } from './region.fixture.ts';
import { getMeeting, listMeetings, mayDo, meetingMembers } from './store.server.ts';
import type { PersonActor } from './ties.server.ts';

let region: Region;
beforeAll(async () => {
	region = await createRegion();
});
afterAll(() => region.close());

const everything = { kind: 'all', q: '' } as const;
const refusal = { code: 'not-found' };

describe('who sees a meeting of the hospital, by role and by what ties them to it', () => {
	const houses = ['region', 'hospital', 'ward', 'other'] as const;
	describe.each(['session', 'case', 'call'] as const)('%s', (kind: Kind) => {
		it.each(['nothing', 'host', 'invited', 'organisation'] as const)('%s', async (tie) => {
			for (const house of houses) {
				for (const role of roles) {
					const actor = region.who(house, role);
					const id = await region.meeting({ kind }, { hosts: tie === 'host' ? [actor.person] : [], people: tie === 'invited' ? [actor.person] : [], organisations: tie === 'organisation' ? [actor.organisation] : [] });
					const offices: Record<typeof house, readonly string[]> = { hospital: ['admin', 'clerk', 'auditor', 'office', 'chair'], region: ['admin', 'clerk', 'auditor'], ward: [], other: [] };
					const expected = tie === 'host' || tie === 'invited' || (kind === 'case' ? tie === 'organisation' && role === 'clinician' : tie === 'organisation' || offices[house].includes(role));
					const one = await region.as(actor, (tx) => getMeeting(tx, actor, { id, now: new Date() })).then((found) => found.id === id, (error: { code?: string }) => error.code);
					const listed = await region.as(actor, (tx) => listMeetings(tx, actor, { filter: everything, now: new Date(), when: 'coming' }));
					expect([house, role, one, listed.meetings.some((row) => row.id === id)]).toEqual([house, role, expected ? true : 'not-found', expected]);
				}
			}
		}, 60_000);
	});

	it('an invitation of the hospital reaches its ward, not the region above it', async () => {
		const id = await region.meeting({ house: 'other' }, { organisations: [region.ids.hospital] });
		const read = (actor: PersonActor) => region.as(actor, (tx) => getMeeting(tx, actor, { id, now: new Date() }));
		await expect(read(region.who('ward', 'staff'))).resolves.toMatchObject({ id });
		await expect(read(region.who('region', 'staff'))).rejects.toMatchObject(refusal);
	});

	it('the author keeps what they made, and may do with it what hosts may', async () => {
		const actor = region.who('ward', 'clinician');
		const id = await region.meeting({ createdBy: actor.person, kind: 'case' });
		const row = await region.as(actor, (tx) => getMeeting(tx, actor, { id, now: new Date() }));
		expect(mayDo(actor, row, new Date())).toEqual({ edit: true, cancel: true, host: true, inviteGuests: true, equip: true });
	});

	it('a number that is no meeting is not found', async () => {
		const actor = region.who('region', 'admin');
		await expect(region.as(actor, (tx) => getMeeting(tx, actor, { id: crypto.randomUUID(), now: new Date() }))).rejects.toMatchObject(refusal);
	});
});

describe('the list', () => {
	let region: Region;
	beforeAll(async () => {
		region = await createRegion();
	});
	afterAll(() => region.close());

	it('has coming ones rising and past ones falling, page by page without loss', async () => {
		const actor = region.who('other', 'member');
		const now = new Date('2027-06-01T12:00:00Z');
		const at = (days: number) => new Date(now.getTime() + days * 86_400_000);
		const mine = { people: [actor.person] };
		const past: string[] = [];
		for (let day = 1; day <= 35; day += 1) past.push(await region.meeting({ startsAt: at(-Math.ceil(day / 2)), state: day % 2 ? 'ended' : 'cancelled' }, mine));
		const later = await region.meeting({ startsAt: at(3) }, mine);
		const sooner = await region.meeting({ startsAt: at(2) }, mine);
		const live = await region.meeting({ startsAt: at(-0.5), state: 'live' }, mine);
		const forgotten = await region.meeting({ startsAt: at(-0.2) }, mine);

		const coming = await region.as(actor, (tx) => listMeetings(tx, actor, { filter: everything, now, when: 'coming' }));
		expect(coming.meetings.map((row) => [row.id, row.phase])).toEqual([[live, 'now'], [sooner, 'next'], [later, 'next']]);

		const first = await region.as(actor, (tx) => listMeetings(tx, actor, { filter: everything, now, when: 'past' }));
		expect(first.more).toBe(true);
		expect(first.meetings[0]?.id).toBe(forgotten);
		const last = first.meetings.at(-1);
		const second = await region.as(actor, (tx) => listMeetings(tx, actor, { filter: everything, now, when: 'past', after: last }));
		expect(second.more).toBe(false);
		expect([...first.meetings, ...second.meetings].map((row) => row.id).toSorted()).toEqual([...past, forgotten].toSorted());
	});

	it('is narrowed by kind and by words without diacritics, in title and organisation', async () => {
		const actor = region.who('other', 'clinician');
		const wanted = await region.meeting({ kind: 'case', title: 'Konzilium: přední zkřížený vaz 100 %' }, { people: [actor.person] });
		await region.meeting({ kind: 'call', title: 'Něco jiného' }, { people: [actor.person] });
		const search = (q: string, kind: 'all' | 'case' | 'call' = 'all') => region.as(actor, (tx) => listMeetings(tx, actor, { filter: { kind, q }, now: new Date(), when: 'coming' })).then(({ meetings }) => meetings.map((row) => row.id));
		expect(await search('ZKRIZENY predni')).toEqual([wanted]);
		expect(await search('100 %')).toEqual([wanted]);
		expect(await search('zdar hospital konzilium')).toEqual([wanted]);
		expect(await search('', 'case')).toEqual([wanted]);
		expect(await search('zkrizeny', 'call')).toEqual([]);
		expect(await search('_______')).toEqual([]);
	});
});

describe('people and organisations to invite', () => {
	it('are found without diacritics, disabled ones are not', async () => {
		const actor = region.who('hospital', 'office');
		const names = (q: string) => region.as(actor, (tx) => findPeople(tx, actor, { q })).then((people) => people.map(({ name }) => name));
		expect(await names(`rehor clinician ward ${region.tag}`)).toEqual([`Řehoř clinician ward ${region.tag}`]);
		expect((await names('')).every((name) => name.includes('hospital'))).toBe(true);
		expect(await names('%')).toEqual([]);
		expect((await region.as(actor, (tx) => findOrganisations(tx, { q: `zdar ward ${region.tag}` }))).map(({ id }) => id)).toEqual([region.ids.ward]);
	});
	it('members are told apart as hosts and invited', async () => {
		const [host, guest] = [region.who('hospital', 'chair'), region.who('ward', 'staff')];
		const id = await region.meeting({}, { hosts: [host.person], people: [guest.person], organisations: [region.ids.ward] });
		const members = await region.as(host, (tx) => meetingMembers(tx, id));
		expect([members.hosts, members.invited, members.organisations].map((list) => list.map((row) => row.id))).toEqual([[host.person], [guest.person], [region.ids.ward]]);
	});
});

describe('the calendar feed', () => {
	it('has what concerns the person, under a secret that can be renewed and stopped', async () => {
		const actor = region.who('region', 'clerk');
		const mine = await region.meeting({ kind: 'session' }, { people: [actor.person] });
		const visibleOnly = await region.meeting({ kind: 'session' });
		const old = await region.as(actor, (tx) => renewFeed(tx, actor));
		const ids = async (token: string) => (await feedEntries(region.db, { token, now: new Date() }))?.map(({ id }) => id);
		expect(await ids(old)).toContain(mine);
		expect(await ids(old)).not.toContain(visibleOnly);
		const renewed = await region.as(actor, (tx) => renewFeed(tx, actor));
		expect(await ids(old)).toBeUndefined();
		expect(await ids(renewed)).toContain(mine);
		expect(await region.owner.select().from(calendarFeed).where(eq(calendarFeed.personId, actor.person))).not.toMatchObject([{ tokenHash: renewed }]);
		await region.as(actor, (tx) => stopFeed(tx, actor));
		expect(await ids(renewed)).toBeUndefined();
	});
});

it('row-level security alone hides a stranger\'s meeting and its people', async () => {
	const id = await region.meeting({ kind: 'case' }, { hosts: [region.who('hospital', 'clinician').person] });
	const stranger = region.who('other', 'admin');
	expect(await region.as(stranger, (tx) => tx.select().from(meeting).where(eq(meeting.id, id)))).toEqual([]);
	expect(await region.as(stranger, (tx) => tx.select().from(meetingPerson).where(eq(meetingPerson.meetingId, id)))).toEqual([]);
});
