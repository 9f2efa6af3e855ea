/** Somebody half-way in: a row that is good for minutes and opens nothing by itself. */
import { signInChallenge, type Tx } from '@sal/db';
import { and, eq, gt, lte } from 'drizzle-orm';
import { hashSecret, newSecret } from '../secret.ts';

type Row = typeof signInChallenge.$inferSelect;
export type Purpose = Row['purpose'];

/** Minutes: time to find the phone; a passkey's challenge is answered at once or not at all. */
export const MINUTES: Record<Purpose, number> = { 'second-factor': 10, 'passkey-sign-in': 5, 'passkey-register': 5 };

export interface NewChallenge {
	purpose: Purpose;
	personId?: string;
	/** How the first factor was shown. */
	method?: string;
	challenge?: string;
	now: Date;
}

/** Answers with the secret for the browser's cookie. */
export async function openChallenge(tx: Tx, { purpose, now, ...about }: NewChallenge): Promise<string> {
	const secret = newSecret();
	await tx.insert(signInChallenge).values({ secretHash: hashSecret(secret), purpose, expiresAt: new Date(now.getTime() + MINUTES[purpose] * 60_000), ...about });
	return secret;
}

interface Wanted {
	secret: string | undefined;
	purpose: Purpose;
	now: Date;
}

const holding = ({ secret, purpose, now }: Wanted & { secret: string }) => and(eq(signInChallenge.secretHash, hashSecret(secret)), eq(signInChallenge.purpose, purpose), gt(signInChallenge.expiresAt, now));

/** What the cookie stands for, without using it up. */
export async function readChallenge(tx: Tx, { secret, ...wanted }: Wanted): Promise<Row | undefined> {
	if (!secret) return undefined;
	const [row] = await tx.select().from(signInChallenge).where(holding({ secret, ...wanted }));
	return row;
}

/** The same, and it is gone: of two answers that come at once, one finds it. */
export async function takeChallenge(tx: Tx, { secret, ...wanted }: Wanted): Promise<Row | undefined> {
	if (!secret) return undefined;
	const [row] = await tx.delete(signInChallenge).where(holding({ secret, ...wanted })).returning();
	return row;
}

/** Deletes those whose time is over. Answers with how many went. */
export async function forgetChallenges(tx: Tx, now: Date): Promise<number> {
	return (await tx.delete(signInChallenge).where(lte(signInChallenge.expiresAt, now))).count;
}
