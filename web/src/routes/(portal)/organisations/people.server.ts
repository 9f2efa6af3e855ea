/** The directory of people, and one person's page. Everybody with an account sees who is where; e-mail only who administers them, and they themselves. */
import { DomainError } from '#lib/domain-error.ts';
import { affiliation, organisation, person, roleGrant, type PersonActor, type Tx } from '@sal/db';
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { namedOrAt, organisationsOf } from '#lib/server/places.ts';
import { grantState, mayGrant, spanState } from './people.rules.ts';
import { administers } from './rules.ts';

const PAGE = 50;

export interface PeopleFilter {
	q: string;
	/** Of this organisation and everything below it; undefined: of all. */
	organisation?: string | undefined;
	/** The last person of the page before. */
	after?: string | undefined;
}

/** A page of people by family name, and whether more follow. Disabled ones are there only for who administers somebody. */
export async function listPeople(tx: Tx, actor: PersonActor, { q, organisation: within, after, now }: PeopleFilter & { now: Date }) {
	const administrator = actor.grants.some(({ path }) => administers({ subject: actor, path, now }));
	const rows = await tx
		.select({ id: person.id, name: person.name, organisations: organisationsOf, disabled: sql<boolean>`${person.disabledAt} is not null` })
		.from(person)
		.where(
			and(
				isNull(person.erasedAt),
				administrator ? undefined : isNull(person.disabledAt),
				namedOrAt(q),
				within === undefined ? undefined : sql`exists (select from affiliation a join organisation o on o.id = a.organisation_id where a.person_id = ${person.id} and o.path @> array[${within}::uuid] and (a.valid_until is null or a.valid_until > sal_today()))`,
				after === undefined ? undefined : sql`(${person.familyName}, ${person.givenName}, ${person.id}) > (select p.family_name, p.given_name, p.id from person p where p.id = ${after}::uuid)`
			)
		)
		.orderBy(asc(person.familyName), asc(person.givenName), asc(person.id))
		.limit(PAGE + 1);
	return { people: rows.slice(0, PAGE), more: rows.length > PAGE };
}

/** A person, and what the actor may do about them. @throws {DomainError} `not-found` */
export async function getPerson(tx: Tx, actor: PersonActor, { id }: { id: string }) {
	const [row] = await tx
		.select({ id: person.id, name: person.name, givenName: person.givenName, familyName: person.familyName, email: person.email, disabledAt: person.disabledAt, erasedAt: person.erasedAt, manages: sql<boolean>`sal_may_manage(${person.id})` })
		.from(person)
		.where(eq(person.id, id));
	if (!row) throw new DomainError('not-found');
	const { email, manages, ...rest } = row;
	const self = actor.person === id;
	return { ...rest, self, manages: manages && row.erasedAt === null, email: row.erasedAt === null && (manages || self) ? email : null };
}
export type Person = Awaited<ReturnType<typeof getPerson>>;

/** Where the person belongs, belonged and will belong, the newest first, with the roles of each place as far as the actor may see them. */
export async function placesOf(tx: Tx, actor: PersonActor, { id, today, now }: { id: string; today: string; now: Date }) {
	const places = await tx
		.select({ id: affiliation.id, position: affiliation.position, validFrom: affiliation.validFrom, validUntil: affiliation.validUntil, organisation: organisation.id, name: organisation.name, path: organisation.path })
		.from(affiliation)
		.innerJoin(organisation, eq(organisation.id, affiliation.organisationId))
		.where(eq(affiliation.personId, id))
		.orderBy(desc(affiliation.validFrom), desc(affiliation.createdAt), asc(affiliation.id));
	const roles = await rolesOf(tx, { id });
	return places.map(({ path, ...place }) => ({
		...place,
		state: spanState(place, today),
		mayChange: administers({ subject: actor, path, now }),
		roles: roles
			.filter(({ affiliation: at }) => at === place.id)
			.map(({ path: top, ...role }) => ({ ...role, state: grantState(role, now), mayRevoke: role.revokedAt === null && mayGrant({ subject: actor, role: role.role, path: top, now }) }))
	}));
}
export type PersonPlace = Awaited<ReturnType<typeof placesOf>>[number];

async function rolesOf(tx: Tx, { id }: { id: string }) {
	const giver = alias(person, 'giver');
	const taker = alias(person, 'taker');
	const { role, validFrom, validUntil, revokedAt, note } = roleGrant;
	return tx
		.select({ id: roleGrant.id, affiliation: roleGrant.affiliationId, role, validFrom, validUntil, revokedAt, note, organisation: organisation.name, path: organisation.path, by: giver.name, revokedBy: taker.name })
		.from(roleGrant)
		.innerJoin(affiliation, eq(affiliation.id, roleGrant.affiliationId))
		.innerJoin(organisation, eq(organisation.id, roleGrant.organisationId))
		.leftJoin(giver, eq(giver.id, roleGrant.grantedBy))
		.leftJoin(taker, eq(taker.id, roleGrant.revokedBy))
		.where(eq(affiliation.personId, id))
		.orderBy(asc(roleGrant.role), desc(roleGrant.validFrom), asc(roleGrant.id));
}
