/** Lets people know what has become of their meetings, in the transaction in which it does. */
import { notify } from '#lib/server/notify.ts';
import { meeting, meetingPerson, notification, person, type Tx } from '@sal/db';
import { and, eq, gt, inArray, isNull, lte, notExists, sql } from 'drizzle-orm';

/** Hosts and invited people of these meetings, by meeting. An invited organisation is not told: that could be thousands. */
export async function membersOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string[]>> {
	const rows = await tx.select({ meeting: meetingPerson.meetingId, person: meetingPerson.personId }).from(meetingPerson).where(inArray(meetingPerson.meetingId, [...ids]));
	return Map.groupBy(rows, (row) => row.meeting).entries().reduce((map, [id, members]) => map.set(id, members.map((row) => row.person)), new Map<string, string[]>());
}

type Happening = 'invited' | 'changed' | 'cancelled' | 'withdrawn' | 'calling' | 'soon';

/** Tells these people of one meeting as it is now. Of a series, of its first date. */
export async function tell(tx: Tx, { what, id, people }: { what: Happening; id: string; people: readonly string[] }): Promise<void> {
	if (people.length === 0) return;
	const [row] = await tx
		.select({ title: meeting.title, kind: meeting.kind, startsAt: meeting.startsAt, zone: meeting.zone, by: sql<string | null>`(select ${person.name} from ${person} where ${person.id} = sal_person())` })
		.from(meeting)
		.where(eq(meeting.id, id));
	if (!row) return;
	const { title, kind, startsAt, zone, by } = row;
	// Whoever is not invited any more would find nothing there.
	const href = what === 'withdrawn' ? '/meetings' : what === 'calling' ? `/meetings/${id}/room` : `/meetings/${id}`;
	await notify(tx, { people, kind: `meetings.${what}`, data: { title, kind, at: startsAt.toISOString(), zone, ...(by !== null && { by }) }, href });
}

interface Before {
	title: string;
	startsAt: Date;
	plannedMinutes: number;
}

/** After a change: who is new, who is not wanted any more, and to the others that it has moved or has another name. */
export async function tellChange(tx: Tx, { id, before, members }: { id: string; before: Before; members: readonly string[] }): Promise<void> {
	const [now] = await tx.select({ title: meeting.title, startsAt: meeting.startsAt, plannedMinutes: meeting.plannedMinutes }).from(meeting).where(eq(meeting.id, id));
	const current = (await membersOf(tx, [id])).get(id) ?? [];
	const moved = now !== undefined && (now.title !== before.title || now.startsAt.getTime() !== before.startsAt.getTime() || now.plannedMinutes !== before.plannedMinutes);
	await tell(tx, { what: 'invited', id, people: current.filter((person) => !members.includes(person)) });
	await tell(tx, { what: 'withdrawn', id, people: members.filter((person) => !current.includes(person)) });
	if (moved) await tell(tx, { what: 'changed', id, people: current.filter((person) => members.includes(person)) });
}

/** How long before the start people are reminded, in minutes. */
export const SOON_MINUTES = 10;

/** Planned meetings that begin within {@link SOON_MINUTES}, of which their people have not been reminded for this start. */
export async function meetingsBeginning(tx: Tx, now: Date): Promise<string[]> {
	const until = new Date(now.getTime() + SOON_MINUTES * 60_000);
	const reminded = tx
		.select({ id: notification.id })
		.from(notification)
		.where(and(eq(notification.personId, meetingPerson.personId), eq(notification.kind, 'meetings.soon'), eq(notification.href, sql`'/meetings/' || ${meeting.id}`), sql`(${notification.data} ->> 'at')::timestamptz = ${meeting.startsAt}`));
	const rows = await tx
		.selectDistinct({ id: meeting.id })
		.from(meeting)
		.innerJoin(meetingPerson, eq(meetingPerson.meetingId, meeting.id))
		// A closed account is told of nothing, and so would count as not reminded for ever.
		.innerJoin(person, and(eq(person.id, meetingPerson.personId), isNull(person.disabledAt)))
		.where(and(eq(meeting.state, 'planned'), gt(meeting.startsAt, now), lte(meeting.startsAt, until), notExists(reminded)));
	return rows.map(({ id }) => id);
}

/** Reminds everybody in it; twice at once is once. */
export async function remind(tx: Tx, { id, now }: { id: string; now: Date }): Promise<void> {
	await tx.select({ id: meeting.id }).from(meeting).where(eq(meeting.id, id)).for('update');
	if (!(await meetingsBeginning(tx, now)).includes(id)) return;
	await tell(tx, { what: 'soon', id, people: (await membersOf(tx, [id])).get(id) ?? [] });
}
