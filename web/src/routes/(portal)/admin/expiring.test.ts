import { roleGrant, withActor, type PersonActor } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHouse, type House } from '../organisations/house.fixture.ts';
import { expiringRoles } from './expiring.server.ts';

const DAY = 86_400_000;
let house: House;
beforeAll(async () => {
	house = await createHouse();
});
afterAll(() => house?.close());

it('roles that end within fourteen days are shown to who administers there, the next first, and to nobody else', async () => {
	const now = new Date();
	const give = async (at: 'chirurgie' | 'krnov', days: number) => {
		const holder = await house.put('staff', at);
		return house.role(holder.affiliation, 'recordings.clerk', at, new Date(now.getTime() + days * DAY));
	};
	const [later, sooner, elsewhere, revoked] = [await give('chirurgie', 13), await give('chirurgie', 2), await give('krnov', 5), await give('chirurgie', 3)];
	await give('chirurgie', 15);
	await house.owner.update(roleGrant).set({ revokedAt: now }).where(eq(roleGrant.id, revoked));
	const seenBy = async (actor: PersonActor) => (await withActor(house.db, actor, (tx) => expiringRoles({ tx, actor, now }))).map(({ id }) => id);
	expect(await seenBy(house.administrator)).toEqual([sooner, later]);
	expect(await seenBy(house.operator)).toEqual([sooner, elsewhere, later]);
	const clerk = await house.put('clerk', 'chirurgie');
	await expect(seenBy(clerk)).rejects.toMatchObject({ code: 'forbidden' });
});
