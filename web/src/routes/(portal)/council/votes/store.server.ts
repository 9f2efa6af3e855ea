/** Votes: opened with a snapshot of who is present, cast by each member for themself, closed and counted once. What is particular to secret ones is in secret.server.ts. */
import { and, asc, desc, eq, gt, inArray, isNull, ne, or, sql } from 'drizzle-orm';
import { councilBallot, councilBody, councilConflict, councilItem, councilMotion, councilSession, councilVote, councilVoter, type PersonActor, type Tx } from '@sal/db';
import * as v from 'valibot';
import { audit } from '#lib/server/audit.ts';
import { DomainError } from '#lib/domain-error.ts';
import { append } from '../append.server.ts';
import type { Choice } from '../live.ts';
import { settle } from '../motions/motion.rules.ts';
import { motionsOf } from '../motions/store.server.ts';
import { ownHouses } from '../own-houses.server.ts';
import { permit, type Permitted, type Session } from '../permit.server.ts';
import { counts } from '../presence/presence.rules.ts';
import { procedureOf, quorumNow } from '../presence/store.server.ts';
import { procedureSchema } from '../procedure.ts';
import { adopt, annulResolution } from '../resolutions/adopt.server.ts';
import { CLOSING_SECONDS, discardBallots, openBallots, writeKeys } from './secret.server.ts';
import type { Prepared, VoteKeys } from './secret-keys.server.ts';
import { candidatesOf, electedText, electionSchema } from './election-record.ts';
import { countElection, nextRound, paperOf, type Candidate, type ElectionTally } from './election.rules.ts';
import { countsOf, tally, type Tally } from './vote.rules.ts';

export type VoteRow = typeof councilVote.$inferSelect;
/** Which of the thresholds of the rules of procedure a vote needs. */
export type ThresholdName = keyof v.InferOutput<typeof procedureSchema>['thresholds'];

interface Act {
	session: string;
	now: Date;
}

/** Whoever presides puts to the vote. */
async function presiding(tx: Tx, actor: PersonActor, { session: id, now }: Act): Promise<Permitted> {
	const permitted = await permit(tx, { actor, id, action: 'preside', now, lock: true });
	if (permitted.session.presidedBy !== actor.person) throw new DomainError('council-not-presiding');
	return permitted;
}

export interface Nomination {
	/** Names as they stand on the ballot paper. */
	candidates: string[];
	places: number;
	/** The round that this one follows; null for the first. */
	after: string | null;
}

export interface Opening extends Act {
	/** What is voted on; null for a question that nobody moved in writing (the agenda, a break): then `title` and `text` say it. */
	motion: string | null;
	title: string;
	text: string;
	threshold: ThresholdName;
	/** The vote that this one repeats: it must have been annulled. */
	repeats?: string | null;
	/** Of a secret vote. */
	secret?: Prepared | null;
	/** Of an election, which is always secret: an open one is a vote on each candidate. */
	election?: Nomination | null;
}

/**
 * Opens a vote, by name or secret. Who is present now may vote, and nobody else, whatever happens to their connection meanwhile. Answers with its id.
 * @throws {DomainError} `council-no-quorum` when too few are present to decide, `council-vote-open` while another one runs, `council-motion-settled`, `council-not-running`, `council-not-presiding`,
 * `council-election-secret` when the rules of procedure let nobody elect openly, `council-not-standing` of candidates who did not get into this round
 */
