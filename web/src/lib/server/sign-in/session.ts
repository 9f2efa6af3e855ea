/** What happens to a session between its opening and its end; lucia (auth.ts) knows nothing of it. All as `withIdentity`. */
import { session, type Tx } from '@sal/db';
import { eq } from 'drizzle-orm';
import { hashSecret, newSecret } from '../secret.ts';

/** A visit is written down when the last one is older than this: not every page costs a write. */
export const SEEN_EVERY = 30_000;

const of = (sessionId: string) => eq(session.id, hashSecret(sessionId));

/** Somebody is there. */
export async function seen(tx: Tx, sessionId: string, now: Date): Promise<void> {
	await tx.update(session).set({ lastSeenAt: now }).where(of(sessionId));
}

/** Locks the screen of this browser. */
export async function lock(tx: Tx, sessionId: string, now: Date): Promise<void> {
	await tx.update(session).set({ lockedAt: now }).where(of(sessionId));
}

/** It is still they. */
export async function unlock(tx: Tx, sessionId: string, now: Date): Promise<void> {
	await tx.update(session).set({ lockedAt: null, lastSeenAt: now, provedAt: now }).where(of(sessionId));
}

/** Its holder has shown once more who they are, at this instant. */
export async function prove(tx: Tx, sessionId: string, at: Date): Promise<void> {
	await tx.update(session).set({ provedAt: at }).where(of(sessionId));
}

/** A second factor was shown. The session gets another id, so that whoever knew the old one gains nothing. Answers with the new one. */
export async function raiseSession(tx: Tx, sessionId: string, now: Date): Promise<string> {
	const id = newSecret();
	await tx.update(session).set({ id: hashSecret(id), secondFactorAt: now, provedAt: now, lockedAt: null, lastSeenAt: now }).where(of(sessionId));
	return id;
}
