import { withIdentity } from '@sal/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTestHouse, type TestHouse } from '../test-house.fixture.ts';
import { requireFresh } from '#lib/sign-in/require-fresh.ts';
import { prove } from './session.ts';

let house: TestHouse;
beforeAll(async () => {
	house = await makeTestHouse();
});
afterAll(() => house?.close());

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const asked = (provedAt: Date | null) => () => requireFresh({ provedAt }, { next: '/account/my-data?kind=looks' });

it('whoever signs in has shown who they are; through a provider, when it says so', async () => {
	const { auth } = house.portal;
	const { id: personId } = await house.addPerson({ role: 'member', password: 'čtyři slova za sebou' });
	const provedAt = async (session: { value: string }) => (await auth.validate(session.value))?.provedAt;
	expect((await provedAt(await auth.signIn({ personId, userAgent: '' })))?.getTime()).toBeGreaterThan(minutesAgo(1).getTime());
	expect(await provedAt(await auth.signIn({ personId, userAgent: '', method: 'provider', provedAt: null }))).toBeNull();
	const session = await auth.signIn({ personId, userAgent: '', method: 'provider', provedAt: minutesAgo(90) });
	const before = await provedAt(session);
	await withIdentity(house.portal.db, (tx) => prove(tx, session.value, new Date()));
	expect(asked(before ?? null)).toThrow();
	expect(asked((await provedAt(session)) ?? null)).not.toThrow();
});

it('sends whoever has shown it long ago, or never, to show it again, and back', () => {
	for (const provedAt of [minutesAgo(11), null]) expect(asked(provedAt)).toThrow(expect.objectContaining({ status: 303, location: '/prove?next=%2Faccount%2Fmy-data%3Fkind%3Dlooks' }));
});
