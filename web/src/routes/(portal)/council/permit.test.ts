import { councilEvent, councilItem, councilMember, councilProposal, councilSession, type Actor, type Tx } from '@sal/db';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { append } from './append.server.ts';
import { createCouncil, standings, type Council, type CouncilStanding } from './council.fixture.ts';
import { permit } from './permit.server.ts';
import type { CouncilAction } from './permissions.ts';

type Visitor = CouncilStanding | 'guest' | 'public';
const visitors: Visitor[] = [...standings, 'guest', 'public'];
const running: Visitor[] = ['office', 'chair', 'deputy'];
const sitting: Visitor[] = ['chair', 'deputy', 'first', 'second'];

let open: Council;
let draft: Council;
let closed: Council;
beforeAll(async () => {
	[open, draft, closed] = await Promise.all([createCouncil({ state: 'running' }), createCouncil({ state: 'draft' }), createCouncil({ state: 'running', publicSessions: false })]);
});
afterAll(() => Promise.all([open.close(), draft.close(), closed.close()]));

const actorOf = (council: Council, visitor: Visitor): Actor => (visitor === 'guest' ? council.guest : visitor === 'public' ? { kind: 'public' } : council.people[visitor]);
const outcome = (council: Council, visitor: Visitor, action: CouncilAction): Promise<string> => {
	const actor = actorOf(council, visitor);
	return council.as(actor, (tx) => permit(tx, { actor, id: council.session, action, now: new Date() })).then(() => 'yes', (error: Error) => error.message);
};

/** Of a running session of a body that meets in public. */
const may: Record<CouncilAction, Visitor[]> = {
	see: visitors,
	'see-closed': [...running, 'first', 'second', 'auditor'],
	prepare: running,
	preside: ['chair', 'deputy'],
	serve: running,
	speak: [...sitting, 'office', 'speaker', 'guest'],
	move: sitting,
	vote: sitting,
	'write-minutes': running,
	'sign-minutes': ['chair', 'deputy'],
	object: sitting
};

describe('who may do what in a running session', () => {
	it.each(Object.entries(may))('%s', async (action, allowed) => {
		for (const visitor of visitors) expect([visitor, await outcome(open, visitor, action as CouncilAction)]).toEqual([visitor, allowed.includes(visitor) ? 'yes' : 'forbidden']);
	});
});

it('a draft is known to those who prepare it, and to nobody else', async () => {
	for (const visitor of visitors) expect([visitor, await outcome(draft, visitor, 'see')]).toEqual([visitor, running.includes(visitor) ? 'yes' : 'not-found']);
});

it('a body that meets in private is known to those inside and to those invited', async () => {
	const inside: Visitor[] = [...running, 'first', 'second', 'speaker', 'guest', 'auditor'];
	for (const visitor of visitors) expect([visitor, await outcome(closed, visitor, 'see')]).toEqual([visitor, inside.includes(visitor) ? 'yes' : 'not-found']);
});

