/** A region of its own in the test database, for this module's stores: kraj ▸ opava ▸ (chirurgie ▸ sál, lékárna), kraj ▸ krnov; an operator, a delegated administrator of Opava, and others. */
import { affiliation, connect, findActor, organisation, roleGrant, withActor, type PersonActor, type Tx } from '@sal/db';
import { randomUUID } from 'node:crypto';
import type { Standing } from '#lib/server/standing.fixture.ts';
import { needed } from '#lib/server/test-database.fixture.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';

const units = ['kraj', 'opava', 'chirurgie', 'sal', 'lekarna', 'krnov'] as const;
export type UnitName = (typeof units)[number];
const above: Record<UnitName, UnitName | null> = { kraj: null, opava: 'kraj', chirurgie: 'opava', sal: 'chirurgie', lekarna: 'opava', krnov: 'kraj' };

export async function createHouse() {
	const owner = connect({ url: needed('DATABASE_OWNER_URL'), max: 2 });
	const app = connect({ url: needed('DATABASE_URL'), max: 2 });
	const tag = randomUUID().slice(0, 8);
	const ids = Object.fromEntries(units.map((name) => [name, randomUUID()])) as Record<UnitName, string>;
	for (const name of units) {
		const superior = above[name];
		await owner.db.insert(organisation).values({ id: ids[name], parentId: superior === null ? null : ids[superior], kind: 'other', name: `${name} ${tag}`, validFrom: '2020-01-01' });
	}
	const put = (role: Standing, at: UnitName) => putPerson(owner.db, { organisation: ids[at], role, name: `${role} ${at} ${tag}` });

	return {
		ids,
		tag,
		owner: owner.db,
		db: app.db,
		put,
		operator: await put('admin', 'kraj'),
		administrator: await put('administrator', 'opava'),
		as: <T>(actor: PersonActor, fn: (tx: Tx) => Promise<T>) => withActor(app.db, actor, fn),
		/** As the database knows that person now. */
		async again(actor: PersonActor): Promise<PersonActor | undefined> {
			return (await findActor(owner.db, { person: actor.person, affiliation: actor.affiliation }))?.actor;
		},
		/** Another place of a person. */
		async place(person: string, at: UnitName): Promise<string> {
			const id = randomUUID();
			await owner.db.insert(affiliation).values({ id, personId: person, organisationId: ids[at] });
			return id;
		},
		async role(place: string, role: string, at: UnitName, until: Date | null = null): Promise<string> {
			const id = randomUUID();
			await owner.db.insert(roleGrant).values({ id, affiliationId: place, role, organisationId: ids[at], validFrom: new Date(Date.now() - 3_600_000), validUntil: until });
			return id;
		},
		async close() {
			await app.close();
			await owner.close();
		}
	};
}
export type House = Awaited<ReturnType<typeof createHouse>>;
