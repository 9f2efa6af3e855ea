/** Which grants count: those of the affiliation that somebody acts in, as long as they hold; asked of the store, and of PostgreSQL without it. */
import { affiliation, findActor, meeting, roleGrant, substitution, type PersonActor } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegion, type Region } from './region.fixture.ts';
import { createMeeting, editMeeting } from './plan.server.ts';
import { getMeeting, listMeetings } from './store.server.ts';

const HOUR = 3_600_000;
const now = () => new Date();
let region: Region;
let session: string;
beforeAll(async () => {
	region = await createRegion();
	session = await region.meeting({ kind: 'session' });
});
afterAll(() => region.close());

const sees = (actor: PersonActor, id = session) => region.as(actor, (tx) => getMeeting(tx, actor, { id, now: now() })).then(() => true, (error: { code?: string }) => error.code);
const listed = async (actor: PersonActor, id = session) => (await region.as(actor, (tx) => listMeetings(tx, actor, { filter: { kind: 'all', q: '' }, now: now(), when: 'coming' }))).meetings.some((row) => row.id === id);
const rowsOf = async (actor: PersonActor, id = session) => (await region.as(actor, (tx) => tx.select({ id: meeting.id }).from(meeting).where(eq(meeting.id, id)))).length;
async function acting(wanted: { person: string; affiliation?: string; substitution?: string }): Promise<PersonActor> {
	const found = await findActor(region.owner, wanted);
	if (!found) throw new Error('nobody acts there');
	return found.actor;
}
async function grant(actor: PersonActor, change: { from?: number; until?: number; revoked?: boolean; affiliation?: string } = {}) {
	const { from = -HOUR, until, revoked = false, affiliation: place = actor.affiliation } = change;
	const at = (ms: number) => new Date(Date.now() + ms);
	await region.owner.insert(roleGrant).values({ affiliationId: place, role: 'recordings.clerk', organisationId: region.ids.region, validFrom: at(from), ...(until !== undefined && { validUntil: at(until) }), ...(revoked && { revokedAt: at(-1) }) });
}

describe('a clerk of the region sees the hospital’s session', () => {
	it.each([
		['from an hour ago', {}, true],
		['until in an hour', { until: HOUR }, true],
		['until a minute ago', { until: -60_000 }, 'not-found'],
		['from in an hour', { from: HOUR }, 'not-found'],
		['revoked', { revoked: true }, 'not-found']
	] as const)('%s', async (_, change, expected) => {
		const actor = await region.newPerson('other', 'staff');
		await grant(actor, change);
		const granted = await acting({ person: actor.person });
		expect([await sees(granted), await listed(granted), await rowsOf(granted)]).toEqual([expected, expected === true, expected === true ? 1 : 0]);
	});

	it('not while they act in another affiliation', async () => {
		const actor = await region.newPerson('other', 'staff');
		const [second] = await region.owner.insert(affiliation).values({ personId: actor.person, organisationId: region.ids.ward }).returning({ id: affiliation.id });
		await grant(actor, { affiliation: second?.id });
		const [first, other] = [await acting({ person: actor.person, affiliation: actor.affiliation }), await acting({ person: actor.person, affiliation: second?.id ?? '' })];
		expect([await sees(first), await rowsOf(first)]).toEqual(['not-found', 0]);
		expect([await sees(other), await rowsOf(other)]).toEqual([true, 1]);
	});

	it('a grant that only the application believes in opens no row', async () => {
		const [actor, clerk] = [region.who('other', 'staff'), region.who('region', 'clerk')];
		const forged = { ...actor, grants: clerk.grants };
		expect([await sees(forged), await listed(forged), await rowsOf(forged)]).toEqual(['not-found', false, 0]);
		const borrowed = { ...actor, affiliation: clerk.affiliation, organisation: clerk.organisation, grants: clerk.grants };
		expect([await sees(borrowed), await rowsOf(borrowed)]).toEqual(['not-found', 0]);
	});
});

