/**
 * How long the log's page takes to find a page of entries among ten million, with row-level security on, for whoever may open it: run by
 * `npm run bench` (or `node web/bench/audit.bench.ts [entries] [rounds]`); reads SAL_TEST_POSTGRES, DATABASE_OWNER_URL, DATABASE_URL.
 */
import { connect, withActor } from '@sal/db';
import { parseFilter } from '../src/routes/(portal)/admin/log/schema.ts';
import { searchLog } from '../src/routes/(portal)/admin/log/search.server.ts';
import { newest, organisationOf, personOf, putLargeLog } from './large-log.ts';
import { inThrowAwayDatabase } from './throw-away-database.ts';
import { timeQuestions } from './timing.ts';

const total = Number(process.argv[2] ?? 10_000_000);
const rounds = Number(process.argv[3] ?? 5);
/** Milliseconds that a page may take, 95 of 100 times. */
const BOUND = 300;

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
	'name of many, rare action': 'q=Osoba&action=role.granted',
	'organisation, rare action': `organisation=${organisationOf(3)}&action=role.granted`,
	'address': 'q=10.0.7.7',
	'thing': 'q=thing-4711',
	'everything': `q=Osoba+0077&action=session.sign-in&organisation=${organisationOf(1)}&from=2024-01-01&to=2026-06-30`
};

const figures = await inThrowAwayDatabase(async ({ owner, app: url }) => {
	const from = performance.now();
	const visitors = await putLargeLog(owner, total);
	console.log(`${total} entries written in ${((performance.now() - from) / 1000).toFixed(0)} s`);
	const app = connect({ url, max: 1 });
	try {
		return await timeQuestions({
			of: `log of ${total} entries`, visitors, questions, rounds, bound: BOUND, finds: (who) => who === 'operator',
			ask: async (actor, question) => (await withActor(app.db, actor, (tx) => searchLog(tx, { actor, filter: parseFilter(question), now: newest }))).entries.length
		});
	} finally {
		await app.close();
	}
});
console.log(JSON.stringify({ figures }));
