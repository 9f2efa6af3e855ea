import { councilEvent } from '@sal/db';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { councilForSealing, evidenceStands } from './sealing.server.ts';
import { createCouncil, type Council } from './session.fixture.ts';

let council: Council;
beforeAll(async () => {
	council = await createCouncil();
});
afterAll(() => council.close());

const openedAt = new Date('2026-11-20T09:00:00Z');
const at = (minutes: number) => new Date(openedAt.getTime() + minutes * 60_000);

it('what is sealed of a session: presence, votes and resolutions in public until then, and a hash over everything; the same whenever it is asked', async () => {
	const { id, meeting } = await council.session({ openedAt });
	const [vote, secret] = [crypto.randomUUID(), crypto.randomUUID()];
	const result = { passed: true, for: 3, against: 0, abstained: 1, notVoted: 0, needed: 3, of: 5 };
	await council.happened([
		{ session: id, type: 'presence.here', data: { person: council.who('eva').person, mode: 'remote', by: 'evidence' }, at: at(0) },
		{ session: id, type: 'vote.result', data: { vote, ...result }, at: at(5) },
		{ session: id, type: 'resolution.adopted', data: { resolution: crypto.randomUUID(), number: '3/1', vote }, at: at(5) }
	]);
	await council.owner.execute(sql`update council_session set closed_part = true where id = ${id}`);
	await council.happened([{ session: id, type: 'vote.result', data: { vote: secret, ...result }, at: at(6) }]);
	const seal = () => council.as(council.job, (tx) => councilForSealing(tx, { meeting, until: at(10) }));
	const sealed = await seal();
	expect(sealed).toMatchObject({
		session: { id, number: 3, seats: 5 },
		evidence: { upTo: 4, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
		presence: [{ person: council.who('eva').person, stays: [{ from: at(0).getTime(), to: null, mode: 'remote' }] }],
		votes: [{ vote, for: 3, abstained: 1, passed: true }],
		resolutions: [{ number: '3/1', vote }]
	});
	expect(JSON.stringify(sealed)).not.toContain(secret);

	await council.happened([{ session: id, type: 'note.written', data: { text: 'Později' }, at: at(30) }]);
	expect(JSON.stringify(await seal())).toBe(JSON.stringify(sealed));
	const stands = () => council.as(council.job, (tx) => evidenceStands(tx, { session: id, evidence: sealed?.evidence ?? { upTo: 0, sha256: '' } }));
	expect(await stands()).toBe(true);
	// As only who owns the tables can: of what happened in the closed part, one vote more.
	await council.owner.update(councilEvent).set({ data: { vote: secret, ...result, for: 4 } }).where(and(eq(councilEvent.sessionId, id), eq(councilEvent.sequence, 4)));
	expect(await stands()).toBe(false);
});

it('of a meeting that is no session there is nothing', async () => {
	expect(await council.as(council.job, (tx) => councilForSealing(tx, { meeting: crypto.randomUUID(), until: new Date() }))).toBeNull();
});
