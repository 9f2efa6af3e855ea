/** Over a real database: two administrators with one form open. */
import { withActor, type PersonActor } from '@sal/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTestHouse, type TestHouse } from '#lib/server/test-house.fixture.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { policyValues, type SignInPolicy } from '#lib/sign-in/policy.ts';
import { readPolicy, setPolicy } from './policy.server.ts';

let house: TestHouse;
let first: PersonActor;
let second: PersonActor;
beforeAll(async () => {
	house = await makeTestHouse();
	[first, second] = [await putPerson(house.owner.db, { organisation: house.organisationId, role: 'admin' }), await putPerson(house.owner.db, { organisation: house.organisationId, role: 'admin' })];
});
afterAll(() => house?.close());

const shown = (actor: PersonActor) => withActor(house.portal.db, actor, async (tx) => {
	const { own, above } = await readPolicy({ tx, actor, id: house.organisationId });
	return own ?? above;
});
const set = (actor: PersonActor, policy: SignInPolicy, seen: SignInPolicy) => withActor(house.portal.db, actor, (tx) => setPolicy({ tx, actor, id: house.organisationId, policy, seen: policyValues(seen) }));

it('the second is told what the first has changed, and overwrites nothing', async () => {
	const before = await shown(first);
	const both = await Promise.allSettled([first, second].map((actor, index) => set(actor, { ...before, sessionHours: 4 + index }, before)));
	expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'changed-meanwhile', changed: ['sessionHours'] });
	const after = await shown(second);
	expect([4, 5]).toContain(after.sessionHours);
	await set(second, { ...after, secondFactorRoles: ['*'] }, after);
	await expect(set(first, { ...after, password: false }, after)).rejects.toMatchObject({ changed: ['secondFactorRoles'] });
	expect(await shown(first)).toEqual({ ...after, secondFactorRoles: ['*'] });
});
