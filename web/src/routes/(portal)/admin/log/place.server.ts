import { type Tx } from '@sal/db';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';

const count = v.pipe(v.union([v.string(), v.number()]), v.transform(Number));
const instant = v.pipe(v.union([v.string(), v.date()]), v.transform((value) => new Date(value)));
const place = v.object({
	seq: count,
	hash: v.string(),
	/** Null: it is the first. */
	before: v.nullable(v.string()),
	/** The first signed checkpoint that covers it; null: none yet. */
	checkpoint: v.nullable(count),
	signedAt: v.nullable(instant)
});
export type LogPlace = v.InferOutput<typeof place>;

/** Where an entry stands in the chain; undefined for one that waits to be linked, about a second. */
export async function readPlace(tx: Tx, entry: number): Promise<LogPlace | undefined> {
	const [row] = await tx.execute(sql`
		select c.seq, encode(c.hash, 'hex') as hash, encode(b.hash, 'hex') as before, k.number as checkpoint, k.at as "signedAt" from audit_chain c
		left join audit_chain b on b.seq = c.seq - 1 left join lateral (select number, at from audit_checkpoint where size >= c.seq order by number limit 1) k on true
		where c.entry_id = ${entry}`);
	return row && v.parse(place, row);
}
