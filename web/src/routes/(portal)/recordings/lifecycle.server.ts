/** The recording's way through its states. Jobs write here; whoever may, tries again from here. */
import { DomainError } from '#lib/domain-error.ts';
import { recording, type Actor, type Tx } from '@sal/db';
import { eq, sql } from 'drizzle-orm';
import { permit } from './facts.server.ts';
import { nextState, type RecordingEvent, type RecordingState } from './rules.ts';

type Change = Partial<typeof recording.$inferInsert>;

/** Tells the jobs process that a state has changed. It looks by itself every so often too: a lost notice delays and loses nothing. */
export async function notifyJobs(tx: Tx): Promise<void> {
	await tx.execute(sql`select pg_notify('sal_jobs', 'recordings')`);
}

/**
 * Applies an event under the row's lock. Returns the new state, or null when the event did not fit and nothing was changed:
 * a repeated callback, a job that lost a race.
 */
export async function advance(tx: Tx, { id, event, change = {} }: { id: string; event: RecordingEvent; change?: Change }): Promise<RecordingState | null> {
	const [row] = await tx.select({ state: recording.state, failedIn: recording.failedIn }).from(recording).where(eq(recording.id, id)).for('update');
	if (!row) return null;
	const state = nextState({ ...row, event });
	if (!state) return null;
	const failing: Change = state === 'failed' ? { failedIn: row.state } : { failedIn: null, failure: null };
	await tx.update(recording).set({ percent: null, etaSeconds: null, ...failing, ...change, state, updatedAt: sql`now()` }).where(eq(recording.id, id));
	await notifyJobs(tx);
	return state;
}

/** Percent done and the estimated time left, while it is being prepared. */
export async function reportProgress(tx: Tx, { id, percent, secondsLeft }: { id: string; percent: number; secondsLeft: number | null }): Promise<void> {
	await tx.update(recording).set({ percent, etaSeconds: secondsLeft, updatedAt: sql`now()` }).where(sql`${recording.id} = ${id} and ${recording.state} = 'preparing'`);
}

/** @throws {DomainError} `forbidden`, `not-found`; `recordings-nothing-to-retry` when it has not failed or the recorder never delivered */
export async function retry(tx: Tx, { actor, id }: { actor: Actor; id: string }): Promise<void> {
	await permit(tx, { actor, id, action: 'retry' });
	if (!(await advance(tx, { id, event: 'retry' }))) throw new DomainError('recordings-nothing-to-retry');
}
