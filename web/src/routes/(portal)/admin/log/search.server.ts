/**
 * Questions to the log. Each way to ask (an organisation, a person, an address …) is answered from an index of its own, at most one page of
 * each, and the newest of all are taken: so a page costs the same however long the log is.
 */
import { type Actor, type Tx } from '@sal/db';
import { sql, type SQL } from 'drizzle-orm';
import * as v from 'valibot';
import { readsWholeLog, requireLogReader } from './rules.ts';
import type { LogFilter } from './schema.ts';

/** Entries of one page. */
export const PAGE = 50;
/** Of people and organisations that a word fits, so many are looked for. */
const MOST_NAMES = 20;

const text = v.nullable(v.string());
const facts = v.nullable(v.record(v.string(), v.unknown()));
const row = v.object({
	id: v.pipe(v.union([v.string(), v.number()]), v.transform(Number)),
	/** With microseconds: it is a cursor too. */
	at: v.string(),
	action: v.string(),
	outcome: v.picklist(['done', 'refused', 'failed']),
	actorKind: v.picklist(['person', 'guest', 'link', 'public', 'job', 'identity', 'operator']),
	objectKind: text,
	objectId: text,
	organisationId: text,
	organisation: text,
	requestId: text,
	detail: facts,
	person: text,
	represented: text,
	name: text,
	representedName: text,
	address: text,
	userAgent: text,
	personal: facts,
	subjects: v.nullable(v.array(v.string())),
	erased: v.boolean()
});
export type LogRow = v.InferOutput<typeof row>;

const columns = sql`
	e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.action, e.outcome, e.actor_kind as "actorKind", e.object_kind as "objectKind", e.object_id as "objectId",
	e.organisation_id as "organisationId", o.name as organisation, e.request_id as "requestId", e.detail,
	p.person, p.represented, p.name, p.represented_name as "representedName", p.address, p.user_agent as "userAgent", 
	-- What is said of a patient’s case is for those who keep it.
	case when e.detail->'case' = 'true' and not sal_keeps_entry(e.object_kind, e.object_id) then null else p.detail end as personal, to_json(p.subjects) as subjects, p.erased_by is not null as erased`;
const joined = sql`left join audit_personal p on p.entry_id = e.id left join organisation o on o.id = e.organisation_id`;

interface Asked {
	actor: Actor;
	filter: LogFilter;
	now: Date;
	limit?: number;
}

/** The newest entries that the filter and the actor's rights let through, and where the next page begins. @throws {DomainError} `forbidden` */
export async function searchLog(tx: Tx, { actor, filter, now, limit = PAGE }: Asked): Promise<{ entries: LogRow[]; next: string | undefined }> {
	requireLogReader(actor, now);
	const ways = await waysToAsk(tx, { filter, whole: readsWholeLog(actor, now), conditions: conditionsOf(filter), most: limit + 1 });
	if (ways.length === 0) return { entries: [], next: undefined };
	const rows = await tx.execute(sql`
		with found as (select distinct id, at from (${sql.join(ways, sql` union all `)}) f order by at desc, id desc limit ${limit + 1})
		select ${columns} from found join audit_entry e on e.id = found.id ${joined} order by e.at desc, e.id desc`);
	const entries = v.parse(v.array(row), [...rows]);
	const last = entries[limit - 1];
	return { entries: entries.slice(0, limit), next: entries.length > limit && last ? `${last.at}_${last.id}` : undefined };
}

/** One entry; undefined when there is none that the actor may read. @throws {DomainError} `forbidden` */
export async function readEntry(tx: Tx, { actor, id, now }: { actor: Actor; id: number; now: Date }): Promise<LogRow | undefined> {
	requireLogReader(actor, now);
	const [found] = await tx.execute(sql`select ${columns} from audit_entry e ${joined} where e.id = ${id}`);
	return found && v.parse(row, found);
}

/** A table that has an entry's time, action, outcome and organisation: the entries (e), or the index over people (c). */
type Table = 'e' | 'c';
type Conditions = (table: Table) => SQL;

