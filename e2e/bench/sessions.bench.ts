/**
 * How long a page takes while 500 people are signed in and each of them opens one every five seconds: 100 requests a second, to the built
 * portal as the launcher runs it. Run by `npm run bench` (or `node e2e/bench/sessions.bench.ts [sessions] [seconds]`); Linux only, for its /proc.
 */
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { house, pidOf } from '../house.ts';
import { openPortal } from './portal.ts';
import { processorTime } from './processor-time.ts';
import { cookiesFor } from './signed-in.ts';

const sessions = Number(process.argv[2] ?? 500);
const seconds = Number(process.argv[3] ?? 60);
/** Seconds between two pages of a person. */
const EVERY = 5;
/** Milliseconds that 95 of 100 answers may take. */
const BOUND = 300;
const pages = ['/', '/meetings', '/recordings', '/organisations', '/notifications/unread'];

interface Answer {
	page: string;
	/** Milliseconds from when it was due to its last byte: what had to wait in a queue is counted with it. */
	took: number;
	right: boolean;
}

/** Signs the people of the demo region in, one after the other, as often as wanted; answers with their cookies. */
async function signInMany(): Promise<string[]> {
	const sql = postgres(house().databaseOwnerUrl, { max: 1, onnotice: () => undefined });
	const people = await sql<{ id: string }[]>`
		select distinct p.id from person p join affiliation a on a.person_id = p.id where p.disabled_at is null and a.valid_until is null order by p.id`;
	await sql.end();
	if (people.length === 0) throw new Error('the demo region has no people');
	return cookiesFor(Array.from({ length: sessions }, (_, index) => people[index % people.length]?.id ?? ''));
}

async function open(url: string, { cookie, page, due }: { cookie: string; page: string; due: number }): Promise<Answer> {
	const answer = await fetch(`${url}${page}`, { headers: { cookie, accept: page.endsWith('unread') ? 'application/json' : 'text/html', 'accept-language': 'cs' }, redirect: 'manual' }).catch(() => undefined);
	const text = await answer?.text().catch(() => undefined);
	return { page, took: performance.now() - due, right: answer?.status === 200 && text !== undefined };
}

/** Each person opens the next of the pages every {@link EVERY} seconds, whether the one before has come or not; they come one after the other. */
async function visit(url: string, { cookies, rounds }: { cookies: string[]; rounds: number }): Promise<Answer[]> {
	const begun = performance.now();
	const step = (EVERY * 1_000) / cookies.length;
	const answers: Promise<Answer>[] = [];
	for (let round = 0; round < rounds; round++) {
		for (const [index, cookie] of cookies.entries()) {
			const due = begun + (round * cookies.length + index) * step;
			await wait(Math.max(0, due - performance.now()));
			answers.push(open(url, { cookie, page: pages[(round + index) % pages.length] ?? '/', due }));
		}
	}
	return Promise.all(answers);
}

const percentile = (sorted: number[], part: number): number => sorted[Math.ceil(sorted.length * part) - 1] ?? NaN;
const rising = (answers: Answer[]): number[] => answers.map(({ took }) => took).sort((a, b) => a - b);
const used = (name: string): number => [...processorTime(pidOf(name)).values()].reduce((sum, each) => sum + each, 0);

const portal = await openPortal();
try {
	const cookies = await signInMany();
	// The first pages of all make the server compile what it needs.
	await visit(portal.origin, { cookies: cookies.slice(0, 50), rounds: 2 });
	const before = { web: used('web'), postgres: used('postgres') };
	const answers = await visit(portal.origin, { cookies, rounds: Math.ceil(seconds / EVERY) });
	const costs = (['web', 'postgres'] as const).map((name) => ({ name, each: ((used(name) - before[name]) * 1_000) / answers.length }));
	for (const page of pages) {
		const times = rising(answers.filter((answer) => answer.page === page));
		console.log(`${page}: median ${percentile(times, 0.5).toFixed(0)} ms, p95 ${percentile(times, 0.95).toFixed(0)} ms`);
	}
	const times = rising(answers);
	const figure = `${sessions} sessions, a page every ${EVERY} s each, ${answers.length} pages`;
	console.log(
		JSON.stringify({
			figures: [
				{ figure: `${figure}: median`, value: percentile(times, 0.5), unit: 'ms' },
				{ figure: `${figure}: p95`, value: percentile(times, 0.95), unit: 'ms', bound: BOUND },
				{ figure: `${figure}: not answered, or not with the page`, value: answers.filter(({ right }) => !right).length, unit: 'pages', bound: 0 },
				...costs.map(({ name, each }) => ({ figure: `${figure}: processor time of ${name} per page`, value: each, unit: 'ms' }))
			]
		})
	);
} finally {
	await portal.close();
}