export async function openVote(tx: Tx, actor: PersonActor, { session: id, now, motion: motionId, title, text, threshold, repeats = null, secret = null, election = null }: Opening): Promise<string> {
	const permitted = await presiding(tx, actor, { session: id, now });
	const { session, body } = permitted;
	if (session.state !== 'running') throw new DomainError('council-not-running');
	const [running] = await tx.select({ id: councilVote.id }).from(councilVote).where(and(eq(councilVote.sessionId, id), eq(councilVote.state, 'open')));
	if (running) throw new DomainError('council-vote-open');
	const motion = await motionFor(tx, session, motionId, repeats);
	const { quorum, members, procedure } = await quorumNow(tx, { session, seats: body.seats, now });
	if (!quorum.reached) throw new DomainError('council-no-quorum');
	const present = members.filter(({ presence }) => counts(presence));
	const conflicts = session.currentItemId ? await tx.select({ person: councilConflict.personId, reason: councilConflict.reason }).from(councilConflict).where(eq(councilConflict.itemId, session.currentItemId)) : [];
	const reasonOf = (person: string) => conflicts.find((conflict) => conflict.person === person)?.reason ?? null;
	const voters = present.filter((member) => procedure.conflictedVote || reasonOf(member.id) === null);

	if (threshold === 'election' && procedure.electionsSecret && !secret) throw new DomainError('council-election-secret');
	if (election && !secret) throw new Error('an election has no keys');
	const mode = election ? 'election' : secret ? 'secret' : 'open';
	const nominated = election && (await nominate(tx, { session, election, rounds: procedure.electionRounds }));
	const [row] = await tx
		.insert(councilVote)
		.values({
			...(secret && { id: secret.vote }),
			sessionId: id,
			itemId: session.currentItemId,
			motionId: motion?.id ?? null,
			number: (await tx.$count(councilVote, eq(councilVote.sessionId, id))) + 1,
			title,
			text: motion?.text ?? text,
			mode,
			threshold: procedure.thresholds[threshold],
			openedAt: now,
			openedBy: actor.person,
			closesAt: procedure.voteSeconds === null ? null : new Date(now.getTime() + procedure.voteSeconds * 1_000),
			seats: body.seats,
			present: present.length,
			repeats,
			...nominated
		})
		.returning({ id: councilVote.id });
	if (!row) throw new Error('the vote was not inserted');
	if (secret) await writeKeys(tx, secret, nominated ? paperOf(nominated) : undefined);
	if (voters.length > 0) {
		await tx.insert(councilVoter).values(voters.map(({ id: personId, name, faction, presence }) => ({ voteId: row.id, personId, name, faction, mode: presence === 'hall' ? ('hall' as const) : ('remote' as const), conflict: reasonOf(personId) })));
	}
	await append(tx, { session: id, type: 'vote.opened', data: { vote: row.id, motion: motion?.id ?? null, title, mode, entitled: voters.map((voter) => voter.id) }, item: session.currentItemId });
	await audit(tx, { action: 'council.vote-opened', object: { kind: 'council-vote', id: row.id, organisation: session.organisationId } });
	return row.id;
}

/** The ballot paper of a round. Of a further one: those of its candidates who still stand, for the places that are left. */
async function nominate(tx: Tx, { session, election: { candidates: names, places, after }, rounds }: { session: Session; election: Nomination; rounds: number }): Promise<{ candidates: Candidate[]; places: number; round: number; follows: string | null }> {
	const candidates = names.map((name, index) => ({ id: String(index + 1), name }));
	if (after === null) return { candidates, places, round: 1, follows: null };
	const [before] = await tx.select().from(councilVote).where(and(eq(councilVote.id, after), eq(councilVote.sessionId, session.id)));
	const next = before?.mode === 'election' && before.state === 'closed' && before.itemId === session.currentItemId ? nextRound({ tally: v.parse(electionSchema, before.result), round: before.round, rounds }) : null;
	if (!before || !next || (await followed(tx, after)) || places !== next.places || !names.every((name) => next.candidates.some((candidate) => candidate.name === name))) throw new DomainError('council-not-standing');
	return { candidates, places, round: before.round + 1, follows: after };
}

/** Has a further round been held on what this one came to? */
const followed = async (tx: Tx, vote: string): Promise<boolean> => (await tx.$count(councilVote, and(eq(councilVote.follows, vote), ne(councilVote.state, 'annulled')))) > 0;

async function motionFor(tx: Tx, session: Session, id: string | null, repeats: string | null) {
	if (repeats) {
		const [before] = await tx.select({ state: councilVote.state }).from(councilVote).where(and(eq(councilVote.id, repeats), eq(councilVote.sessionId, session.id)));
		if (before?.state !== 'annulled') throw new DomainError('council-not-now');
	}
	if (!id) return null;
	const [motion] = await tx.select().from(councilMotion).where(and(eq(councilMotion.id, id), eq(councilMotion.sessionId, session.id)));
	if (!motion) throw new DomainError('not-found');
	if (motion.state !== 'moved' || motion.itemId !== session.currentItemId) throw new DomainError('council-motion-settled');
	return motion;
}