/** What holds for every entry, whichever way it is found. */
function conditionsOf({ action, outcome, from, to, after }: LogFilter): Conditions {
	const [at, id] = after?.split('_') ?? [];
	return (table) => {
		const column = (name: string) => sql.raw(`${table}.${name}`);
		const all: SQL[] = [sql`true`];
		if (action) all.push(sql`${column('action')} = ${action}`);
		// Not a parameter: of a constant PostgreSQL knows that the indexes of what went wrong hold it.
		if (outcome) all.push(sql`${column('outcome')} = ${sql.raw(`'${outcome}'`)}`);
		if (from) all.push(sql`${column('at')} >= (${from}::date)::timestamp at time zone 'Europe/Prague'`);
		if (to) all.push(sql`${column('at')} < (${to}::date + 1)::timestamp at time zone 'Europe/Prague'`);
		if (at && id) all.push(sql`(${column('at')}, ${column(table === 'e' ? 'id' : 'entry_id')}) < (${at}::timestamptz, ${id}::bigint)`);
		return sql.join(all, sql` and `);
	};
}

interface Ways {
	filter: LogFilter;
	whole: boolean;
	conditions: Conditions;
	most: number;
}

async function waysToAsk(tx: Tx, { filter: { q, person, organisation }, whole, conditions, most }: Ways): Promise<SQL[]> {
	const newest = sql`order by e.at desc, e.id desc limit ${most}`;
	const subtree = organisation ? await ids(tx, sql`select id from organisation where path @> array[${organisation}::uuid]`) : undefined;
	// Whoever reads a part is told so here too: what is not theirs is then passed over without asking the policy's dearer questions.
	const part = subtree ?? (whole ? undefined : await ids(tx, sql`select sal_log_scope() as id`));
	const inside: Conditions = (table) => (part ? sql`${conditions(table)} and ${sql.raw(table)}.organisation_id = any(${uuids(part)})` : conditions(table));
	const ofOrganisations = (list: string[]) => sql`(select f.* from unnest(${uuids(list)}) as wanted(id) cross join lateral (select e.id, e.at from audit_entry e where e.organisation_id = wanted.id and ${conditions('e')} ${newest}) f)`;
	const ofPeople = (list: string[]) => sql`(select f.* from unnest(${uuids(list)}) as wanted(id) cross join lateral (
		select e.id, c.at from audit_concern c join audit_entry e on e.id = c.entry_id where c.person = wanted.id and ${inside('c')} order by c.at desc, c.entry_id desc limit ${most}) f)`;
	if (person) return [ofPeople([person])];
	if (q) return waysToFind(tx, { q, conditions, inside, most, ofPeople, ofOrganisations, part });
	return [part ? ofOrganisations(part) : sql`(select e.id, e.at from audit_entry e where ${conditions('e')} ${newest})`];
}

interface WaysToFind {
	q: string;
	conditions: Conditions;
	inside: Conditions;
	most: number;
	ofPeople: (list: string[]) => SQL;
	ofOrganisations: (list: string[]) => SQL;
	/** Organisations to stay within. */
	part: string[] | undefined;
}

/** A word may be a person's name, an organisation's, an address, the number of a request, or the id of a thing. */
async function waysToFind(tx: Tx, { q, conditions, inside, most, ofPeople, ofOrganisations, part }: WaysToFind): Promise<SQL[]> {
	const like = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
	const people = await ids(tx, sql`select id from person where unaccent(name) ilike unaccent(${like}) or lower(email) = lower(${q}) order by family_name, id limit ${MOST_NAMES}`);
	const organisations = await ids(tx, sql`select id from organisation where unaccent(name) ilike unaccent(${like}) order by name limit ${MOST_NAMES}`);
	const within = part ? organisations.filter((id) => part.includes(id)) : organisations;
	const by = (condition: SQL) => sql`(select e.id, e.at from audit_entry e where ${condition} and ${inside('e')} order by e.at desc, e.id desc limit ${most})`;
	const ofAddress = (within: SQL) => sql`select e.id, e.at from audit_personal a join audit_entry e on e.id = a.entry_id where a.address = ${q} and ${within} and ${conditions('e')} order by a.entry_id desc limit ${most}`;
	return [
		...(people.length > 0 ? [ofPeople(people)] : []),
		...(within.length > 0 ? [ofOrganisations(within)] : []),
		by(sql`e.object_id = ${q}`),
		by(sql`e.request_id = ${q}`),
		part ? sql`(select f.* from unnest(${uuids(part)}) as wanted(id) cross join lateral (${ofAddress(sql`a.organisation_id = wanted.id`)}) f)` : sql`(${ofAddress(sql`true`)})`
	];
}

const uuids = (list: string[]): SQL => sql`${`{${list.join(',')}}`}::uuid[]`;
const ids = async (tx: Tx, query: SQL): Promise<string[]> => (await tx.execute<{ id: string }>(query)).map(({ id }) => id);
