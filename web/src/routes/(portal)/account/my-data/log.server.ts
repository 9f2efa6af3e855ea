/** What was done with a person's data, and by whom: the part of the log that is theirs to read (GDPR art. 15). */
import type { Tx } from '@sal/db';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { addDays, startOfDay } from '#lib/day.ts';
import { looks, type MyLogFilter } from './schema.ts';

/** Entries of one page. */
export const PAGE = 30;

const text = v.nullable(v.string());
const row = v.object({
	id: v.pipe(v.string(), v.transform(Number)),
	/** With microseconds: it is a cursor too. */
	at: v.string(),
	action: v.string(),
	outcome: v.picklist(['done', 'refused', 'failed']),
	actorKind: v.picklist(['person', 'guest', 'link', 'public', 'job', 'identity', 'operator']),
	objectKind: text,
	objectId: text,
	detail: v.nullable(v.record(v.string(), v.unknown())),
	name: text,
	position: text,
	house: text,
	representedName: text,
	/** A deputy of the reader did it. */
	inMyPlace: v.boolean(),
	mine: v.boolean(),
	erased: v.boolean()
});
export type MyLogRow = v.InferOutput<typeof row>;

interface Asked {
	kind: MyLogFilter['kind'] | 'all';
	from?: string | undefined;
	to?: string | undefined;
	after?: string | undefined;
}

/** Entries that concern the actor of the transaction, newest first, and where the next page begins. */
export async function readMyLog(tx: Tx, { kind, from, to, after }: Asked, limit = PAGE): Promise<{ entries: MyLogRow[]; next: string | undefined }> {
	const [at = 'infinity', id = '0'] = after?.split('_') ?? [];
	const since = from ? startOfDay(from).toISOString() : '-infinity';
	const until = to ? startOfDay(addDays(to, 1)).toISOString() : 'infinity';
	const found = await tx.execute(sql`
		select id::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, action, outcome, actor_kind as "actorKind", object_kind as "objectKind", object_id as "objectId", detail, name, position, house,
			represented_name as "representedName", in_my_place as "inMyPlace", mine, erased
		from sal_my_log(${kind}, ${`{${looks.join(',')}}`}::text[], ${since}::timestamptz, ${until}::timestamptz, ${at}::timestamptz, ${id}::bigint, ${limit + 1})`);
	const rows = v.parse(v.array(row), [...found]);
	const last = rows[limit - 1];
	return { entries: rows.slice(0, limit), next: rows.length > limit && last ? `${last.at}_${last.id}` : undefined };
}