/** What the database says of a ballot that does not count. */
const refusals: Record<string, string> = { unknown: 'council-not-entitled', over: 'council-vote-over', final: 'council-ballot-final' };

/**
 * A member's own ballot: taken when this answers, in one statement that neither waits for other members' ballots nor lets the vote close in between.
 * @throws {DomainError} `council-not-entitled`, `council-vote-over` (closed, or its time was up), `council-ballot-final` (cast before, and the rules let nobody change it)
 */
export async function cast(tx: Tx, actor: PersonActor, { session: id, vote, choice, now }: Act & { vote: string; choice: Choice }): Promise<'cast' | 'changed'> {
	const { session } = await permit(tx, { actor, id, action: 'vote', now });
	const { ballotsChangeable } = await procedureOf(tx, session);
	const [mine] = await tx.select({ id: councilVote.id }).from(councilVote).where(and(eq(councilVote.id, vote), eq(councilVote.sessionId, session.id)));
	if (!mine) throw new DomainError('not-found');
	const [row] = await tx.execute<{ said: string }>(sql`select sal_council_cast(${vote}::uuid, ${choice}, ${ballotsChangeable}) as said`);
	const said = row?.said ?? 'unknown';
	if (said === 'cast' || said === 'changed') return said;
	throw new DomainError(refusals[said] ?? 'council-not-entitled');
}

type Result = Tally | ElectionTally;
type Closing = Act & { vote: string; keys: VoteKeys };

/**
 * The chair closes the vote that is open: it is counted, and what follows is written down. Closed before, it stays as it is, and the answer is null. A secret one is
 * open for some seconds yet, for ballots on their way: then the answer is null too, and the job (or the chair, pressing again) counts it when they have passed.
 */
export async function closeVote(tx: Tx, actor: PersonActor, { session: id, vote, keys, now }: Closing): Promise<Result | null> {
	const { session } = await presiding(tx, actor, { session: id, now });
	const last = new Date(now.getTime() + CLOSING_SECONDS * 1_000);
	const hurried = await tx.update(councilVote).set({ closesAt: last }).where(and(eq(councilVote.id, vote), eq(councilVote.sessionId, id), eq(councilVote.state, 'open'), ne(councilVote.mode, 'open'), or(isNull(councilVote.closesAt), gt(councilVote.closesAt, last)))).returning({ id: councilVote.id });
	if (hurried.length === 0) return settleVote(tx, { session, vote, by: 'chair', keys, now });
	await tx.update(councilSession).set({ version: sql`${councilSession.version} + 1` }).where(eq(councilSession.id, id));
	return null;
}

/** Closes a vote whose time is up. For the job that looks after running sessions; ballots that came late were refused anyway. */
export async function closeOverdue(tx: Tx, { session: id, vote, keys, now }: Closing): Promise<Result | null> {
	await tx.execute(sql`select sal_council_lock(${id}::uuid)`);
	const [session] = await tx.select().from(councilSession).where(eq(councilSession.id, id));
	return session ? settleVote(tx, { session, vote, by: 'time', keys, now }) : null;
}

