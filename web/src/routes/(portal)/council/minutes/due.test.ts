import { notification } from '@sal/db';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { remindOfTerms } from './due.server.ts';
import { createCouncil, type Council } from './session.fixture.ts';
import { addVerifier } from './verifiers.server.ts';

let council: Council;
beforeAll(async () => {
	council = await createCouncil();
});
afterAll(() => council.close());

it('the chair and the verifiers are told once, three days before the term ends', async () => {
	const endedAt = new Date(Date.now() - 7.5 * 86_400_000);
	const { id: session } = await council.session({ state: 'ended', openedAt: endedAt, endedAt });
	const now = new Date(Date.now() + 60_000);
	await council.as(council.who('office'), (tx) => addVerifier(tx, { actor: council.who('office'), session, person: council.who('eva').person, now }));
	const remind = (at: Date) => council.as(council.job, (tx) => remindOfTerms(tx, at));
	expect(await remind(new Date(endedAt.getTime() + 86_400_000))).toBe(0);
	expect([await remind(now), await remind(now)]).toEqual([2, 0]);
	const told = await council.owner.select({ person: notification.personId }).from(notification).where(and(eq(notification.kind, 'council.minutes-due'), eq(notification.href, `/council/${session}/minutes`)));
	expect(told.map(({ person }) => person).toSorted()).toEqual([council.who('chair').person, council.who('eva').person].toSorted());
	expect(await remind(new Date(endedAt.getTime() + 20 * 86_400_000))).toBe(0);
});
