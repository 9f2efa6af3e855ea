/**
 * How long the server takes for the tree of 1,000 organisations, today's and as of an earlier day, with row-level security on: the question to
 * the database and the making of the tree. Run by `npm run bench` (or `node web/bench/organisation-tree.bench.ts [organisations] [rounds]`);
 * reads SAL_TEST_POSTGRES, DATABASE_OWNER_URL, DATABASE_URL.
 */
import { connect, findActor, withActor } from '@sal/db';
import { sql } from 'drizzle-orm';
import { dayOf } from '../src/lib/day.ts';
import { readUnits } from '../src/routes/(portal)/organisations/store.server.ts';
import { found, treeOn } from '../src/routes/(portal)/organisations/tree.rules.ts';
import { inThrowAwayDatabase } from './throw-away-database.ts';
import { medianAndP95, timed, type Figure } from './timing.ts';

const total = Number(process.argv[2] ?? 1_000);
const rounds = Number(process.argv[3] ?? 40);

/** A region, ten bodies of it, and everything else four levels below them; each tenth was renamed. Answers with a person of the region. */
async function seed(url: string): Promise<string> {
	const { db, close } = connect({ url, max: 1 });
	const one = async (query: ReturnType<typeof sql>) => String((await db.execute<{ id: string }>(query))[0]?.id);
	const region = await one(sql`insert into organisation (kind, name, valid_from) values ('region', 'Kraj', '2020-01-01') returning id`);
	let parents = [region];
	let made = 1;
	for (const many of [10, 90, 300, total]) {
		const count = Math.min(many, total - made);
		const rows = await db.execute<{ id: string }>(sql`
			with parents as (select ${`{${parents.join(',')}}`}::uuid[] as ids)
			insert into organisation (parent_id, kind, name, valid_from)
			select ids[1 + n % cardinality(ids)], 'workplace', 'Pracoviště ' || n || ' úrovně ' || ${many}::int, '2020-01-01' from generate_series(1, ${count}) n, parents returning id`);
		parents = rows.map(({ id }) => id);
		made += count;
	}
	await db.execute(sql`update organisation set name = name || ' (přejmenováno)' where name like '%0 úrovně%'`);
	const person = await one(sql`insert into person (email, name) values ('bench@example.test', 'Osoba') returning id`);
	await db.execute(sql`insert into affiliation (person_id, organisation_id) values (${person}, ${region})`);
	await db.execute(sql`vacuum analyze`);
	await close();
	return person;
}

const figures = await inThrowAwayDatabase(async ({ owner, app: url }) => {
	const person = await seed(owner);
	const app = connect({ url, max: 1 });
	try {
		const actor = (await findActor(app.db, { person }))?.actor;
		if (!actor) throw new Error('the person of this bench has no place');
		const today = dayOf(new Date());
		const compare = new Intl.Collator('cs').compare;
		const all: Figure[] = [];
		for (const [what, day] of [['today', today], ['as of 2025-06-01', '2025-06-01']] as const) {
			const times = await timed(rounds, async () => {
				const units = await withActor(app.db, actor, (tx) => readUnits(tx, { day, today }));
				const rows = treeOn({ units, day, compare });
				found(rows, 'pracoviste 7');
				if (rows.length !== total) throw new Error(`the tree ${what} has ${rows.length} lines instead of ${total}`);
			});
			all.push(...medianAndP95(`tree of ${total} organisations, ${what}`, times, 100));
		}
		return all;
	} finally {
		await app.close();
	}
});
console.log(JSON.stringify({ figures }));
