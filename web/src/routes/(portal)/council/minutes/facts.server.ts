/** Reads what minutes are drafted from: the evidence of the session, and who is who. */
import { and, asc, eq, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import { affiliation, councilBody, councilEvent, councilItem, councilMember, councilResolution, councilResolutionText, councilSession, councilVerifier, person, roleGrant, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { dayOf } from '#lib/day.ts';
import type { CouncilHappening } from '../events.ts';
import type { SessionEvent, SessionFacts } from './facts.ts';
import { readVotes } from './votes.server.ts';

/** Everything that happened, as far as the actor may know it. The caller has asked for permission. */
export async function readEvents(tx: Tx, session: string): Promise<SessionEvent[]> {
	const rows = await tx.select().from(councilEvent).where(eq(councilEvent.sessionId, session)).orderBy(asc(councilEvent.sequence));
	// Only `append` writes these, whose types are the contract.
	return rows.map(({ sequence, at, type, data, itemId, closed }) => ({ ...({ type, data } as CouncilHappening), sequence, at: at.getTime(), item: itemId, closed }));
}

/** @throws {DomainError} `not-found` */
export async function readSessionFacts(tx: Tx, id: string): Promise<SessionFacts> {
	const [row] = await tx.select({ session: councilSession, body: councilBody }).from(councilSession).innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId)).where(eq(councilSession.id, id));
	if (!row) throw new DomainError('not-found');
	const { session, body } = row;
	const events = await readEvents(tx, id);
	const items = await tx.select({ item: councilItem, rapporteur: person.name }).from(councilItem).leftJoin(person, eq(person.id, councilItem.rapporteurId)).where(eq(councilItem.sessionId, id)).orderBy(asc(councilItem.position));
	return {
		body: { name: body.name, seats: body.seats },
		session: { title: session.title, place: session.place, startsAt: session.startsAt.getTime(), openedAt: session.openedAt?.getTime() ?? null, endedAt: session.endedAt?.getTime() ?? null },
		members: await membersOn(tx, { body: body.id, day: dayOf(session.openedAt ?? session.startsAt) }),
		office: await officeOf(tx, session.organisationId),
		names: await namesIn(tx, events),
		items: items.map(({ item: { id: item, number, title, rapporteurName, closed, late, state }, rapporteur }) => ({ id: item, number, title, rapporteur: rapporteur ?? rapporteurName, closed, late, state })),
		events,
		votes: await readVotes(tx, id),
		resolutions: await readResolutions(tx, id),
		verifiers: (await readVerifiers(tx, id)).map(({ name }) => name)
	};
}

/** Who sat in the body on that day, in the order of Czech. */
export function membersOn(tx: Tx, { body, day }: { body: string; day: string }): Promise<{ id: string; name: string; office: 'chair' | 'deputy' | 'member' }[]> {
	return tx
		.select({ id: person.id, name: person.name, office: councilMember.office })
		.from(councilMember)
		.innerJoin(person, eq(person.id, councilMember.personId))
		.where(and(eq(councilMember.bodyId, body), lte(councilMember.validFrom, day), or(isNull(councilMember.validUntil), gt(councilMember.validUntil, day))))
		.orderBy(asc(person.name));
}

/** Who keeps the council's business in that house: officials, whose names are no private matter. */
async function officeOf(tx: Tx, organisation: string): Promise<string[]> {
	const rows = await tx
		.selectDistinct({ name: person.name })
		.from(roleGrant)
		.innerJoin(affiliation, eq(affiliation.id, roleGrant.affiliationId))
		.innerJoin(person, eq(person.id, affiliation.personId))
		.where(and(eq(roleGrant.organisationId, organisation), inArray(roleGrant.role, ['council.office', 'council.chair'])));
	return rows.map(({ name }) => name);
}

/** Names of everybody whom the events call by id; of speakers, as they were announced. */
async function namesIn(tx: Tx, events: readonly SessionEvent[]): Promise<Map<string, string>> {
	const ids = new Set(events.flatMap(({ data }) => ('person' in data && data.person !== null ? [data.person] : 'presiding' in data ? [data.presiding] : [])));
	const rows = ids.size === 0 ? [] : await tx.select({ id: person.id, name: person.name }).from(person).where(inArray(person.id, [...ids]));
	const announced = events.flatMap((event): [string, string][] => (event.type === 'floor.given' ? [[event.data.person, event.data.name]] : []));
	return new Map([...announced, ...rows.map(({ id, name }): [string, string] => [id, name])]);
}

export async function readResolutions(tx: Tx, session: string) {
	return tx
		.select({ id: councilResolution.id, number: councilResolution.number, vote: councilResolution.voteId, text: sql<string>`coalesce(${councilResolutionText.text}, '')`, annulled: councilResolution.annulReason })
		.from(councilResolution)
		.leftJoin(councilResolutionText, eq(councilResolutionText.resolutionId, councilResolution.id))
		.where(eq(councilResolution.sessionId, session))
		.orderBy(asc(councilResolution.n));
}

export function readVerifiers(tx: Tx, session: string): Promise<{ id: string; name: string }[]> {
	return tx.select({ id: person.id, name: person.name }).from(councilVerifier).innerJoin(person, eq(person.id, councilVerifier.personId)).where(eq(councilVerifier.sessionId, session)).orderBy(asc(person.name));
}
