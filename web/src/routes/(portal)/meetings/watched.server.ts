/** What everybody may know of a meeting whose public stream they may watch. */
import { DomainError } from '#lib/domain-error.ts';
import { meeting, type Tx } from '@sal/db';
import { and, eq, sql } from 'drizzle-orm';
import * as v from 'valibot';

export interface WatchedMeeting {
	id: string;
	title: string;
	startsAt: Date;
	zone: string;
}

/** May everybody watch it while it runs? The same who may watch its recording: a case or a call never. */
const watched = (id: string) => and(eq(meeting.id, id), eq(meeting.kind, 'session'), eq(meeting.published, true), eq(meeting.watch, 'public'));

/** The meeting behind a public stream. @throws {DomainError} `not-found` where there is none for everybody */
export async function watchedMeeting(tx: Tx, id: string): Promise<WatchedMeeting> {
	if (!v.is(v.pipe(v.string(), v.uuid()), id)) throw new DomainError('not-found');
	const [row] = await tx.select({ id: meeting.id, title: meeting.title, startsAt: meeting.startsAt, zone: meeting.zone }).from(meeting).where(watched(id));
	if (!row) throw new DomainError('not-found');
	return row;
}

/** Is this meeting streamed to everybody, by itself? Of a council's session the session itself says what the public sees, and when. */
export async function isWatched(tx: Tx, id: string): Promise<boolean> {
	return (await tx.select({ id: meeting.id }).from(meeting).where(and(watched(id), sql`sal_council_session_of_meeting(${id}) is null`))).length > 0;
}