describe('the wall, with every guard taken away', () => {
	const seen = async (council: Council, visitor: Visitor) =>
		council.as(actorOf(council, visitor), async (tx) => ({
			sessions: await tx.$count(councilSession, eq(councilSession.id, council.session)),
			items: await tx.$count(councilItem, eq(councilItem.sessionId, council.session)),
			proposals: await tx.$count(councilProposal, eq(councilProposal.sessionId, council.session))
		}));

	it.each(visitors)('%s reads no draft, no closed text and no private session that is not theirs', async (visitor) => {
		const inside = may['see-closed'].includes(visitor);
		expect(await seen(open, visitor)).toEqual({ sessions: 1, items: 3, proposals: inside ? 3 : 2 });
		expect((await seen(draft, visitor)).items).toBe(running.includes(visitor) ? 3 : 0);
		expect((await seen(closed, visitor)).items).toBe(inside || visitor === 'speaker' || visitor === 'guest' ? 3 : 0);
	});

	const writes: [string, (tx: Tx, council: Council) => Promise<unknown>, Visitor[]][] = [
		['changes the session', async (tx, { session }) => one(await tx.update(councilSession).set({ place: 'Jinde' }).where(eq(councilSession.id, session)).returning({ id: councilSession.id })), running],
		['takes an item off', async (tx, { items }) => one(await tx.update(councilItem).set({ state: 'withdrawn' }).where(eq(councilItem.id, items[1])).returning({ id: councilItem.id })), running],
		['gives a seat', async (tx, { body, people }) => tx.insert(councilMember).values({ bodyId: body, personId: people.colleague.person, validFrom: '2025-01-01' }), ['office']],
		['writes what happened', (tx, { session }) => append(tx, { session, type: 'note.written', data: { text: 'Poznámka' } }), [...running, 'first', 'second', 'speaker']]
	];
	it.each(writes)('%s', async (_, write, allowed) => {
		for (const visitor of visitors) {
			const rolledBack = new Error('rolled back');
			const done = await open
				.as(actorOf(open, visitor), async (tx) => {
					await write(tx, open);
					throw rolledBack;
				})
				.catch((error: unknown) => error === rolledBack);
			expect([visitor, done]).toEqual([visitor, allowed.includes(visitor)]);
		}
	});

	function one(rows: unknown[]): void {
		if (rows.length !== 1) throw new Error('the wall stands');
	}

	it('what happened cannot be changed or taken away, nor written around its function', async () => {
		const { session, people } = open;
		await open.as(people.office, (tx) => append(tx, { session, type: 'note.written', data: { text: 'Zůstane' } }));
		for (const statement of [sql`update council_event set data = '{}'`, sql`delete from council_event`, sql`insert into council_event (session_id, sequence, at, type) values (${session}, 99, now(), 'note.written')`]) {
			await expect(open.as(people.office, (tx) => tx.execute(statement))).rejects.toThrow();
		}
	});
});

describe('what happened', () => {
	it('is numbered without a hole, however many act at once', async () => {
		const council = await createCouncil({ state: 'running', others: 6 });
		try {
			const actors = [...council.others, council.people.first, council.people.chair];
			await Promise.all(Array.from({ length: 40 }, (_, index) => council.as(actors[index % actors.length] ?? council.people.chair, (tx) => append(tx, { session: council.session, type: 'note.written', data: { text: String(index) } }))));
			const rows = await council.as(council.people.office, (tx) => tx.select({ sequence: councilEvent.sequence, by: councilEvent.byPerson }).from(councilEvent).where(eq(councilEvent.sessionId, council.session)).orderBy(councilEvent.sequence));
			expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
			expect(new Set(rows.map(({ by }) => by)).size).toBe(actors.length);
			const [{ version } = { version: 0 }] = await council.as(council.people.office, (tx) => tx.select({ version: councilSession.version }).from(councilSession).where(eq(councilSession.id, council.session)));
			expect(version).toBe(40);
		} finally {
			await council.close();
		}
	});

	it('in the closed part is for those inside', async () => {
		const council = await createCouncil({ state: 'running' });
		try {
			const { session, people } = council;
			await council.as(people.chair, async (tx) => {
				await append(tx, { session, type: 'note.written', data: { text: 'veřejné' } });
				await tx.update(councilSession).set({ closedPart: true }).where(eq(councilSession.id, session));
				await append(tx, { session, type: 'note.written', data: { text: 'neveřejné' } });
			});
			const count = (visitor: Visitor) => council.as(actorOf(council, visitor), (tx) => tx.$count(councilEvent, eq(councilEvent.sessionId, session)));
			for (const visitor of visitors) expect([visitor, await count(visitor)]).toEqual([visitor, may['see-closed'].includes(visitor) ? 2 : 1]);
		} finally {
			await council.close();
		}
	});

	it('is dated by the server: only the media server’s jobs say when', async () => {
		const at = new Date('2020-01-01T00:00:00Z');
		const { session, people } = open;
		const dateOf = async (sequence: number) => (await open.as(people.office, (tx) => tx.select({ at: councilEvent.at, sequence: councilEvent.sequence }).from(councilEvent).where(eq(councilEvent.sessionId, session)))).find((row) => row.sequence === sequence)?.at;
		const byMember = await open.as(people.first, (tx) => append(tx, { session, type: 'note.written', data: { text: 'dřív' }, at }));
		const byJob = await open.asJob((tx) => append(tx, { session, type: 'presence.back', data: { person: people.first.person }, at }));
		expect((await dateOf(byMember))?.getUTCFullYear()).toBeGreaterThan(2024);
		expect(await dateOf(byJob)).toEqual(at);
	});
});
