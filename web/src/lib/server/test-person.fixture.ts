/** People for tests, put in as the database's owner: an account, its affiliation and the grant that goes with a standing. */
import { affiliation, findActor, person, roleGrant, type Database, type PersonActor } from '@sal/db';
import { randomUUID } from 'node:crypto';
import { grantOf, type Standing } from './standing.fixture.ts';

export interface TestPerson {
	organisation: string;
	role: Standing;
	name?: string;
	email?: string;
	disabled?: boolean;
}

/** Answers with the ids, and with the actor that the person is (the grants as the database gives them). */
export async function putPerson(owner: Database, { organisation, role, name = 'Zkušební Osoba', email, disabled = false }: TestPerson): Promise<PersonActor> {
	const id = randomUUID();
	const place = randomUUID();
	const grant = grantOf[role];
	await owner.insert(person).values({ id, email: email ?? `${id}@example.test`, name });
	await owner.insert(affiliation).values({ id: place, personId: id, organisationId: organisation });
	if (grant) await owner.insert(roleGrant).values({ affiliationId: place, role: grant, organisationId: organisation });
	const found = await findActor(owner, { person: id });
	if (!found) throw new Error(`person ${id} has no place`);
	if (disabled) await owner.execute(`update person set disabled_at = now() where id = '${id}'`);
	return found.actor;
}