async function settleVote(tx: Tx, { session, vote: voteId, by, keys, now }: { session: Session; vote: string; by: 'chair' | 'time'; keys: VoteKeys; now: Date }): Promise<Result | null> {
	const { id } = session;
	// Held against ballots that are being cast: each of them is counted, or finds the vote closed.
	const [vote] = await tx.select().from(councilVote).where(and(eq(councilVote.id, voteId), eq(councilVote.sessionId, id))).for('update');
	if (!vote) throw new DomainError('not-found');
	if (vote.state !== 'open') return null;
	if ((by === 'time' || vote.mode !== 'open') && (vote.closesAt === null || vote.closesAt > now)) return null;
	// Open ballots are shown to nobody before the vote is closed, whoever closes it included.
	await tx.update(councilVote).set({ state: 'closed', closedAt: now, closedBy: by }).where(eq(councilVote.id, voteId));
	const result = await count(tx, vote, keys);
	await tx.update(councilVote).set({ result }).where(eq(councilVote.id, voteId));
	await append(tx, { session: id, type: 'vote.closed', data: { vote: voteId, by }, item: vote.itemId });
	const { passed, notVoted, needed, of } = result;
	const counts = 'candidates' in result ? { for: result.cast - result.blank, against: 0, abstained: result.blank, elected: result.candidates } : { for: result.for, against: result.against, abstained: result.abstained };
	await append(tx, { session: id, type: 'vote.result', data: { vote: voteId, passed, ...counts, notVoted, needed, of }, item: vote.itemId });
	if ('candidates' in result) await concludeElection(tx, { session, vote, result, now });
	else await conclude(tx, { session, vote, passed, now });
	return result;
}

/** Who is elected, is so by a resolution. */
async function concludeElection(tx: Tx, { session, vote, result, now }: { session: Session; vote: VoteRow; result: ElectionTally; now: Date }): Promise<void> {
	const elected = result.candidates.filter((candidate) => candidate.elected);
	const [body] = await tx.select({ name: councilBody.name }).from(councilBody).where(eq(councilBody.id, session.bodyId));
	if (elected.length > 0 && vote.itemId && body) await adopt(tx, { session: session.id, item: vote.itemId, motion: null, vote: vote.id, text: electedText({ body: body.name, title: vote.title, elected }), at: now });
}

async function count(tx: Tx, vote: VoteRow, keys: VoteKeys): Promise<Result> {
	const { seats, present } = vote;
	const threshold = v.parse(procedureSchema.entries.thresholds.entries.resolution, vote.threshold);
	const voters = (await tx.select({ person: councilVoter.personId }).from(councilVoter).where(eq(councilVoter.voteId, vote.id))).map(({ person }) => person);
	if (vote.mode === 'open') {
		const ballots = await tx.select({ person: councilBallot.personId, choice: councilBallot.choice }).from(councilBallot).where(eq(councilBallot.voteId, vote.id)).orderBy(asc(councilBallot.id));
		return tally({ threshold, seats, present, voters, ballots });
	}
	const opened = await openBallots(tx, { vote: vote.id, keys });
	if (vote.mode === 'election') return countElection({ threshold, seats, present, entitled: voters.length, candidates: candidatesOf(vote), places: vote.places, ballots: opened });
	const said = opened.flat();
	const of = (choice: Choice) => said.filter((each) => each === choice).length;
	return countsOf({ threshold, seats, present, entitled: voters.length, for: of('for'), against: of('against'), abstained: of('abstained') });
}

/** What a result does to the motions of its item. A main or counter motion that passes is a resolution. */
async function conclude(tx: Tx, { session, vote, passed, now }: { session: Session; vote: VoteRow; passed: boolean; now: Date }): Promise<void> {
	if (!vote.motionId || !vote.itemId) return;
	const motions = await motionsOf(tx, vote.itemId);
	for (const [id, state] of settle({ motions, voted: vote.motionId, passed })) await tx.update(councilMotion).set({ state, settledAt: now }).where(eq(councilMotion.id, id));
	const motion = motions.find(({ id }) => id === vote.motionId);
	if (passed && (motion?.kind === 'main' || motion?.kind === 'counter')) await adopt(tx, { session: session.id, item: vote.itemId, motion: motion.id, vote: vote.id, text: vote.text, at: now });
}

/**
 * The chair annuls a vote, with a reason that goes into the minutes: an open one is closed without a result, of a closed one the resolution is marked. What it had
 * settled may be voted on again. @throws {DomainError} `council-not-now` when it was annulled before, `council-round-follows` while a further round stands on it
 */
