/** Motions and votes in the live state: what everybody in the room may know of them. */
import { and, desc, eq, sql } from 'drizzle-orm';
import { councilItem, councilVote, councilVoter, type Tx } from '@sal/db';
import * as v from 'valibot';
import type { Live, LiveVote } from '../live.ts';
import { motionsOf } from '../motions/store.server.ts';
import type { Session } from '../permit.server.ts';
import { byName, type VoteRow } from './store.server.ts';

const tallySchema = v.object({ for: v.number(), against: v.number(), abstained: v.number(), notVoted: v.number(), needed: v.number(), of: v.number(), passed: v.boolean() });

/** Of the item that is open: its motions, and the vote that runs or was the last. Of a closed item there are no words: those inside read them in the page. */
export async function liveVotes(tx: Tx, session: Session): Promise<Pick<Live, 'motions' | 'vote'>> {
	const { currentItemId } = session;
	const [item] = currentItemId ? await tx.select({ closed: councilItem.closed }).from(councilItem).where(eq(councilItem.id, currentItemId)) : [];
	const silent = item?.closed ?? false;
	const motions = currentItemId ? await motionsOf(tx, currentItemId) : [];
	const vote = await shownVote(tx, session);
	return {
		motions: motions.map(({ id, kind, text, moverName, state }) => ({ id, kind, text: silent ? '' : text, mover: moverName, state })),
		vote: vote ? await liveVote(tx, vote, silent) : null
	};
}

/** The vote that runs, or else was the last one of the open item. */
export async function shownVote(tx: Tx, { id, currentItemId }: Pick<Session, 'id' | 'currentItemId'>): Promise<VoteRow | null> {
	const [vote] = await tx
		.select()
		.from(councilVote)
		.where(and(eq(councilVote.sessionId, id), currentItemId ? sql`(${councilVote.itemId} = ${currentItemId}::uuid or ${councilVote.state} = 'open')` : sql`true`))
		.orderBy(desc(councilVote.number))
		.limit(1);
	return vote ?? null;
}

/** One vote as screens show it; `silent`: without its words. */
export async function liveVote(tx: Tx, vote: VoteRow, silent: boolean): Promise<LiveVote> {
	const entitled = await tx.$count(councilVoter, eq(councilVoter.voteId, vote.id));
	const [said] = await tx.execute<{ cast: number }>(sql`select sal_council_cast_count(${vote.id}::uuid) as cast`);
	const result = v.safeParse(tallySchema, vote.result);
	const names = vote.mode === 'open' && vote.state !== 'open' ? (await byName(tx, vote.id)).map(({ id, name, faction, choice }) => ({ id, name, faction, choice })) : null;
	return {
		id: vote.id,
		title: vote.title,
		text: silent ? '' : vote.text,
		mode: vote.mode,
		candidates: [],
		places: vote.places,
		round: vote.round,
		state: vote.state,
		openedAt: vote.openedAt.getTime(),
		closesAt: vote.closesAt?.getTime() ?? null,
		closedAt: vote.closedAt?.getTime() ?? null,
		entitled,
		cast: said?.cast ?? 0,
		result:
			vote.state === 'open'
				? null
				: {
						passed: result.success ? result.output.passed : null,
						counts: result.success ? { for: result.output.for, against: result.output.against, abstained: result.output.abstained, notVoted: result.output.notVoted } : null,
						needed: result.success ? result.output.needed : 0,
						of: result.success ? result.output.of : 0,
						byName: names,
						elected: [],
						annulled: vote.annulReason
					}
	};
}
