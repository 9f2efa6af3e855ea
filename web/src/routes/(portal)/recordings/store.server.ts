/** The list: search, filters, pages. Row-level security shows each person only what is theirs. */
import type { Actor, Tx } from '@sal/db';
import { sql, type SQL } from 'drizzle-orm';
import { playable } from './facts.server.ts';
import type { RecordingFacts, RecordingState } from './rules.ts';
import type { Filter } from './schema.ts';

export const PAGE = 24;
/** Days in a filter are days of the region. */
export const ZONE = 'Europe/Prague';

export interface ListedRecording {
	id: string;
	title: string;
	kind: RecordingFacts['kind'];
	state: RecordingState;
	failedIn: RecordingState | null;
	percent: number | null;
	etaSeconds: number | null;
	organisation: string;
	people: string[];
	startedAt: Date;
	durationMs: number | null;
	/** In the bucket `access`; null before there is one. */
	posterKey: string | null;
	/** A line of the chat that the search has found, and where it is. */
	chat: { text: string; name: string; atMs: number } | null;
}

type Row = Omit<ListedRecording, 'startedAt' | 'durationMs' | 'chat'> & { startedAt: string; durationMs: string | null; cursor: string };

interface Listing {
	filter: Filter;
	actor: Actor;
	now: Date;
}

/** Newest first; posters and lines of chat of those that the actor may play. `next` goes into the filter's `after`; null on the last page. */
export async function listRecordings(tx: Tx, { filter, actor, now }: Listing): Promise<{ recordings: ListedRecording[]; next: string | null }> {
	const rows = await tx.execute<Row & Record<string, unknown>>(sql`
		select r.id, r.title, r.kind, r.state, r.failed_in as "failedIn", r.percent, r.eta_seconds as "etaSeconds", o.name as organisation, r.people,
			to_char(r.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "startedAt", r.duration_ms as "durationMs", r.poster_key as "posterKey"
		from recording r join organisation o on o.id = r.organisation_id
		where ${sql.join([...(await wordsFound(tx, filter.q)), ...conditions(filter)], sql` and `)}
		order by r.started_at desc, r.id desc limit ${PAGE + 1}`);
	const page = rows.slice(0, PAGE);
	const last = page.at(-1);
	const plays = await playable(tx, { actor, ids: page.map((row) => row.id), now });
	const chat = filter.q ? await chatFound(tx, { ids: [...plays], q: filter.q }) : new Map<string, ListedRecording['chat']>();
	return {
		recordings: page.map((row) => ({ ...row, posterKey: plays.has(row.id) ? row.posterKey : null, startedAt: new Date(row.startedAt), durationMs: row.durationMs === null ? null : Number(row.durationMs), chat: chat.get(row.id) ?? null })),
		next: rows.length > PAGE && last ? `${last.startedAt}_${last.id}` : null
	};
}

/** Up to here the index of words is the quicker way; a word that is nearly everywhere is met soon enough by walking from the newest. */
const RARE = 2_000;

async function wordsFound(tx: Tx, q: string): Promise<SQL[]> {
	if (!q) return [];
	const rows = await tx.execute<{ id: string }>(sql`select sal_search_recordings(${q}) as id limit ${RARE + 1}`);
	if (rows.length > RARE) return [sql`r.search @@ (select sal_query(${q}))`];
	return [sql`r.id = any(${`{${rows.map((row) => row.id).join(',')}}`}::uuid[])`];
}

function conditions({ kind, organisation, from, to, after }: Filter): SQL[] {
	const found: SQL[] = [sql`true`];
	if (kind) found.push(sql`r.kind = ${kind}`);
	if (organisation) found.push(sql`r.organisation_id in (select id from organisation where path @> array[${organisation}::uuid])`);
	if (from) found.push(sql`r.started_at >= (${from}::date::timestamp at time zone ${ZONE})`);
	if (to) found.push(sql`r.started_at < ((${to}::date + 1)::timestamp at time zone ${ZONE})`);
	if (after) {
		const [at, id] = after.split('_');
		found.push(sql`(r.started_at, r.id) < (${at}::timestamptz, ${id}::uuid)`);
	}
	return found;
}

/** The first matching chat line of each recording on the page. */
async function chatFound(tx: Tx, { ids, q }: { ids: string[]; q: string }): Promise<Map<string, ListedRecording['chat']>> {
	if (ids.length === 0) return new Map();
	const rows = await tx.execute<{ id: string; text: string; name: string; atMs: number }>(sql`
		select distinct on (c.recording_id) c.recording_id as id, c.text, c.name, c.at_ms as "atMs"
		from recording_chat c where c.recording_id in ${ids} and sal_words(c.text) @@ sal_query(${q})
		order by c.recording_id, c.at_ms`);
	return new Map(rows.map(({ id, text, name, atMs }) => [id, { text, name, atMs }]));
}

/** Owners of recordings that the actor sees, for the filter. Row by row row-level security would look at most of the table. */
export async function listOwners(tx: Tx): Promise<{ id: string; name: string }[]> {
	const rows = await tx.execute<{ id: string; name: string }>(sql`
		select o.id, o.name from organisation o where o.id in (select sal_recording_owners()) order by o.name`);
	return [...rows];
}
