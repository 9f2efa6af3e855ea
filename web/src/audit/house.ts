import { rootOrganisations, withActor, type Database, type Tx } from '@sal/db';
import type { Store } from '@sal/storage';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';

/** What checking the log and signing it needs. */
export interface LogHouse {
	/** As `sal_app`. */
	db: Database;
	store: Store;
	/** Whose checkpoints count: public keys (SPKI PEM) by name. */
	signers: Record<string, string>;
}

/**
 * Runs `fn` as the log's own job, which reads all of it. Answers with undefined while there is no organisation at all, that is before
 * the first administrator has come.
 */
export async function asLogJob<T>(db: Database, fn: (tx: Tx) => Promise<T>): Promise<T | undefined> {
	const [organisation] = await rootOrganisations(db);
	return organisation === undefined ? undefined : withActor(db, { kind: 'job', organisation, name: 'portal.log' }, fn);
}

const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const count = v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer());
const head = v.object({ log: v.string(), size: count, hash: v.nullable(hex), number: count, covered: count });

/** How long the chain is, its last hash (null: there is none), and what the newest checkpoint that we know of covers. */
export async function readHead(tx: Tx): Promise<v.InferOutput<typeof head>> {
	const [row] = await tx.execute(sql`
		select l.id as log, coalesce(c.seq, 0) as size, encode(c.hash, 'hex') as hash, coalesce(k.number, 0) as number, coalesce(k.size, 0) as covered from audit_log l
		left join lateral (select seq, hash from audit_chain order by seq desc limit 1) c on true
		left join lateral (select number, size from audit_checkpoint order by number desc limit 1) k on true`);
	return v.parse(head, row);
}