export async function annulVote(tx: Tx, actor: PersonActor, { session: id, vote: voteId, reason, now }: Act & { vote: string; reason: string }): Promise<void> {
	const { session } = await presiding(tx, actor, { session: id, now });
	const [vote] = await tx.select().from(councilVote).where(and(eq(councilVote.id, voteId), eq(councilVote.sessionId, id))).for('update');
	if (!vote) throw new DomainError('not-found');
	if (vote.state === 'annulled') throw new DomainError('council-not-now');
	if (await followed(tx, voteId)) throw new DomainError('council-round-follows');
	if (vote.state === 'open' && vote.mode !== 'open') await discardBallots(tx, voteId);
	await tx.update(councilVote).set({ state: 'annulled', annulledAt: now, annulledBy: actor.person, annulReason: reason, ...(vote.state === 'open' && { closedAt: now, closedBy: 'chair' as const }) }).where(eq(councilVote.id, voteId));
	await append(tx, { session: id, type: 'vote.annulled', data: { vote: voteId, reason }, item: vote.itemId });
	await audit(tx, { action: 'council.vote-annulled', object: { kind: 'council-vote', id: voteId, organisation: session.organisationId } });
	await annulResolution(tx, { vote: voteId, reason, at: now });
	if (vote.motionId && vote.itemId && vote.closedAt) await reopen(tx, { item: vote.itemId, motion: vote.motionId, closedAt: vote.closedAt });
}

/** The motion, and those that fell with it, stand again. */
async function reopen(tx: Tx, { item, motion, closedAt }: { item: string; motion: string; closedAt: Date }): Promise<void> {
	const together = (await motionsOf(tx, item)).filter(({ id, state, settledAt }) => id === motion || (state === 'fell' && settledAt?.getTime() === closedAt.getTime()));
	if (together.length > 0) await tx.update(councilMotion).set({ state: 'moved', settledAt: null }).where(inArray(councilMotion.id, together.map(({ id }) => id)));
}

/** Votes of the job's own houses whose time is up and that nobody has closed: session and vote. */
export function overdueVotes(tx: Tx, now: Date): Promise<{ session: string; vote: string }[]> {
	return tx
		.select({ session: councilVote.sessionId, vote: councilVote.id })
		.from(councilVote)
		.innerJoin(councilSession, eq(councilSession.id, councilVote.sessionId))
		.where(and(ownHouses, eq(councilVote.state, 'open'), sql`${councilVote.closesAt} <= ${now.toISOString()}::timestamptz`));
}

/** Who could vote and how they did: of a vote that is over. A voter without a ballot has not voted. */
export async function byName(tx: Tx, vote: string): Promise<{ id: string; name: string; faction: string | null; mode: 'hall' | 'remote'; conflict: string | null; choice: Choice | null }[]> {
	const voters = await tx.select().from(councilVoter).where(eq(councilVoter.voteId, vote));
	const ballots = await tx.select({ person: councilBallot.personId, choice: councilBallot.choice }).from(councilBallot).where(eq(councilBallot.voteId, vote)).orderBy(asc(councilBallot.id));
	const last = new Map(ballots.map(({ person, choice }) => [person, choice]));
	return voters.map(({ personId, name, faction, mode, conflict }) => ({ id: personId, name, faction, mode, conflict, choice: last.get(personId) ?? null })).sort((one, other) => one.name.localeCompare(other.name, 'cs'));
}

/** The actor's own ballot in a vote; null when they have cast none. */
export async function myBallot(tx: Tx, actor: PersonActor, vote: string): Promise<Choice | null> {
	const [row] = await tx.select({ choice: councilBallot.choice }).from(councilBallot).where(and(eq(councilBallot.voteId, vote), eq(councilBallot.personId, actor.person))).orderBy(desc(councilBallot.id)).limit(1);
	return row?.choice ?? null;
}

/** Votes of a session, the newest first, with the number of the item. */
export function votesOf(tx: Tx, session: string) {
	return tx
		.select({ vote: councilVote, item: { number: councilItem.number, title: councilItem.title } })
		.from(councilVote)
		.leftJoin(councilItem, eq(councilItem.id, councilVote.itemId))
		.where(eq(councilVote.sessionId, session))
		.orderBy(desc(councilVote.number));
}