describe('a deputy', () => {
	async function deputyOf(absent: PersonActor, change: { until?: number } = {}): Promise<PersonActor> {
		const deputy = await region.newPerson('other', 'staff');
		const [row] = await region.owner
			.insert(substitution)
			.values({ affiliationId: absent.affiliation, deputyId: deputy.person, createdBy: absent.person, validFrom: new Date(Date.now() - 2 * HOUR), validUntil: new Date(Date.now() + (change.until ?? HOUR)) })
			.returning({ id: substitution.id });
		return acting({ person: deputy.person, substitution: row?.id ?? '' });
	}
	it('sees and changes what the absent person may, by their office and by their name', async () => {
		const deputy = await deputyOf(region.who('hospital', 'office'));
		const planned = await region.meeting({ kind: 'session', startsAt: new Date('2027-01-01T10:00:00Z') });
		const input = region.input({ day: '2027-01-01', time: '11:00' });
		expect(await region.as(deputy, (tx) => editMeeting(tx, deputy, { id: planned, input, scope: 'one', now: now() }))).toMatchObject({ ok: true });
		const invited = region.who('other', 'member');
		const hosted = await region.meeting({ house: 'ward' }, { hosts: [invited.person] });
		expect(await sees(await deputyOf(invited), hosted)).toBe(true);
	});
	it('gets no case conference of the absent person, and does not administer for them', async () => {
		const clinician = region.who('hospital', 'clinician');
		const conference = await region.meeting({ kind: 'case' }, { hosts: [clinician.person] });
		const byHouse = await region.meeting({ kind: 'case', house: 'other' }, { organisations: [region.ids.hospital] });
		const deputy = await deputyOf(clinician);
		expect([await sees(deputy, conference), await sees(deputy, byHouse), await listed(deputy, conference), await rowsOf(deputy, conference)]).toEqual(['not-found', 'not-found', false, 0]);
		const inPlaceOfAdmin = await deputyOf(region.who('region', 'admin'));
		expect([await sees(inPlaceOfAdmin), await rowsOf(inPlaceOfAdmin)]).toEqual(['not-found', 0]);
	});
	it('calls meetings where the absent person would', async () => {
		const deputy = await deputyOf(region.who('hospital', 'clinician'));
		expect(await region.as(deputy, (tx) => createMeeting(tx, deputy, { input: region.input({ kind: 'call', hosts: [deputy.person] }), now: now() }))).toMatchObject({ ok: true });
	});
	it('is nobody’s deputy once the time is over', async () => {
		const deputy = await deputyOf(region.who('hospital', 'office'), { until: -HOUR });
		expect(deputy.substitution).toBeUndefined();
		expect(await sees(deputy)).toBe('not-found');
	});
});

describe('an office held for an organisation that one does not work in', () => {
	it('calls sessions in its name and changes them', async () => {
		const actor = await region.newPerson('ward', 'staff');
		await region.owner.insert(roleGrant).values({ affiliationId: actor.affiliation, role: 'council.office', organisationId: region.ids.hospital });
		const office = await acting({ person: actor.person });
		const made = await region.as(office, (tx) => createMeeting(tx, office, { input: region.input({ hosts: [office.person] }), now: now() }));
		if (!made.ok) throw new Error(JSON.stringify(made.errors));
		const others = await region.meeting({ kind: 'session', startsAt: new Date('2027-01-01T10:00:00Z') });
		expect(await region.as(office, (tx) => editMeeting(tx, office, { id: others, input: region.input({ day: '2027-01-01', time: '12:00', title: 'Přesunuto' }), scope: 'one', now: now() }))).toEqual({ ok: true, value: others });
		expect(await region.as(office, (tx) => createMeeting(tx, office, { input: region.input({ organisation: region.ids.region, hosts: [office.person] }), now: now() }))).toEqual({ ok: false, errors: { organisation: 'choice' } });
	});
});
