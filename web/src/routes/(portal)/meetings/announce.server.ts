/** A meeting that another module has prepared, and that people may know of from now on. */
import { meeting, meetingPerson, type Tx } from '@sal/db';
import { eq, sql } from 'drizzle-orm';
import { tell } from './tell.server.ts';

/** Invites these people, tells them so, and shows the meeting to everybody if it is `published`. Who hosts it already goes on hosting. For whoever may change the meeting; PostgreSQL refuses everybody else. */
export async function announceMeeting(tx: Tx, { id, people, published }: { id: string; people: readonly string[]; published: boolean }): Promise<void> {
	const invited = people.length === 0 ? [] : await tx.insert(meetingPerson).values(people.map((personId) => ({ meetingId: id, personId, role: 'invited' as const }))).onConflictDoNothing().returning({ person: meetingPerson.personId });
	await tx.update(meeting).set({ published, sequence: sql`${meeting.sequence} + 1`, updatedAt: sql`now()` }).where(eq(meeting.id, id));
	await tell(tx, { what: 'invited', id, people: invited.map(({ person }) => person) });
}
