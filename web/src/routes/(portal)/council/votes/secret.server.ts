/** Secret votes: the credential, the ballot that nobody signs, and the opening of all of them at once. */
import { councilReceipt, councilSecretVote, type PersonActor, type Tx } from '@sal/db';
import { asc, eq, sql } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { permit } from '../permit.server.ts';
import { follows, type BallotPaper } from './election.rules.ts';
import { fromHex, importSignKey, openBallot, sha256, suite, toHex, type BallotContent, type BallotKeys } from './secret.ts';
import type { Prepared, VoteKeys } from './secret-keys.server.ts';

/** Seconds that a secret vote stays open after the chair has closed it, for ballots on their way: browsers hold each back for a random while. */
export const CLOSING_SECONDS = 8;

/** `paper`: of an election; a ballot of another vote says for, against or abstained. */
export async function writeKeys(tx: Tx, { vote, sign, seal }: Prepared, paper?: BallotPaper): Promise<void> {
	await tx.insert(councilSecretVote).values({ voteId: vote, signKey: sign, sealKey: seal, paper });
}

/** Keys that a voter's browser needs; null of a vote that is not secret. */
export async function ballotKeys(tx: Tx, vote: string): Promise<BallotKeys | null> {
	const [row] = await tx.select().from(councilSecretVote).where(eq(councilSecretVote.voteId, vote));
	return row ? { sign: row.signKey as JsonWebKey, seal: row.sealKey as JsonWebKey } : null;
}

interface Taking {
	session: string;
	vote: string;
	/** Hex, as the browser has blinded it. */
	blinded: string;
	keys: Pick<VoteKeys, 'sign'>;
	now: Date;
}

/**
 * Signs a voter's credential without seeing it. Each voter gets one, the same request the same answer.
 * @throws {DomainError} `council-not-entitled`, `council-vote-over`, `council-credential-elsewhere` (another browser of theirs has taken it), `bad-input`
 */
export async function takeCredential(tx: Tx, actor: PersonActor, { session, vote, blinded, keys, now }: Taking): Promise<string> {
	await permit(tx, { actor, id: session, action: 'vote', now });
	const [row] = await tx.execute<{ said: string }>(sql`select sal_council_credential(${vote}::uuid, ${await sha256(blinded)}) as said`);
	if (row?.said !== 'issued') throw new DomainError(row?.said === 'over' ? 'council-vote-over' : row?.said === 'elsewhere' ? 'council-credential-elsewhere' : 'council-not-entitled');
	const signature = await keys.sign(vote, fromHex(blinded));
	// The credential is not taken by what could not be signed: the transaction ends here.
	if (!signature) throw new DomainError('bad-input');
	return toHex(signature);
}

export interface SecretBallot {
	vote: string;
	/** The credential's message and the portal's signature of it, and the ballot; all hex. */
	message: string;
	signature: string;
	sealed: string;
	keys: Pick<VoteKeys, 'opener'>;
}

/**
 * Takes a ballot from nobody in particular: the credential alone says that it may be cast. The same ballot again is taken once.
 * @throws {DomainError} `council-ballot-forged`, `council-ballot-spent` (its credential has cast another one), `council-vote-over`, `not-found`, `bad-input`
 */
export async function castSecret(tx: Tx, { vote, message, signature, sealed, keys }: SecretBallot): Promise<void> {
	const [known] = await tx.select().from(councilSecretVote).where(eq(councilSecretVote.voteId, vote));
	if (!known) throw new DomainError('not-found');
	if (!(await suite.verify(await importSignKey(known.signKey as JsonWebKey), fromHex(signature), fromHex(message)))) throw new DomainError('council-ballot-forged');
	const credential = await sha256(message);
	// A vote that is over has no key any more: said as such, not as a failure.
	const opener = await keys.opener(vote).catch(() => null);
	if (!opener) throw new DomainError('council-vote-over');
	// Whoever errs learns it now, and not when it is too late.
	const content = await openBallot({ key: opener, credential, sealed });
	if (!content || !follows(known.paper, content.choices)) throw new DomainError('bad-input');
	const [row] = await tx.execute<{ said: string }>(sql`select sal_council_stage(${vote}::uuid, ${credential}, ${sealed}) as said`);
	if (row?.said === 'cast') return;
	throw new DomainError(row?.said === 'spent' ? 'council-ballot-spent' : row?.said === 'over' ? 'council-vote-over' : 'not-found');
}

/** Opens all ballots of a vote that is being closed, in its transaction: answers with what they said, in no order. @throws {DomainError} `council-vote-keys-lost`: it can only be annulled */
export async function openBallots(tx: Tx, { vote, keys }: { vote: string; keys: Pick<VoteKeys, 'opener'> }): Promise<string[][]> {
	const staged = await tx.execute<{ credential: string; sealed: string }>(sql`select * from sal_council_staged(${vote}::uuid)`);
	const key = await keys.opener(vote).catch(() => null);
	if (!key && staged.length > 0) throw new DomainError('council-vote-keys-lost');
	const opened: BallotContent[] = [];
	for (const { credential, sealed } of staged) {
		const content = key && (await openBallot({ key, credential, sealed }));
		if (!content) throw new Error(`a ballot of vote ${vote} does not open`);
		opened.push(content);
	}
	const receipts = await Promise.all(opened.map(({ receipt }) => sha256(receipt)));
	// In the order of the paper: in which order somebody marked it is theirs.
	const said = opened.map(({ choices }) => choices.toSorted((one, other) => Number(one) - Number(other)));
	await tx.execute(sql`select sal_council_open_ballots(${vote}::uuid, ${JSON.stringify(said)}::jsonb, ${sql.param(`{${receipts.join(',')}}`)}::text[])`);
	return said;
}

/** Of a vote that is annulled while it is open. */
export async function discardBallots(tx: Tx, vote: string): Promise<void> {
	await tx.execute(sql`select sal_council_discard_ballots(${vote}::uuid)`);
}

/** Hashes of the receipts of all ballots that were counted, in their own order. */
export async function receiptsOf(tx: Tx, vote: string): Promise<string[]> {
	return (await tx.select({ hash: councilReceipt.hash }).from(councilReceipt).where(eq(councilReceipt.voteId, vote)).orderBy(asc(councilReceipt.hash))).map(({ hash }) => hash);
}
