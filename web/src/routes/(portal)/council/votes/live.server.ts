/** Motions and votes in the live state: what everybody in the room may know of them. */
import { and, desc, eq, sql } from 'drizzle-orm';
import { councilItem, councilProcedure, councilSession, councilVote, councilVoter, type Tx } from '@sal/db';
import * as v from 'valibot';
import type { Live, LiveVote } from '../live.ts';
import { motionsOf } from '../motions/store.server.ts';
import type { Session } from '../permit.server.ts';
import { procedureSchema } from '../procedure.ts';
import { candidatesOf, electionSchema } from './election-record.ts';
import { nextRound } from './election.rules.ts';
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

/** One vote as screens show it; `silent`: without its words and names of candidates. */
export async function liveVote(tx: Tx, vote: VoteRow, silent: boolean): Promise<LiveVote> {
	const entitled = await tx.$count(councilVoter, eq(councilVoter.voteId, vote.id));
	const [said] = await tx.execute<{ cast: number }>(sql`select sal_council_cast_count(${vote.id}::uuid) as cast`);
	const counted = v.safeParse(tallySchema, vote.result);
	const election = vote.mode === 'election' ? v.safeParse(electionSchema, vote.result) : null;
	const result = election?.success ? election.output : counted.success ? counted.output : null;
	const names = vote.mode === 'open' && vote.state !== 'open' ? (await byName(tx, vote.id)).map(({ id, name, faction, choice }) => ({ id, name, faction, choice })) : null;
	return {
		id: vote.id,
		title: vote.title,
		text: silent ? '' : vote.text,
		mode: vote.mode,
		candidates: silent ? [] : candidatesOf(vote),
		places: vote.places,
		round: vote.round,
		follows: vote.follows,
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
						passed: result?.passed ?? null,
						counts: counted.success ? { for: counted.output.for, against: counted.output.against, abstained: counted.output.abstained, notVoted: counted.output.notVoted } : null,
						needed: result?.needed ?? 0,
						of: result?.of ?? 0,
						byName: names,
						elected: election?.success && !silent ? election.output.candidates : [],
						blank: election?.success ? election.output.blank : 0,
						notVoted: result?.notVoted ?? 0,
						next: election?.success && !silent && vote.state === 'closed' ? nextRound({ tally: election.output, round: vote.round, rounds: await roundsOf(tx, vote) }) : null,
						annulled: vote.annulReason
					}
	};
}

/** How many rounds the rules of procedure give an election. */
async function roundsOf(tx: Tx, vote: VoteRow): Promise<number> {
	const [row] = await tx.select({ settings: councilProcedure.settings }).from(councilSession).innerJoin(councilProcedure, eq(councilProcedure.id, councilSession.procedureId)).where(eq(councilSession.id, vote.sessionId));
	return row ? v.parse(procedureSchema, row.settings).electionRounds : 0;
}
