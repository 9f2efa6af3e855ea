/**
 * What it costs to decide who may do what, with 25,000 people and 100,000 grants in the database: the decision itself on the grants that the
 * actor brought, and bringing them, once per request. Run by `npm run bench` (or `node web/bench/permission.bench.ts [people] [grants]`); reads
 * SAL_TEST_POSTGRES, DATABASE_OWNER_URL, DATABASE_URL and the built portal's words.
 */
import { connect, findActor, type PersonActor } from '@sal/db';
import { sql } from 'drizzle-orm';
import { decide } from '../src/lib/permissions/decide.ts';
import type { Action, Resource } from '../src/lib/permissions/types.ts';
import { permissions as meetings } from '../src/routes/(portal)/meetings/permissions.ts';
import { permissions as recordings } from '../src/routes/(portal)/recordings/permissions.ts';
import { inThrowAwayDatabase } from './throw-away-database.ts';
import { percentile } from './timing.ts';

const people = Number(process.argv[2] ?? 25_000);
const grants = Number(process.argv[3] ?? 100_000);
/** Of whom this many are asked about. */
const ASKED = 1_000;
const ROLES = ['portal.admin', 'organisation.admin', 'region.auditor', 'council.office', 'council.chair', 'council.member', 'recordings.clerk', 'cases.clinician'];

/** A region, 223 organisations below it, four wards in each; everybody has one place, and grants are spread so that a few people hold very many. */
async function seed(url: string): Promise<void> {
	const { db, close } = connect({ url, max: 1 });
	await db.execute(sql`insert into organisation (kind, name) values ('region', 'Kraj')`);
	await db.execute(sql`insert into organisation (parent_id, kind, name) select o.id, 'hospital', 'Organizace ' || n from organisation o, generate_series(1, 223) n where o.kind = 'region'`);
	await db.execute(sql`insert into organisation (parent_id, kind, name) select o.id, 'ward', 'Oddělení ' || n from organisation o, generate_series(1, 4) n where o.kind = 'hospital'`);
	await db.execute(sql`insert into person (email, name) select 'osoba' || n || '@example.test', 'Osoba ' || n from generate_series(1, ${people}::int) n`);
	await db.execute(sql`
		with houses as (select array_agg(id order by path) as ids from organisation), numbered as (select id, row_number() over (order by email) as n from person)
		insert into affiliation (person_id, organisation_id) select p.id, ids[1 + (p.n * 7919) % array_length(ids, 1)] from numbered p, houses`);
	await db.execute(sql`
		with houses as (select array_agg(id order by path) as ids from organisation), places as (select array_agg(id order by id) as ids from affiliation)
		insert into role_grant (affiliation_id, role, organisation_id, valid_from, valid_until)
		select p.ids[1 + (power(random(), 2) * (${people}::int - 1))::int], (${`{${ROLES.join(',')}}`}::text[])[1 + n % ${ROLES.length}::int], h.ids[1 + (n * 31) % array_length(h.ids, 1)], now() - interval '1 day', case when n % 3 = 0 then now() + interval '30 days' end
		from generate_series(1, ${grants}::int) n, houses h, places p`);
	await db.execute(sql`vacuum analyze`);
	await close();
}

const actions: Action[] = [...Object.values<Action>(meetings.actions), ...Object.values<Action>(recordings.actions)];
const shapes: Pick<Resource, 'relations' | 'traits'>[] = [
	{ relations: [], traits: [] },
	{ relations: [], traits: ['case', 'watch-invited'] },
	{ relations: ['organisation-invited', 'colleague'], traits: ['watch-invited'] },
	{ relations: ['host'], traits: ['session', 'watch-hosts'] }
];

await inThrowAwayDatabase(async ({ owner, app: url }) => {
	await seed(owner);
	const seen = connect({ url: owner, max: 1 });
	const ids = (await seen.db.execute<{ id: string }>(sql`select id from (select id, row_number() over (order by id) as n from person) p where n % ${Math.max(1, Math.floor(people / ASKED))}::int = 0`)).map((row) => row.id);
	const paths = (await seen.db.execute<{ path: string[] }>(sql`select path from organisation order by path`)).map((row) => row.path);
	await seen.close();

	const app = connect({ url, max: 1 });
	const actors: PersonActor[] = [];
	const loading: number[] = [];
	for (const id of ids) {
		const from = performance.now();
		const found = await findActor(app.db, { person: id });
		loading.push(performance.now() - from);
		if (found) actors.push(found.actor);
	}
	await app.close();

	const now = new Date();
	const deciding: number[] = [];
	let yes = 0;
	// The first round warms the engine up and is not counted.
	for (let round = 0; round < 3; round++) {
		for (const [index, subject] of actors.entries()) {
			for (const [step, action] of actions.entries()) {
				const resource = { path: paths[(index * 37 + step * 11) % paths.length] ?? [], ...(shapes[(index + step) % shapes.length] ?? { relations: [], traits: [] }) };
				const from = process.hrtime.bigint();
				const { allowed } = decide({ subject, action, resource, now });
				const took = Number(process.hrtime.bigint() - from) / 1_000;
				if (round === 0) continue;
				deciding.push(took);
				if (allowed) yes++;
			}
		}
	}
	if (yes === 0 || yes === deciding.length) throw new Error('every decision is the same: the bench does not measure what it says');
	const [decisions, loads] = [Float64Array.from(deciding).sort(), Float64Array.from(loading).sort()];
	const held = actors.map((actor) => actor.grants.length).sort((a, b) => a - b);
	console.log(`${actors.length} people hold ${held.reduce((sum, each) => sum + each, 0)} grants, at most ${held.at(-1)} each; ${yes} of ${decisions.length} decisions are yes`);
	const figure = `permission decision, ${people} people, ${grants} grants`;
	console.log(JSON.stringify({
		figures: [
			{ figure: `${figure}: median`, value: percentile(decisions, 0.5), unit: 'µs' },
			{ figure: `${figure}: p95`, value: percentile(decisions, 0.95), unit: 'µs', bound: 20 },
			{ figure: `${figure}: loading an actor with their grants, once per request, median`, value: percentile(loads, 0.5), unit: 'ms' },
			{ figure: `${figure}: loading an actor with their grants, once per request, p95`, value: percentile(loads, 0.95), unit: 'ms' }
		]
	}));
});
