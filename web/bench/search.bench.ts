/**
 * How long the recordings page's questions to the database take over 100,000 recordings, with row-level security on and nothing cached,
 * for whoever may open that page: run by `npm run bench` (or `node web/bench/search.bench.ts [recordings] [rounds]`); reads SAL_TEST_POSTGRES,
 * DATABASE_OWNER_URL, DATABASE_URL and the built portal's words.
 */
import { connect, withActor, type Actor } from '@sal/db';
import type { Standing } from '../src/lib/server/standing.fixture.ts';
import { putPerson } from '../src/lib/server/test-person.fixture.ts';
import { sql } from 'drizzle-orm';
import { leavingSoon } from '../src/routes/(portal)/recordings/keep.server.ts';
import { parseFilter } from '../src/routes/(portal)/recordings/schema.ts';
import { listOwners, listRecordings } from '../src/routes/(portal)/recordings/store.server.ts';
import { inThrowAwayDatabase } from './throw-away-database.ts';
import { timeQuestions } from './timing.ts';

const total = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 10);

/** The newest recording begins here, and so does "now". */
const newest = new Date('2026-11-01T07:00:00Z');

/** Recordings in 31 days, one every 31 minutes. */
const perMonth = 24 * 60;

/** As they stand in the address; `office` is the regional office's id. */
const searches = (office: string): Record<string, string> => ({
	'list': '',
	'second page': 'after=2026-09-01T08:00:00.000000Z_00000000-0000-0000-0000-000000000000',
	'kind': 'kind=session',
	'owner': `organisation=${office}`,
	'days': 'from=2024-02-01&to=2024-02-29',
	'rare word': 'q=přivaděč',
	'common word': 'q=jednání',
	'inflected': 'q=vodovodem',
	'without diacritics': 'q=rehakova',
	'two words': 'q=porada silnice',
	'everything': `q=kanalizace&kind=session&organisation=${office}&from=2026-01-01&to=2026-06-30`
});

/**
 * 223 organisations, their meetings over six years, and one recording of each; the member is invited to one in 250. Case conferences were
 * confirmed within a month.
 */
async function seed(url: string): Promise<{ actors: Record<string, Actor>; office: string }> {
	// One connection: the temporary table belongs to it.
	const { db, close } = connect({ url, max: 1 });
	const one = async (query: ReturnType<typeof sql>) => String((await db.execute<{ id: string }>(query))[0]?.id);
	const region = await one(sql`insert into organisation (kind, name) values ('region', 'Krajský úřad') returning id`);
	const hospital = await one(sql`insert into organisation (parent_id, kind, name) values (${region}, 'hospital', 'Nemocnice Opava') returning id`);
	const village = await one(sql`insert into organisation (parent_id, kind, name) select ${region}, 'municipality', 'Obec ' || n from generate_series(1, 221) n returning id`);
	const person = (role: Standing, organisation: string) => putPerson(db, { role, organisation });
	const member = await person('member', region);
	const actors = {
		'regional clerk': await person('clerk', region),
		'hospital’s clerk': await person('clerk', hospital),
		'administrator': await person('admin', region),
		'council office': await person('office', region),
		'council member': member,
		'clinician': await person('clinician', hospital),
		'mayor': await person('official', village),
		'nobody signed in': { kind: 'public' }
	} satisfies Record<string, Actor>;

	await db.execute(sql`
		create temporary table planned as
		with owners as (select array_agg(id order by kind <> 'region', kind <> 'hospital', name) as ids from organisation),
		words as (select
			'{Jednání zastupitelstva,Jednání rady,Porada starostů,Kontrolní den,Konzilium,Výběrová komise,Školení}'::text[] as what,
			'{oprava silnice,rekonstrukce vodovodu,rozpočet na příští rok,odkanalizování obcí,kanalizace a čistírna,nákup přístrojů,sdílení lůžek,územní plán,prevence povodní}'::text[] as about,
			'{Havířov,Karviná,Orlová,Krnov,Opava,Třinec,Frýdek-Místek,Bruntál,Nový Jičín}'::text[] as place)
		select n, gen_random_uuid() as id, ${newest.toISOString()}::timestamptz - n * interval '31 minutes' as at,
			case when n % 10 = 0 then 'case' when n % 4 = 0 then 'session' else 'call' end as kind,
			-- A third belongs to the office itself, a sixteenth to the hospital, the rest is spread over the municipalities.
			ids[case when n % 3 = 0 then 1 when n % 11 = 1 then 2 else 3 + n % 221 end] as organisation,
			what[1 + n % 7] || ': ' || about[1 + n % 9] || ', ' || place[1 + (n / 7) % 9] || case when n % 4000 = 44 then ', přivaděč' else '' end as title,
			n % 40 = 4 as published
		from generate_series(1, ${total}::int) n, owners, words`);
	await db.execute(sql`
		insert into meeting (id, title, kind, organisation_id, starts_at, planned_minutes, recorded, published, state)
		select id, title, kind, organisation, at, 60, true, published, 'ended' from planned`);
	await db.execute(sql`insert into meeting_person (meeting_id, person_id, role) select id, ${member.person}, 'invited' from planned where n % 250 = 6`);
	await db.execute(sql`
		with names as (select '{Jana,Petr,Ivana,Josef,Alena,Miroslav,Hana,Radim,Eva,Zdeněk,Božena}'::text[] as given,
			'{Nováková,Žižka,Šimek,Vávrová,Kotas,Pokorná,Holub,Kučerová,Dvořák,Svoboda,Procházka,Krejčí,Šťastný}'::text[] as family)
		insert into recording (id, meeting_id, organisation_id, title, kind, published, people, state, package_manifest_key, kept_at, started_at, duration_ms)
		select gen_random_uuid(), id, organisation, title, kind, published,
			(select array_agg(given[1 + (n * k) % 11] || ' ' || family[1 + (n + k * 5) % 13]) from generate_series(1, 5) k) || case when n % 91 = 8 then '{Ivana Řeháková}'::text[] else '{}' end,
			'ready', 'manifest.json', case when kind = 'case' and n > ${perMonth}::int then at + interval '1 day' end, at, 3600000
		from planned, names`);
	await db.execute(sql`
		insert into recording_chat (id, recording_id, at_ms, name, guest, text)
		select gen_random_uuid(), r.id, k * 1000, 'Petr Žižka', false, 'Podklady k jednání posílám všem, výkres je v příloze.'
		from planned p join recording r on r.meeting_id = p.id, generate_series(1, 3) k where p.n % 20 = 5`);
	await db.execute(sql`vacuum analyze`);
	await close();
	return { actors, office: region };
}

const figures = await inThrowAwayDatabase(async ({ owner, app: url }) => {
	const { actors, office } = await seed(owner);
	const app = connect({ url, max: 1 });
	try {
		return await timeQuestions({
			of: `search of ${total} recordings`, visitors: actors, questions: searches(office), rounds, bound: 100, finds: () => true,
			ask: (actor, question) => withActor(app.db, actor, async (tx) => {
				const { recordings } = await listRecordings(tx, { filter: parseFilter(question), actor, now: new Date() });
				await listOwners(tx);
				if (actor.kind === 'person') await leavingSoon(tx, { now: newest });
				return recordings.length;
			})
		});
	} finally {
		await app.close();
	}
});
console.log(JSON.stringify({ figures }));
