/** One vote on a page of its own. */
import { and, eq } from 'drizzle-orm';
import { councilItem, councilVote, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import type { LiveVote } from '../live.ts';
import { recordingsOf } from '../minutes/overview.server.ts';
import { playFrom } from '../minutes/recording.rules.ts';
import { permit } from '../permit.server.ts';
import { liveVote } from './live.server.ts';
import { receiptsOf } from './secret.server.ts';

export interface VotePage {
	title: string;
	number: number;
	item: { number: string; title: string } | null;
	vote: LiveVote;
	openedAt: Date;
	closedAt: Date | null;
	repeats: string | null;
	/** Of a secret vote that was counted: what is published of its receipts. */
	receipts: string[];
	/** Where the recording plays the moment of opening. */
	play: string | null;
}

/** @throws {DomainError} `not-found`, also of a vote on a closed item to whoever is not inside */
export async function readVote(tx: Tx, actor: PersonActor, { session: id, vote: voteId, now }: { session: string; vote: string; now: Date }): Promise<VotePage> {
	const { session } = await permit(tx, { actor, id, action: 'see', now });
	const [row] = await tx
		.select({ vote: councilVote, item: { number: councilItem.number, title: councilItem.title } })
		.from(councilVote)
		.leftJoin(councilItem, eq(councilItem.id, councilVote.itemId))
		.where(and(eq(councilVote.id, voteId), eq(councilVote.sessionId, id)));
	if (!row) throw new DomainError('not-found');
	const { vote, item } = row;
	return {
		title: session.title,
		number: vote.number,
		item,
		// Whoever may read the row may read its words.
		vote: await liveVote(tx, vote, false),
		openedAt: vote.openedAt,
		closedAt: vote.closedAt,
		repeats: vote.repeats,
		receipts: vote.mode === 'open' ? [] : await receiptsOf(tx, vote.id),
		play: playFrom(await recordingsOf(tx, session.meetingId), vote.openedAt.getTime())
	};
}
