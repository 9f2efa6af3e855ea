/** What the plan of an import is made against: what there is, as whoever imports sees it. */
import { affiliation, organisation, person, roleGrant, type Tx } from '@sal/db';
import { and, gt, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { KnownOrganisation, Reach } from './organisations.rules.ts';
import type { KnownGrant, KnownPerson, WrittenPlace } from './people.rules.ts';
import type { PersonRow } from './person-rows.ts';

/** Every organisation; names of organisations are public. */
export function readOrganisations(tx: Tx): Promise<KnownOrganisation[]> {
	const { id, externalId, parentId, kind, name, ico, dataBox, address, validFrom, validUntil, path } = organisation;
	return tx.select({ id, externalId, parentId, kind, name, ico, dataBox, address, validFrom, validUntil, path }).from(organisation);
}

/** How far the actor of this transaction reaches; PostgreSQL says it, and would refuse what goes further. */
export async function readReach(tx: Tx): Promise<Reach> {
	const ids = await tx.execute<{ id: string }>(sql`select sal_administered() as id`);
	const [runs] = await tx.execute<{ runs: boolean }>(sql`select sal_runs_portal() as runs`);
	return { administered: new Set(ids.map(({ id }) => id)), roots: runs?.runs ?? false };
}

export interface PeopleState {
	people: KnownPerson[];
	places: WrittenPlace[];
	grants: KnownGrant[];
}

/** The people that match, all their places, and the grants that hold in those. */
async function readPeople({ tx, which, administered, today }: { tx: Tx; which: SQL | undefined; administered: ReadonlySet<string>; today: string }): Promise<PeopleState> {
	const found = await tx.select({ id: person.id, externalId: person.externalId, email: person.email, name: person.name, givenName: person.givenName, familyName: person.familyName, erasedAt: person.erasedAt }).from(person).where(which);
	const ofThem = inArray(affiliation.personId, tx.select({ id: person.id }).from(person).where(which));
	const { id, personId, organisationId, position, validFrom, validUntil } = affiliation;
	const places = await tx.select({ id, personId, organisationId, position, validFrom, validUntil }).from(affiliation).where(ofThem).orderBy(validFrom, id);
	const grants = await tx
		.select({ affiliationId: roleGrant.affiliationId, role: roleGrant.role, organisationId: roleGrant.organisationId })
		.from(roleGrant)
		.where(and(inArray(roleGrant.affiliationId, tx.select({ id }).from(affiliation).where(ofThem)), isNull(roleGrant.revokedAt), or(isNull(roleGrant.validUntil), gt(roleGrant.validUntil, sql`now()`))));
	const elsewhere = new Set(places.filter((place) => (place.validUntil === null || place.validUntil > today) && !administered.has(place.organisationId)).map((place) => place.personId));
	// The operator at the server itself is no actor, and nobody is beyond them.
	const held = await tx.select({ personId }).from(affiliation).where(and(ofThem, sql`sal_kind() is not null`, sql`sal_grants_beyond(${id})`));
	const beyond = new Set(held.map((place) => place.personId));
	return { people: found.map(({ erasedAt, ...each }) => ({ ...each, erased: erasedAt !== null, elsewhere: elsewhere.has(each.id), beyond: beyond.has(each.id) })), places, grants };
}

/** Whom the rows of a file name, by id or by address. */
export function readNamedPeople({ tx, rows, administered, today }: { tx: Tx; rows: readonly PersonRow[]; administered: ReadonlySet<string>; today: string }): Promise<PeopleState> {
	// As one value: a list of 25,000 parameters would be more than the protocol takes.
	const among = (values: string[]) => sql`in (select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;
	const ids = rows.map(({ id }) => id).filter((id) => id !== '');
	const which = or(sql`${person.externalId} ${among(ids)}`, sql`${person.id}::text ${among(ids)}`, sql`lower(${person.email}) ${among(rows.map(({ email }) => email.toLowerCase()))}`);
	return readPeople({ tx, which, administered, today });
}

/** Whoever has a place, now or later, in what the actor administers: those places only. */
export async function readAdministeredPeople({ tx, administered, today }: { tx: Tx; administered: ReadonlySet<string>; today: string }): Promise<PeopleState> {
	const open = sql`(${affiliation.validUntil} is null or ${affiliation.validUntil} > ${today})`;
	const which = and(isNull(person.erasedAt), inArray(person.id, tx.select({ id: affiliation.personId }).from(affiliation).where(and(open, sql`${affiliation.organisationId} in (select sal_administered())`))));
	const state = await readPeople({ tx, which, administered, today });
	return { ...state, places: state.places.filter((place) => administered.has(place.organisationId) && (place.validUntil === null || place.validUntil > today)) };
}
