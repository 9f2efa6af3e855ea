/**
 * 65 members cast within one second, by name and in secret, and the chair closes the vote: what taking the ballots and counting them costs at the
 * store, with row-level security on. Run by `npm run bench` (or `node web/bench/votes.bench.ts [rounds]`); reads SAL_TEST_POSTGRES,
 * DATABASE_OWNER_URL and DATABASE_URL. The way of a ballot through pages and network is measured in e2e/bench/council.bench.ts.
 *
 * A secret ballot is filled before the clock starts: that is its voter's browser's work. So is the wait for ballots on their way, which is a rule.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { connect, withActor, type PersonActor } from '@sal/db';
import { createCouncil, type Council } from '../src/routes/(portal)/council/council.fixture.ts';
import { fillBallot } from '../src/routes/(portal)/council/votes/credential.ts';
import { castSecret } from '../src/routes/(portal)/council/votes/secret.server.ts';
import { begin, closeSecret, keysOf, openSecret, take } from '../src/routes/(portal)/council/votes/secret-vote.fixture.ts';
import { cast, closeVote, openVote } from '../src/routes/(portal)/council/votes/store.server.ts';
import { inThrowAwayDatabase } from './throw-away-database.ts';
import { percentile, type Figure } from './timing.ts';

const rounds = Number(process.argv[2] ?? 5);
const MEMBERS = 65;
/** Those of the fixture's members who have names. */
const NAMED = 4;
/** In which all cast, in ms. */
const CASTING = 1_000;
const choices = ['for', 'against', 'abstained'] as const;

interface Took {
	/** Ms of each ballot. */
	ballots: number[];
	/** Ms from the first ballot until all were taken, of each round. */
	all: number[];
	/** Ms, of each round. */
	closing: number[];
	/** Ballots that were not counted. */
	lost: number;
}

const nothing = (): Took => ({ ballots: [], all: [], closing: [], lost: 0 });

/** Lets each cast at their own moment of the second. */
async function second(took: Took, ballots: (() => Promise<unknown>)[]): Promise<void> {
	const first = performance.now();
	await Promise.all(
		ballots.map(async (run, index) => {
			await wait((index * CASTING) / ballots.length);
			const from = performance.now();
			await run();
			took.ballots.push(performance.now() - from);
		})
	);
	took.all.push(performance.now() - first);
}

async function closing(took: Took, close: () => Promise<{ notVoted: number } | null>): Promise<void> {
	const from = performance.now();
	const result = await close();
	took.closing.push(performance.now() - from);
	took.lost += result ? result.notVoted : MEMBERS;
}

async function byName(council: Council, members: PersonActor[], took: Took): Promise<void> {
	const { session, keys, people: { chair } } = council;
	const vote = await council.as(chair, (tx) => openVote(tx, chair, { session, motion: null, title: 'Veřejné hlasování', text: 'O čem se hlasuje', threshold: 'procedural', now: new Date() }));
	// A pool as large as the portal's, and each ballot in its own transaction.
	await second(took, members.map((actor, index) => () => withActor(pool.db, actor, (tx) => cast(tx, actor, { session, vote, choice: choices[index % 3] ?? 'for', now: new Date() }))));
	await closing(took, () => council.as(chair, (tx) => closeVote(tx, chair, { session, vote, keys, now: new Date() })));
}

async function inSecret(council: Council, members: PersonActor[], took: Took): Promise<void> {
	const { keys } = council;
	const vote = await openSecret(council);
	const filled = [];
	for (const [index, actor] of members.entries()) filled.push((await fillBallot(await keysOf(council, actor, vote), await take(council, actor, vote), [choices[index % 3] ?? 'for'])).ballot);
	await second(took, filled.map((ballot) => () => withActor(pool.db, { kind: 'public' }, (tx) => castSecret(tx, { vote, ...ballot, keys }))));
	await closing(took, () => closeSecret(council, vote));
}

function figures(kind: string, { ballots, all, closing, lost }: Took): Figure[] {
	const [each, whole, closed] = [ballots, all, closing].map((values) => values.toSorted((one, other) => one - other)) as [number[], number[], number[]];
	const of = `${String(MEMBERS)} ballots in one second, ${kind}`;
	return [
		{ figure: `${of}: each taken, p95`, value: percentile(each, 0.95), unit: 'ms', bound: 300 },
		{ figure: `${of}: all taken after the first, slowest of ${String(rounds)}`, value: percentile(whole, 1), unit: 'ms' },
		{ figure: `${of}: closed and counted, slowest of ${String(rounds)}`, value: percentile(closed, 1), unit: 'ms', bound: 500 },
		{ figure: `${of}: not counted`, value: lost, unit: 'ballots', bound: 0 }
	];
}

let pool: ReturnType<typeof connect>;
await inThrowAwayDatabase(async ({ owner, app }) => {
	Object.assign(process.env, { DATABASE_OWNER_URL: owner, DATABASE_URL: app });
	pool = connect({ url: app });
	const council = await createCouncil({ seats: MEMBERS, others: MEMBERS - NAMED });
	try {
		const { chair, deputy, first, second: other } = council.people;
		const members = [chair, deputy, first, other, ...council.others];
		await begin(council, members);
		const [open, secret] = [nothing(), nothing()];
		// The first of each make this process and the database compile what they need.
		await byName(council, members, nothing());
		await inSecret(council, members, nothing());
		for (let round = 0; round < rounds; round += 1) {
			await byName(council, members, open);
			await inSecret(council, members, secret);
		}
		console.log(JSON.stringify({ figures: [...figures('by name', open), ...figures('secret', secret)] }));
	} finally {
		await council.close();
		await pool.close();
	}
});
