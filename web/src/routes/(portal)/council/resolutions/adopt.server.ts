/** A resolution comes into being when a vote on a motion passes, and is marked when that vote is annulled. */
import { and, desc, eq, gte, lte, max, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { councilItem, councilProcedure, councilResolution, councilResolutionText, councilSession, type Tx } from '@sal/db';
import { dayOf } from '#lib/day.ts';
import { append } from '../append.server.ts';
import { procedureSchema } from '../procedure.ts';
import { resolutionNumber } from './number.rules.ts';

export interface Adopting {
	session: string;
	item: string | null;
	/** The motion that was voted on. */
	motion: string | null;
	vote: string;
	/** What was voted on, whole, as it was read. */
	text: string;
	at: Date;
}

/**
 * Gives the resolution its number and writes it down with an event. Call it in the transaction that announces the result, after an `append`: the
 * session's row is locked by then. A vote adopts one resolution: called again, it answers with that one.
 */
export async function adopt(tx: Tx, { session: id, item, motion, vote, text, at }: Adopting): Promise<{ id: string; number: string }> {
	const [known] = await tx.select({ id: councilResolution.id, number: councilResolution.number }).from(councilResolution).where(eq(councilResolution.voteId, vote));
	if (known) return known;
	const [row] = await tx.select({ session: councilSession, settings: councilProcedure.settings }).from(councilSession).innerJoin(councilProcedure, eq(councilProcedure.id, councilSession.procedureId)).where(eq(councilSession.id, id));
	if (!row) throw new Error(`there is no session ${id} to resolve anything`);
	const { session } = row;
	const pattern = v.parse(procedureSchema, row.settings).resolutionNumber;
	const n = (await last(tx, { of: 'n', session })) + 1;
	const total = (await last(tx, { of: 'total', session })) + 1;
	const number = resolutionNumber({ pattern, n, session: session.number, year: Number(dayOf(at).slice(0, 4)), total });
	const closed = session.closedPart || (item !== null && (await isClosed(tx, item)));
	const [added] = await tx.insert(councilResolution).values({ sessionId: id, bodyId: session.bodyId, itemId: item, voteId: vote, motionId: motion, n, total, number, closed, adoptedAt: at }).returning({ id: councilResolution.id });
	if (!added) throw new Error(`resolution ${number} was not written`);
	await tx.insert(councilResolutionText).values({ resolutionId: added.id, sessionId: id, text });
	await append(tx, { session: id, item, type: 'resolution.adopted', data: { resolution: added.id, number, vote } });
	return { id: added.id, number };
}

/** The vote does not count: its resolution keeps its number, marked so. Nothing happens when it had adopted none. */
export async function annulResolution(tx: Tx, { vote, reason, at }: { vote: string; reason: string; at: Date }): Promise<void> {
	await tx.update(councilResolution).set({ annulledAt: at, annulReason: reason }).where(and(eq(councilResolution.voteId, vote), sql`${councilResolution.annulledAt} is null`));
}

type Session = typeof councilSession.$inferSelect;

/** The highest running number so far, in the session or in the body's term of office. */
async function last(tx: Tx, { of, session }: { of: 'n' | 'total'; session: Session }): Promise<number> {
	if (of === 'n') {
		const [found] = await tx.select({ n: max(councilResolution.n) }).from(councilResolution).where(eq(councilResolution.sessionId, session.id));
		return found?.n ?? 0;
	}
	// Sessions are counted from 1 in every term of office: the newest first session is where the term began.
	const [first] = await tx
		.select({ startsAt: councilSession.startsAt })
		.from(councilSession)
		.where(and(eq(councilSession.bodyId, session.bodyId), eq(councilSession.number, 1), lte(councilSession.startsAt, session.startsAt)))
		.orderBy(desc(councilSession.startsAt))
		.limit(1);
	const [found] = await tx
		.select({ total: max(councilResolution.total) })
		.from(councilResolution)
		.innerJoin(councilSession, eq(councilSession.id, councilResolution.sessionId))
		.where(and(eq(councilResolution.bodyId, session.bodyId), first && gte(councilSession.startsAt, first.startsAt)));
	return found?.total ?? 0;
}

async function isClosed(tx: Tx, item: string): Promise<boolean> {
	const [row] = await tx.select({ closed: councilItem.closed }).from(councilItem).where(eq(councilItem.id, item));
	return row?.closed ?? false;
}
