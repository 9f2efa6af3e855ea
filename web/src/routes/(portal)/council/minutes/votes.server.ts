/** Votes as the minutes tell them. */
import { asc, eq } from 'drizzle-orm';
import { councilVote, type Tx } from '@sal/db';
import * as v from 'valibot';
import { electionSchema } from '../votes/election-record.ts';
import { byName } from '../votes/store.server.ts';
import type { VoteFacts } from './facts.ts';

/** In the order in which they were opened; by name where they were open. */
export async function readVotes(tx: Tx, session: string): Promise<VoteFacts[]> {
	const rows = await tx.select().from(councilVote).where(eq(councilVote.sessionId, session)).orderBy(asc(councilVote.number));
	const votes: VoteFacts[] = [];
	for (const { id, title, text, mode, state, result } of rows) {
		const ballots = mode === 'open' && state !== 'open' ? await byName(tx, id) : null;
		votes.push({ id, title, text, mode, byName: ballots?.map(({ name, choice }) => ({ name, choice })) ?? null, elected: elected(result) });
	}
	return votes;
}

function elected(result: unknown): VoteFacts['elected'] {
	const election = v.safeParse(electionSchema, result);
	return election.success ? election.output.candidates : [];
}
