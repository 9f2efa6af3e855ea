import { sql } from 'drizzle-orm';
import type { Tx } from '@sal/db';
import * as v from 'valibot';
import { linkHash, personalHash } from './encoding.ts';
import type { Finding } from './findings.ts';

/** Links that are in memory at once. */
const BATCH = 5000;

const text = v.nullable(v.string());
const hex = v.string();
const places = v.array(
	v.object({
		seq: v.pipe(v.string(), v.transform(Number)),
		hash: hex,
		entry_id: v.pipe(v.string(), v.transform(Number)),
		/** Null: the entry is gone. */
		entry: v.nullable(
			v.object({ id: v.string(), at: v.string(), action: v.string(), outcome: v.string(), actor_kind: v.string(), object_kind: text, object_id: text, organisation_id: text, request_id: text, detail: text, personal_hash: hex })
		),
		/** Null: the personal half is gone. */
		personal: v.nullable(
			v.object({ person: text, represented: text, affiliation: text, substitution: text, name: text, represented_name: text, address: text, user_agent: text, personal_detail: text, subjects: text, salt: text, erased_by: text })
		)
	})
);
type Place = v.InferOutput<typeof places>[number];

/** The next links after `seq`, every column as PostgreSQL writes it. */
async function readPlaces(tx: Tx, seq: number): Promise<Place[]> {
	const rows = await tx.execute(sql`
		select c.seq, encode(c.hash, 'hex') as hash, c.entry_id,
			case when e.id is not null then json_build_object('id', e.id::text, 'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'action', e.action, 'outcome', e.outcome, 'actor_kind', e.actor_kind,
				'object_kind', e.object_kind, 'object_id', e.object_id, 'organisation_id', e.organisation_id, 'request_id', e.request_id, 'detail', e.detail::text, 'personal_hash', encode(e.personal_hash, 'hex')) end as entry,
			case when p.entry_id is not null then json_build_object('person', p.person, 'represented', p.represented, 'affiliation', p.affiliation, 'substitution', p.substitution, 'name', p.name, 'represented_name', p.represented_name,
				'address', p.address, 'user_agent', p.user_agent, 'personal_detail', p.detail::text, 'subjects', p.subjects::text, 'salt', encode(p.salt, 'hex'), 'erased_by', p.erased_by::text) end as personal
		from (select * from audit_chain where seq > ${seq} order by seq limit ${BATCH}) c
		left join audit_entry e on e.id = c.entry_id left join audit_personal p on p.entry_id = c.entry_id
		order by c.seq`);
	return v.parse(places, [...rows]);
}

/** What is wrong with one place, and nothing when all is well. `before`: the hash that it must stand on. */
function findingsAt({ seq, hash, entry_id, entry, personal }: Place, before: string): Finding[] {
	const at = { entry: entry_id, seq };
	if (!entry) return [{ kind: 'removed', ...at }];
	const found: Finding[] = [];
	if (linkHash(before, entry) !== hash) found.push({ kind: 'changed', ...at });
	if (!personal) return [...found, { kind: 'removed', ...at }];
	const { erased_by, salt, ...fields } = personal;
	const intact = erased_by === null ? personalHash(salt ?? '', fields) === entry.personal_hash : salt === null && Object.values(fields).every((field) => field === null);
	return intact ? found : [...found, { kind: 'personal-changed', ...at }];
}

export interface VerifyChain {
	/** One transaction that may read the whole log. */
	inTx<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
	/** What the first link stands on, hexadecimal. */
	start: string;
	found: (finding: Finding) => void;
	/** How many links have been read. */
	progress?: (read: number) => void;
	signal?: AbortSignal;
}

/** Reads the chain from its beginning, {@link BATCH} links at a time, and computes every hash anew. Answers with how many links there were. */
export async function verifyChain({ inTx, start, found, progress, signal }: VerifyChain): Promise<number> {
	let seq = 0;
	let read = 0;
	let before = start;
	for (;;) {
		signal?.throwIfAborted();
		const batch = await inTx((tx) => readPlaces(tx, seq));
		for (const place of batch) {
			if (place.seq !== seq + 1) found({ kind: 'gap', seq: seq + 1 });
			findingsAt(place, before).forEach(found);
			// Goes on from what stands there: one fault is one finding, and not one for every link after it.
			before = place.hash;
			seq = place.seq;
		}
		read += batch.length;
		progress?.(read);
		if (batch.length < BATCH) return read;
	}
}

/** Entries that are neither linked nor wait for it, and erasures that took other fields than they tell of. */
export async function verifyBeside(tx: Tx, { most }: { most: number }): Promise<Finding[]> {
	const inserted = await tx.execute<{ id: string }>(sql`
		select e.id from audit_entry e
		where not exists (select from audit_chain c where c.entry_id = e.id) and not exists (select from audit_pending p where p.entry_id = e.id) order by e.id limit ${most}`);
	const untold = await tx.execute<{ id: string }>(sql`
		select p.erased_by as id from (
			select erased_by, count(*) as entries, encode(sha256(convert_to(string_agg(entry_id::text, ',' order by entry_id), 'UTF8')), 'hex') as digest from audit_personal where erased_by is not null group by erased_by) p
		left join audit_entry e on e.id = p.erased_by and e.action = 'log.erased'
		where e.id is null or (e.detail->>'entries')::bigint <> p.entries or e.detail->>'digest' <> p.digest order by 1 limit ${most}`);
	return [...inserted.map(({ id }): Finding => ({ kind: 'inserted', entry: Number(id) })), ...untold.map(({ id }): Finding => ({ kind: 'erasure-untold', entry: Number(id) }))];
}
