/** What the sealed package of a recording says of the council's session that was recorded: for the module `recordings`. */
import { createHash } from 'node:crypto';
import { and, asc, eq, lte } from 'drizzle-orm';
import { councilBody, councilEvent, councilSession, councilVote, type Tx } from '@sal/db';
import type { CouncilHappening } from '../events.ts';
import { byName } from '../votes/store.server.ts';
import { materialsUntil } from '../materials/store.server.ts';
import type { SessionEvent } from './facts.ts';
import { presenceOf } from './presence.rules.ts';

type Row = typeof councilEvent.$inferSelect;

/**
 * SHA-256 over everything that is written down of a session up to one of its events, the closed part included: one JSON line an event, as number, time, kind, data, item,
 * closed. Whoever has the events can compute it again; whoever has only the package knows that they were these.
 */
export function evidenceHash(rows: readonly Pick<Row, 'sequence' | 'at' | 'type' | 'data' | 'itemId' | 'closed'>[]): string {
	const hash = createHash('sha256');
	for (const { sequence, at, type, data, itemId, closed } of rows) hash.update(`${JSON.stringify([sequence, at.toISOString(), type, data, itemId, closed])}\n`);
	return hash.digest('hex');
}

/**
 * Presence, votes, resolutions and the hashes of materials of the session held in this room, as far as they happened until then and in public; null when none is held there. The same until
 * the same moment, whenever it is asked: a sealing that is repeated must come to the same package.
 */
export async function councilForSealing(tx: Tx, { meeting, until }: { meeting: string; until: Date }) {
	const [row] = await tx.select({ id: councilSession.id, number: councilSession.number, body: councilBody.name, seats: councilBody.seats }).from(councilSession).innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId)).where(eq(councilSession.meetingId, meeting));
	if (!row) return null;
	const rows = await tx.select().from(councilEvent).where(and(eq(councilEvent.sessionId, row.id), lte(councilEvent.at, until))).orderBy(asc(councilEvent.sequence));
	// Only `append` writes these, whose types are the contract.
	const events = rows.filter(({ closed }) => !closed).map((event): SessionEvent => ({ ...({ type: event.type, data: event.data } as CouncilHappening), sequence: event.sequence, at: event.at.getTime(), item: event.itemId, closed: false }));
	return {
		session: row,
		evidence: { upTo: rows.at(-1)?.sequence ?? 0, sha256: evidenceHash(rows) },
		presence: presenceOf(events, { endedAt: null }),
		materials: await materialsUntil(tx, { session: row.id, until }),
		votes: await votesIn(tx, events),
		resolutions: events.flatMap((event) => (event.type === 'resolution.adopted' ? [{ number: event.data.number, vote: event.data.vote, at: event.at }] : []))
	};
}

async function votesIn(tx: Tx, events: readonly SessionEvent[]) {
	const votes = [];
	for (const event of events) {
		if (event.type !== 'vote.result') continue;
		const [vote] = await tx.select({ number: councilVote.number, title: councilVote.title, text: councilVote.text, mode: councilVote.mode }).from(councilVote).where(eq(councilVote.id, event.data.vote));
		const ballots = vote?.mode === 'open' ? (await byName(tx, event.data.vote)).map(({ id, name, mode, choice }) => ({ person: id, name, mode, choice })) : null;
		const annulled = events.find((later) => later.type === 'vote.annulled' && later.data.vote === event.data.vote);
		votes.push({ ...event.data, at: event.at, ...vote, byName: ballots, annulled: annulled?.type === 'vote.annulled' ? annulled.data.reason : null });
	}
	return votes;
}

/** Is what the portal holds of a session still what was sealed? Null when the session is not there for this actor. */
export async function evidenceStands(tx: Tx, { session, evidence: { upTo, sha256 } }: { session: string; evidence: { upTo: number; sha256: string } }): Promise<boolean | null> {
	const [known] = await tx.select({ id: councilSession.id }).from(councilSession).where(eq(councilSession.id, session));
	if (!known) return null;
	const rows = await tx.select().from(councilEvent).where(and(eq(councilEvent.sessionId, session), lte(councilEvent.sequence, upTo))).orderBy(asc(councilEvent.sequence));
	return evidenceHash(rows) === sha256;
}
