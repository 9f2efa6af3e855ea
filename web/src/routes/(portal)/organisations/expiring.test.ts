import { notification, person, roleGrant } from '@sal/db';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KIND, tellOfExpiring } from './expiring.server.ts';
import { createHouse, type House } from './house.fixture.ts';

const DAY = 86_400_000;
let house: House;
beforeAll(async () => {
	house = await createHouse();
});
afterAll(() => house?.close());

/** A role that was given 60 days ago and ends in so many days. */
async function grant({ ends, by, role = 'recordings.clerk' }: { ends: number; by?: string; role?: string }) {
	const holder = await house.put('staff', 'chirurgie');
	const id = await house.role(holder.affiliation, role, 'chirurgie', new Date(Date.now() + ends * DAY));
	const before = new Date(Date.now() - 60 * DAY);
	await house.owner.update(roleGrant).set({ validFrom: before, createdAt: before, grantedBy: by ?? null }).where(eq(roleGrant.id, id));
	return { id, holder: holder.person };
}
/** Who was told of this grant: their ids, each as often as told. */
async function told(id: string): Promise<string[]> {
	const rows = await house.owner.select({ person: notification.personId }).from(notification).where(and(eq(notification.kind, KIND), sql`${notification.data} ->> 'grant' = ${id}`));
	return rows.map((row) => row.person).sort();
}
const sorted = (...people: string[]) => people.sort();
const later = (days: number) => new Date(Date.now() + days * DAY);

it('tells the holder and the nearest administrators 14 and 3 days before, each once', async () => {
	const { id, holder } = await grant({ ends: 20 });
	await tellOfExpiring(house.db, later(0));
	expect(await told(id)).toEqual([]);
	await tellOfExpiring(house.db, later(7));
	await tellOfExpiring(house.db, later(8));
	expect(await told(id)).toEqual(sorted(holder, house.administrator.person));
	await tellOfExpiring(house.db, later(18));
	await tellOfExpiring(house.db, later(18));
	expect(await told(id)).toEqual(sorted(holder, holder, house.administrator.person, house.administrator.person));
});

it('tells whoever gave it instead, if they administer there still', async () => {
	const given = await grant({ ends: 10, by: house.operator.person });
	const stranger = await house.put('staff', 'krnov');
	const orphan = await grant({ ends: 10, by: stranger.person });
	await tellOfExpiring(house.db, later(0));
	expect(await told(given.id)).toEqual(sorted(given.holder, house.operator.person));
	expect(await told(orphan.id)).toEqual(sorted(orphan.holder, house.administrator.person));
});

it('says nothing of what was taken away, has ended, was given for a few days only, or is a closed account’s', async () => {
	const [revoked, ended, brief, closed] = [await grant({ ends: 2 }), await grant({ ends: -1 / 48 }), await grant({ ends: 2 }), await grant({ ends: 2 })];
	await house.owner.update(roleGrant).set({ revokedAt: new Date() }).where(eq(roleGrant.id, revoked.id));
	await house.owner.update(roleGrant).set({ validFrom: new Date(Date.now() - 60_000), createdAt: new Date() }).where(eq(roleGrant.id, brief.id));
	await house.owner.update(person).set({ disabledAt: new Date() }).where(eq(person.id, closed.holder));
	await tellOfExpiring(house.db, new Date());
	for (const { id } of [revoked, ended, brief, closed]) expect(await told(id)).toEqual([]);
});
