import { sql } from 'drizzle-orm';
import { type Actor } from './actor.ts';
import { type Database, type Tx } from './connect.ts';

/** Where a request came from, for the log of what was done. */
export interface Origin {
	requestId?: string;
	/** Network address. */
	address?: string;
	userAgent?: string;
}

async function inTransaction<T>(db: Database, { who, origin }: { who: object; origin: Origin }, fn: (tx: Tx) => Promise<T>): Promise<T> {
	return db.transaction(async (tx) => {
		// Local to the transaction: connections are pooled, a session-level setting would stay for the next one.
		await tx.execute(sql`select set_config('sal.actor', ${JSON.stringify(who)}, true), set_config('sal.origin', ${JSON.stringify(origin)}, true)`);
		return fn(tx);
	});
}

/**
 * Runs `fn` in one transaction in which PostgreSQL knows who acts: row-level security then answers for that actor, and what is audited
 * names them and `origin`. Rolls back when `fn` throws, and passes the error on.
 */
export function withActor<T>(db: Database, actor: Actor, fn: (tx: Tx) => Promise<T>, origin: Origin = {}): Promise<T> {
	if (actor.kind !== 'person') return inTransaction(db, { who: actor, origin }, fn);
	// Ids only: what an affiliation or a substitution is worth the database looks up itself.
	const { kind, person, affiliation, substitution } = actor;
	return inTransaction(db, { who: { kind, person, affiliation, substitution: substitution?.id }, origin }, fn);
}

/**
 * For signing in only, before there is an actor: sees accounts, credentials, sessions and one-time links, and no meeting or recording.
 */
export function withIdentity<T>(db: Database, fn: (tx: Tx) => Promise<T>, origin: Origin = {}): Promise<T> {
	return inTransaction(db, { who: { kind: 'identity' }, origin }, fn);
}
