/** What somebody's own screen shows besides the state that is for everybody: their seat, their ballot, and the words of closed items when they may read them. */
import { and, eq } from 'drizzle-orm';
import { councilConflict, councilVote, councilVoter, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { buildLive } from '../live/build.server.ts';
import type { Live } from '../live.ts';
import { motionsOf } from '../motions/store.server.ts';
import { permit, type Permitted, type Session } from '../permit.server.ts';
import { procedureOf } from '../presence/store.server.ts';
import { liveVote, shownVote } from './live.server.ts';
import type { Mine } from './mine.ts';
import { myBallot } from './store.server.ts';

export type { Mine };

export interface Screen {
	state: Live;
	mine: Mine;
	/** The server's clock, ms since 1970. */
	at: number;
}

interface Asking {
	session: string;
	now: Date;
	/** What the screen shows already: the answer is null while nothing has changed and no vote is open. */
	version?: number | null;
}

/** @throws {DomainError} `not-found`, `council-not-now` of a session that is only being prepared */
export async function screenFor(tx: Tx, actor: PersonActor, { session: id, now, version = null }: Asking): Promise<Screen | null> {
	const permitted = await permit(tx, { actor, id, action: 'see', now });
	const { session, body } = permitted;
	if (session.state === 'draft') throw new DomainError('council-not-now');
	// Ballots move no version on: while they are cast the count is asked for.
	if (version !== null && version === session.version && !(await openVoteOf(tx, id))) return null;
	const state = await buildLive(tx, { session, body, now });
	return { state: permitted.may('see-closed') ? await withWords(tx, session, state) : state, mine: await mineIn(tx, actor, permitted, state.vote), at: now.getTime() };
}

/** What a screen needs besides the state that the media server has sent it. @throws {DomainError} `not-found`, `council-not-now` of a session that is only being prepared */
export async function mineFor(tx: Tx, actor: PersonActor, { session: id, now }: Omit<Asking, 'version'>): Promise<Omit<Screen, 'state'> & { version: number }> {
	const permitted = await permit(tx, { actor, id, action: 'see', now });
	const { session } = permitted;
	if (session.state === 'draft') throw new DomainError('council-not-now');
	return { mine: await mineIn(tx, actor, permitted, await shownVote(tx, session)), at: now.getTime(), version: session.version };
}

async function openVoteOf(tx: Tx, session: string): Promise<boolean> {
	return (await tx.$count(councilVote, and(eq(councilVote.sessionId, session), eq(councilVote.state, 'open')))) > 0;
}

/** Those inside read also what is dealt with without the public; the common state is silent about it. */
async function withWords(tx: Tx, session: Session, state: Live): Promise<Live> {
	if (!state.item?.closed) return state;
	const texts = new Map((await motionsOf(tx, state.item.id)).map(({ id, text }) => [id, text]));
	const vote = await shownVote(tx, session);
	return {
		...state,
		motions: state.motions.map((motion) => ({ ...motion, text: texts.get(motion.id) ?? motion.text })),
		vote: vote && (await liveVote(tx, vote, false))
	};
}

async function mineIn(tx: Tx, actor: PersonActor, { session, may }: Permitted, vote: { id: string } | null): Promise<Mine> {
	const { currentItemId } = session;
	const { ballotsChangeable } = await procedureOf(tx, session);
	return {
		person: actor.person,
		seated: may('vote'),
		maySpeak: may('speak'),
		mayPreside: may('preside'),
		presiding: may('preside') && session.presidedBy === actor.person,
		voter: vote !== null && !actor.substitution && (await tx.$count(councilVoter, and(eq(councilVoter.voteId, vote.id), eq(councilVoter.personId, actor.person)))) > 0,
		choice: vote ? await myBallot(tx, actor, vote.id) : null,
		changeable: ballotsChangeable,
		conflict: currentItemId !== null && (await tx.$count(councilConflict, and(eq(councilConflict.itemId, currentItemId), eq(councilConflict.personId, actor.person)))) > 0
	};
}
