/** Reminders of meetings that begin soon, against a real database. */
import { meeting, notification, person } from '@sal/db';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRegion } from './region.fixture.ts';
import { meetingsBeginning, remind } from './tell.server.ts';

const MINUTE = 60_000;
let region: Awaited<ReturnType<typeof createRegion>>;
beforeAll(async () => {
	region = await createRegion();
});
afterAll(() => region?.close());

/** The job as it runs at this moment: of this one meeting. */
async function runAt(id: string, now: Date): Promise<void> {
	const found = await region.asJob('region', (tx) => meetingsBeginning(tx, now));
	if (found.includes(id)) await region.asJob('region', (tx) => remind(tx, { id, now }));
}
const told = (id: string) => region.owner.select({ person: notification.personId, data: notification.data }).from(notification).where(and(eq(notification.kind, 'meetings.soon'), eq(notification.href, `/meetings/${id}`)));
const before = (start: Date, minutes: number) => new Date(start.getTime() - minutes * MINUTE);
const planned = (startsAt: Date, more: { zone?: string } = {}) => {
	const [host, guest] = [region.who('hospital', 'office').person, region.who('hospital', 'staff').person];
	return region.meeting({ startsAt, state: 'planned', ...more }, { hosts: [host], people: [guest] });
};

it.each([
	['in Prague', new Date('2027-05-04T07:00:00Z'), 'Europe/Prague'],
	['planned in another zone', new Date('2027-05-04T07:00:00Z'), 'America/New_York'],
	// On 31 October 2027 the hour from 2:00 to 3:00 comes twice; this start is in the second one.
	['in the hour that comes twice', new Date('2027-10-31T01:05:00Z'), 'Europe/Prague'],
	['right after the hour that is left out', new Date('2027-03-28T01:00:00Z'), 'Europe/Prague']
])('everybody in it is reminded ten minutes before, once: %s', async (_, startsAt, zone) => {
	const id = await planned(startsAt, { zone });
	await runAt(id, before(startsAt, 11));
	expect(await told(id)).toEqual([]);
	await runAt(id, before(startsAt, 10));
	await runAt(id, before(startsAt, 5));
	expect((await told(id)).map(({ data }) => data)).toEqual([expect.objectContaining({ at: startsAt.toISOString(), zone }), expect.objectContaining({ at: startsAt.toISOString(), zone })]);
});

it('a meeting that was moved is reminded of again, at its new time only', async () => {
	const [first, second] = [new Date('2027-06-01T08:00:00Z'), new Date('2027-06-01T12:00:00Z')];
	const id = await planned(first);
	await runAt(id, before(first, 9));
	await region.owner.update(meeting).set({ startsAt: second }).where(eq(meeting.id, id));
	await runAt(id, before(first, 5));
	expect(await told(id)).toHaveLength(2);
	await runAt(id, before(second, 9));
	expect((await told(id)).filter(({ data }) => (data as { at: string }).at === second.toISOString())).toHaveLength(2);
});

it('nobody is reminded of what is cancelled or has begun', async () => {
	const start = new Date('2027-06-02T08:00:00Z');
	const [cancelled, late] = [await planned(start), await planned(start)];
	await region.owner.update(meeting).set({ state: 'cancelled' }).where(eq(meeting.id, cancelled));
	await runAt(cancelled, before(start, 5));
	await runAt(late, before(start, 0));
	expect([await told(cancelled), await told(late)]).toEqual([[], []]);
});

it('a closed account among its people does not have the others reminded again and again', async () => {
	const start = new Date('2027-06-03T08:00:00Z');
	const closed = await region.newPerson('hospital', 'staff');
	await region.owner.update(person).set({ disabledAt: new Date() }).where(eq(person.id, closed.person));
	const id = await region.meeting({ startsAt: start, state: 'planned' }, { hosts: [region.who('hospital', 'office').person], people: [closed.person] });
	await runAt(id, before(start, 9));
	await runAt(id, before(start, 8));
	expect(await told(id)).toHaveLength(1);
});
