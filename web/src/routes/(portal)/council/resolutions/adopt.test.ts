import { randomUUID } from 'node:crypto';
import { councilEvent, councilResolution, councilResolutionText, councilSession } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCouncil, type Council } from '../minutes/session.fixture.ts';
import { adopt, annulResolution } from './adopt.server.ts';

let council: Council;
beforeAll(async () => {
	council = await createCouncil({ procedure: { resolutionNumber: '{total}/{session}/{year} ({n})' } });
});
afterAll(() => council.close());

const at = new Date('2026-12-31T23:30:00Z');
const passed = (session: string, more: { item?: string; vote?: string } = {}) =>
	council.as(council.who('chair'), (tx) => adopt(tx, { session, item: more.item ?? null, motion: null, vote: more.vote ?? randomUUID(), text: 'schvaluje rozpočet', at }));

describe('a passed vote', () => {
	it('adopts a resolution, numbered by the body’s scheme in the session, the term and the year of Prague', async () => {
		// Of the term before: not counted.
		const before = await council.session({ number: 40, startsAt: new Date('2024-10-01T09:00:00Z') });
		const first = await council.session({ number: 1, startsAt: new Date('2026-11-01T09:00:00Z') });
		const third = await council.session({ number: 3, startsAt: new Date('2026-12-31T21:00:00Z') });
		const given = [];
		for (const session of [before, first, first, third]) given.push((await passed(session.id)).number);
		// Half past eleven in the evening UTC is next year in Prague.
		expect(given).toEqual(['1/40/2027 (1)', '1/1/2027 (1)', '2/1/2027 (2)', '3/3/2027 (1)']);
	});

	it('adopts one, however often it is told, and writes an event', async () => {
		const session = await council.session({ number: 7 });
		const vote = randomUUID();
		const once = await passed(session.id, { vote });
		expect(await passed(session.id, { vote })).toEqual(once);
		const events = await council.owner.select({ type: councilEvent.type, data: councilEvent.data }).from(councilEvent).where(eq(councilEvent.sessionId, session.id));
		expect(events).toEqual([{ type: 'resolution.adopted', data: { resolution: once.id, number: once.number, vote } }]);
	});

	it('that is annulled keeps its number, and the next resolution has another', async () => {
		const session = await council.session({ number: 8 });
		const vote = randomUUID();
		await passed(session.id, { vote });
		await council.as(council.who('chair'), (tx) => annulResolution(tx, { vote, reason: 'Zmatečné hlasování', at }));
		await passed(session.id);
		const rows = await council.owner.select({ n: councilResolution.n, reason: councilResolution.annulReason }).from(councilResolution).where(eq(councilResolution.sessionId, session.id));
		expect(rows).toEqual([{ n: 1, reason: 'Zmatečné hlasování' }, { n: 2, reason: null }]);
	});
});

describe('who reads a resolution', () => {
	const read = (session: string, who: Parameters<Council['who']>[0] | 'public') =>
		council.as(who === 'public' ? { kind: 'public' } : council.who(who), async (tx) => ({
			numbers: (await tx.select({ n: councilResolution.n }).from(councilResolution).where(eq(councilResolution.sessionId, session))).length,
			texts: (await tx.select().from(councilResolutionText).where(eq(councilResolutionText.sessionId, session))).length
		}));

	it.each([
		['office', 1, 1],
		['eva', 1, 1],
		['auditor', 1, 1],
		['citizen', 0, 0],
		['stranger', 0, 0],
		['public', 0, 0]
	] as const)('%s before it is published', async (who, numbers, texts) => {
		const session = await council.session();
		await passed(session.id);
		expect(await read(session.id, who)).toEqual({ numbers, texts });
	});

	it('everybody once it is published, but its words as they were voted on stay inside', async () => {
		const session = await council.session();
		const { id } = await passed(session.id);
		await council.as(council.who('office'), (tx) => tx.update(councilResolution).set({ publicText: 'schvaluje', publishedAt: at }).where(eq(councilResolution.id, id)));
		expect(await read(session.id, 'public')).toEqual({ numbers: 1, texts: 0 });
	});

	it('nobody publishes one of the closed part, nor changes a number', async () => {
		const session = await council.session({ closedPart: true });
		const item = await council.item(session.id);
		const { id } = await passed(session.id, { item });
		await council.owner.update(councilSession).set({ closedPart: false }).where(eq(councilSession.id, session.id));
		const change = (set: Partial<typeof councilResolution.$inferInsert>) => council.as(council.who('office'), (tx) => tx.update(councilResolution).set(set).where(eq(councilResolution.id, id)));
		await expect(change({ publicText: 'x', publishedAt: at })).rejects.toMatchObject({ cause: { code: '23514' } });
		await expect(change({ number: '1' })).rejects.toMatchObject({ cause: { code: '42501' } });
	});
});
