/** A person's calendar feed: a secret address that any calendar program can read, renewed when it got into wrong hands. */
import { calendarFeed, findActor, findCalendarFeed, meeting, organisation, withActor, type Database, type Tx } from '@sal/db';
import { and, asc, eq, gte, ne, or } from 'drizzle-orm';
import type { CalendarEntry } from './calendar.ts';
import { hashSecret, newSecret } from '#lib/server/secret.ts';
import { tieColumns, visibleTo, type PersonActor } from './ties.server.ts';

/** A calendar that forgets the last quarter would look broken; one that keeps ten years is slow. */
const PAST_DAYS = 92;

/** Replaces the feed's secret and answers with the new one: whoever had the old address gets nothing any more. */
export async function renewFeed(tx: Tx, actor: PersonActor): Promise<string> {
	const token = newSecret();
	const tokenHash = hashSecret(token);
	await tx.insert(calendarFeed).values({ personId: actor.person, tokenHash, affiliationId: actor.affiliation }).onConflictDoUpdate({ target: calendarFeed.personId, set: { tokenHash, affiliationId: actor.affiliation, createdAt: new Date() } });
	return token;
}

/** When the feed's address was made; null when there is none. */
export async function feedSince(tx: Tx, actor: PersonActor): Promise<Date | null> {
	const [row] = await tx.select({ createdAt: calendarFeed.createdAt }).from(calendarFeed).where(eq(calendarFeed.personId, actor.person));
	return row?.createdAt ?? null;
}

export async function stopFeed(tx: Tx, actor: PersonActor): Promise<void> {
	await tx.delete(calendarFeed).where(eq(calendarFeed.personId, actor.person));
}

/**
 * The entries of the feed with this secret; null when nobody has it. Only what concerns the person by name or through their organisation:
 * an office that may see three hundred meetings does not want them all in its calendar.
 */
export async function feedEntries(db: Database, { token, now }: { token: string; now: Date }): Promise<CalendarEntry[] | null> {
	const found = await findCalendarFeed(db, hashSecret(token));
	if (!found) return null;
	const actor = (await findActor(db, { person: found.personId, affiliation: found.affiliationId }))?.actor;
	if (!actor) return null;
	const { host, invited, creator, 'organisation-invited': organisationInvited } = tieColumns(actor);
	return withActor(db, actor, (tx) =>
		entries(tx)
			.where(and(visibleTo(actor, now), or(host, invited, creator, organisationInvited), ne(meeting.kind, 'call'), gte(meeting.startsAt, new Date(now.getTime() - PAST_DAYS * 86_400_000))))
			.orderBy(asc(meeting.startsAt))
			.limit(2_000)
	);
}

/** One meeting as a calendar entry; the caller has checked that it may be seen. */
export async function calendarEntry(tx: Tx, id: string): Promise<CalendarEntry[]> {
	return entries(tx).where(eq(meeting.id, id));
}

function entries(tx: Tx) {
	return tx
		.select({
			id: meeting.id,
			title: meeting.title,
			description: meeting.description,
			organisation: organisation.name,
			startsAt: meeting.startsAt,
			plannedMinutes: meeting.plannedMinutes,
			zone: meeting.zone,
			state: meeting.state,
			sequence: meeting.sequence,
			updatedAt: meeting.updatedAt
		})
		.from(meeting)
		.innerJoin(organisation, eq(organisation.id, meeting.organisationId))
		.$dynamic();
}
