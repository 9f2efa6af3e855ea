/** A meeting that another module prepares and changes: people may know of it, it moves, nothing comes of it. Whoever calls these tells the people themself. */
import { meeting, meetingPerson, type Tx } from '@sal/db';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';

const raised = { sequence: sql`${meeting.sequence} + 1`, updatedAt: sql`now()` };

/** Invites these people and shows the meeting to everybody if it is `published`. Who hosts it already goes on hosting. For whoever may change the meeting; PostgreSQL refuses everybody else. */
export async function announceMeeting(tx: Tx, { id, people, published }: { id: string; people: readonly string[]; published: boolean }): Promise<void> {
	if (people.length > 0) await tx.insert(meetingPerson).values(people.map((personId) => ({ meetingId: id, personId, role: 'invited' as const }))).onConflictDoNothing();
	await change(tx, id, { published });
}

/** Gives the meeting another title, beginning or length; calendars move its entry (RFC 5545 §3.8.7.4). @throws {DomainError} `forbidden` to whoever may not change it */
export function moveMeeting(tx: Tx, { id, ...to }: { id: string; title: string; startsAt: Date; plannedMinutes: number }): Promise<void> {
	return change(tx, id, to);
}

/** Calendars notice that something about the meeting is new. @throws {DomainError} `forbidden` to whoever may not change it */
export const touchMeeting = (tx: Tx, id: string): Promise<void> => change(tx, id, {});

/** Nothing comes of the meeting: it stays in lists, struck out, and in calendars as cancelled; nobody enters any more. Nothing happens to one that is over. */
export async function callOffMeeting(tx: Tx, { id, reason, now }: { id: string; reason: string; now: Date }): Promise<void> {
	await tx
		.update(meeting)
		.set({ state: 'cancelled', cancelledAt: now, cancelReason: reason || null, ...raised })
		.where(and(eq(meeting.id, id), inArray(meeting.state, ['planned', 'live'])));
}

async function change(tx: Tx, id: string, to: Partial<Pick<typeof meeting.$inferInsert, 'title' | 'startsAt' | 'plannedMinutes' | 'published'>>): Promise<void> {
	const rows = await tx.update(meeting).set({ ...to, ...raised }).where(eq(meeting.id, id)).returning({ id: meeting.id });
	if (rows.length === 0) throw new DomainError('forbidden');
}
