import { sql } from 'drizzle-orm';
import { type Actor } from './actor.ts';
import { type Database, type Tx } from './connect.ts';

async function inTransaction<T>(db: Database, who: object, fn: (tx: Tx) => Promise<T>): Promise<T> {
	return db.transaction(async (tx) => {
		// Local to the transaction: connections are pooled, a session-level setting would stay for the next one.
		await tx.execute(sql`select set_config('sal.actor', ${JSON.stringify(who)}, true)`);
		return fn(tx);
	});
}

/**
 * Runs `fn` in one transaction in which PostgreSQL knows who acts: row-level security then answers for that actor.
 * Rolls back when `fn` throws, and passes the error on.
 */
export function withActor<T>(db: Database, actor: Actor, fn: (tx: Tx) => Promise<T>): Promise<T> {
	if (actor.kind !== 'person') return inTransaction(db, actor, fn);
	// Ids only: what an affiliation or a substitution is worth the database looks up itself.
	const { kind, person, affiliation, substitution } = actor;
	return inTransaction(db, { kind, person, affiliation, substitution: substitution?.id }, fn);
}

/**
 * For signing in only, before there is an actor: sees accounts, credentials, sessions and one-time links, and no meeting or recording.
 */
export function withIdentity<T>(db: Database, fn: (tx: Tx) => Promise<T>): Promise<T> {
	return inTransaction(db, { kind: 'identity' }, fn);
}
