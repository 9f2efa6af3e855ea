/** A log of many entries, for the bench that searches it. */
import { connect, type PersonActor } from '@sal/db';
import { sql, type SQL } from 'drizzle-orm';

/** When the last entry was written; "now" of the searches. */
export const newest = new Date('2026-11-01T07:00:00Z');
// Primes: who did what where repeats late.
const PEOPLE = 3989;
const HOUSES = 223;

/** Ids that both ends can compute: the n-th person, the n-th organisation. */
const uuid = (group: string, n: number): string => `00000000-0000-4000-${group}-${String(n).padStart(12, '0')}`;
export const organisationOf = (n: number): string => uuid('8000', n);
export const personOf = (n: number): string => uuid('9000', n);

/** A region, its houses, people, and who searches. */
async function putHouse(url: string): Promise<Record<string, PersonActor>> {
	const { db, close } = connect({ url, max: 1 });
	const run = (query: ReturnType<typeof sql>) => db.execute(query);
	await run(sql`insert into organisation (id, kind, name) values (${organisationOf(1)}, 'region', 'Krajský úřad')`);
	await run(sql`insert into organisation (id, parent_id, kind, name) select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, ${organisationOf(1)}, case when n < 10 then 'hospital' else 'municipality' end, 'Organizace ' || n from generate_series(2, ${HOUSES}::int) n`);
	await run(sql`insert into person (id, email, name) select ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid, n || '@kraj.test', 'Osoba ' || lpad(n::text, 4, '0') from generate_series(1, ${PEOPLE}::int) n`);
	const place = async (n: number, role: string, organisation: string): Promise<PersonActor> => {
		const [row] = await db.execute<{ id: string }>(sql`insert into affiliation (person_id, organisation_id) values (${personOf(n)}, ${organisation}) returning id`);
		const affiliation = String(row?.id);
		await run(sql`insert into role_grant (affiliation_id, role, organisation_id) values (${affiliation}, ${role}, ${organisation})`);
		const path = organisation === organisationOf(1) ? [organisation] : [organisationOf(1), organisation];
		return { kind: 'person', person: personOf(n), organisation, affiliation, grants: [{ id: affiliation, role, organisation, organisationName: '', path, since: '2020-01-01T00:00:00Z', until: null, by: null }] };
	};
	const visitors = { 'operator': await place(1, 'portal.admin', organisationOf(1)), 'auditor': await place(2, 'region.auditor', organisationOf(1)), 'hospital’s administrator': await place(3, 'organisation.admin', organisationOf(3)) };
	await close();
	return visitors;
}

const ofEntry = (group: string, n: SQL, many: number): SQL => sql`(${`00000000-0000-4000-${group}-`} || lpad((1 + ${n} % ${many}::int)::text, 12, '0'))::uuid`;
const person = ofEntry('9000', sql`n::bigint * 104729`, PEOPLE);
const organisation = ofEntry('8000', sql`n::bigint * 7919`, HOUSES);
const action = sql`case when n % 5000 = 0 then 'role.granted' else ('{session.sign-in,recording.play,meeting.entered,recording.look,setting.changed}'::text[])[1 + n % 5] end`;
const outcome = sql`case when n % 200 = 0 then 'refused' when n % 300 = 0 then 'failed' else 'done' end`;

/** What one connection writes, table by table; what is written into them is computed from the entry's number `n` alone, so nobody waits for anybody. */
const work = (total: number): Record<string, SQL>[] => {
	const at = sql`${newest.toISOString()}::timestamptz - (${total}::int - n) * (interval '1095 days' / ${total}::int)`;
	const each = sql`generate_series(1, ${total}::int) n`;
	return [
		{
			audit_entry: sql`
				insert into audit_entry (id, at, action, outcome, actor_kind, object_kind, object_id, organisation_id, request_id, personal_hash) overriding system value
				select n, ${at}, ${action}, ${outcome}, 'person', 'thing', 'thing-' || n % 100000, ${organisation}, 'r-' || n, '\\x00' from ${each}`
		},
		{
			audit_personal: sql`
				insert into audit_personal (entry_id, person, name, address, user_agent, organisation_id)
				select n, ${person}, 'Osoba', '10.0.' || n % 50 || '.' || n % 200, 'Firefox', ${organisation} from ${each}`,
			audit_concern: sql`insert into audit_concern (person, at, entry_id, organisation_id, action, outcome) select ${person}, ${at}, n, ${organisation}, ${action}, ${outcome} from ${each}`
		}
	];
};

/** Fills tables of the log; keys and indexes are made afterwards and nothing is kept for a crash, which is quicker. */
async function fill(url: string, tables: Record<string, SQL>): Promise<void> {
	const { db, close } = connect({ url, max: 1 });
	await db.execute(sql`set maintenance_work_mem = '512MB'`);
	for (const [table, insert] of Object.entries(tables)) {
		const keys = await db.execute<{ name: string; definition: string }>(sql`select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = ${table}::regclass and contype = 'p'`);
		const indexes = await db.execute<{ name: string; definition: string }>(sql`
			select indexname as name, indexdef as definition from pg_indexes where tablename = ${table} and indexname not in (select conname from pg_constraint where conrelid = ${table}::regclass)`);
		for (const { name } of keys) await db.execute(sql.raw(`alter table ${table} drop constraint "${name}"`));
		for (const { name } of indexes) await db.execute(sql.raw(`drop index "${name}"`));
		await db.execute(sql.raw(`alter table ${table} set unlogged`));
		await db.execute(insert);
		for (const { name, definition } of keys) await db.execute(sql.raw(`alter table ${table} add constraint "${name}" ${definition}`));
		for (const { definition } of indexes) await db.execute(sql.raw(definition));
		await db.execute(sql.raw(`vacuum analyze ${table}`));
	}
	await db.execute(sql`analyze`);
	await close();
}

/** Writes `total` entries of three years, of a region with its houses; answers with who may search them. */
export async function putLargeLog(url: string, total: number): Promise<Record<string, PersonActor>> {
	const visitors = await putHouse(url);
	await Promise.all(work(total).map((tables) => fill(url, tables)));
	return visitors;
}
