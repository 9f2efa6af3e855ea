/**
 * How long the log's page takes to find a page of entries among ten million, with row-level security on, for whoever may open it: run by
 * `npm run bench` (or `node web/bench/audit.bench.ts [entries] [rounds]`); reads SAL_TEST_POSTGRES, DATABASE_OWNER_URL, DATABASE_URL.
 */
import { connect, migrate, withActor, type PersonActor } from '@sal/db';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { parseFilter } from '../src/routes/(portal)/admin/log/schema.ts';
import { searchLog } from '../src/routes/(portal)/admin/log/search.server.ts';

const total = Number(process.argv[2] ?? 10_000_000);
const rounds = Number(process.argv[3] ?? 5);
/** Milliseconds that a page may take, 95 of 100 times. */
const BOUND = 300;
const newest = new Date('2026-11-01T07:00:00Z');
// Primes: who did what where repeats late.
const PEOPLE = 3989;
const HOUSES = 223;

function needed(name: string): string {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: run this with \`npm run bench\`, which starts a PostgreSQL for it.`);
	return value;
}

function inDatabase(variable: string, name: string): string {
	const url = new URL(needed(variable));
	url.pathname = `/${name}`;
	return url.href;
}

/** Ids that both ends can compute: the n-th person, the n-th organisation. */
const uuid = (group: string, n: number): string => `00000000-0000-4000-${group}-${String(n).padStart(12, '0')}`;
const organisationOf = (n: number): string => uuid('8000', n);
const personOf = (n: number): string => uuid('9000', n);

/** As they stand in the address. */
const questions: Record<string, string> = {
	'newest': '',
	'far back': 'after=2024-03-01T08:00:00.000000Z_5000000',
	'days': 'from=2025-02-01&to=2025-02-03',
	'common action': 'action=recording.play',
	'rare action': 'action=role.granted',
	'refused': 'outcome=refused',
	'refused, common action': 'outcome=refused&action=session.sign-in',
	'organisation': `organisation=${organisationOf(3)}`,
	'person': `person=${personOf(77)}`,
	'name': 'q=Osoba+0077',
	'name of many': 'q=Osoba',
	'address': 'q=10.0.7.7',
	'thing': 'q=thing-4711',
	'everything': `q=Osoba+0077&action=session.sign-in&organisation=${organisationOf(1)}&from=2024-01-01&to=2026-06-30`
};

/** A region, its houses, people, and entries of three years, one after the other; indexes are made afterwards, which is quicker. */
async function seed(url: string): Promise<Record<string, PersonActor>> {
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
	const actors = { 'operator': await place(1, 'portal.admin', organisationOf(1)), 'auditor': await place(2, 'region.auditor', organisationOf(1)), 'hospital’s administrator': await place(3, 'organisation.admin', organisationOf(3)) };
	const indexes = await db.execute<{ name: string; definition: string }>(sql`
		select indexname as name, indexdef as definition from pg_indexes where tablename in ('audit_entry', 'audit_personal', 'audit_concern') and indexname not like '%\_pk' and indexname not like '%\_pkey' and indexname not like '%\_id\_pk%'`);
	for (const { name } of indexes) await run(sql.raw(`drop index "${name}"`));
	await run(sql`set synchronous_commit = off`);
	await run(sql`
		insert into audit_entry (at, action, outcome, actor_kind, object_kind, object_id, organisation_id, request_id, personal_hash)
		select ${newest.toISOString()}::timestamptz - (${total}::int - n) * (interval '1095 days' / ${total}::int),
			case when n % 5000 = 0 then 'role.granted' else ('{session.sign-in,recording.play,meeting.entered,recording.look,setting.changed}'::text[])[1 + n % 5] end,
			case when n % 200 = 0 then 'refused' when n % 300 = 0 then 'failed' else 'done' end, 'person', 'thing', 'thing-' || n % 100000,
			('00000000-0000-4000-8000-' || lpad((1 + n::bigint * 7919 % ${HOUSES}::int)::text, 12, '0'))::uuid, 'r-' || n, '\\x00'
		from generate_series(1, ${total}::int) n`);
	await run(sql`
		insert into audit_personal (entry_id, person, name, address, user_agent)
		select id, ('00000000-0000-4000-9000-' || lpad((1 + id * 104729 % ${PEOPLE}::int)::text, 12, '0'))::uuid, 'Osoba', '10.0.' || id % 50 || '.' || id % 200, 'Firefox' from audit_entry`);
	await run(sql`insert into audit_concern (person, at, entry_id) select p.person, e.at, e.id from audit_entry e join audit_personal p on p.entry_id = e.id`);
	for (const { definition } of indexes) await run(sql.raw(definition));
	await run(sql`vacuum analyze audit_entry`);
	await run(sql`vacuum analyze audit_personal`);
	await run(sql`vacuum analyze audit_concern`);
	await run(sql`analyze`);
	await close();
	return actors;
}

const percentile = (sorted: number[], part: number): number => sorted[Math.ceil(sorted.length * part) - 1] ?? NaN;

const admin = postgres(needed('SAL_TEST_POSTGRES'), { max: 1, onnotice: () => undefined });
const name = `sal_bench_${crypto.randomUUID().replaceAll('-', '')}`;
const owner = inDatabase('DATABASE_OWNER_URL', name);
await admin.unsafe(`create database ${name} owner ${decodeURIComponent(new URL(owner).username)}`);
try {
	await migrate({ url: owner });
	const from = performance.now();
	const actors = await seed(owner);
	console.log(`${total} entries written in ${((performance.now() - from) / 1000).toFixed(0)} s`);
	const app = connect({ url: inDatabase('DATABASE_URL', name), max: 1 });
	const figures: { figure: string; value: number; unit: string; bound?: number }[] = [];
	for (const [who, actor] of Object.entries(actors)) {
		const all: number[] = [];
		for (const [what, search] of Object.entries(questions)) {
			const filter = parseFilter(new URLSearchParams(search));
			const own: number[] = [];
			// The first one warms the connection and is not counted.
			for (let round = 0; round <= rounds; round++) {
				const begun = performance.now();
				const { entries } = await withActor(app.db, actor, (tx) => searchLog(tx, { actor, filter, now: newest }));
				if (entries.length === 0 && who === 'operator') throw new Error(`${who} finds nothing with: ${what}`);
				if (round > 0) own.push(performance.now() - begun);
			}
			own.sort((a, b) => a - b);
			console.log(`${who}, ${what}: median ${percentile(own, 0.5).toFixed(1)} ms, slowest ${percentile(own, 1).toFixed(1)} ms`);
			all.push(...own);
		}
		all.sort((a, b) => a - b);
		const figure = `log of ${total} entries, ${who}, ${all.length} searches`;
		figures.push({ figure: `${figure}: median`, value: percentile(all, 0.5), unit: 'ms' }, { figure: `${figure}: p95`, value: percentile(all, 0.95), unit: 'ms', bound: BOUND });
	}
	await app.close();
	console.log(JSON.stringify({ figures }));
} finally {
	await admin.unsafe(`drop database ${name} with (force)`);
	await admin.end();
}
