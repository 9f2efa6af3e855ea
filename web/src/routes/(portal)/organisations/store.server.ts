/** Reading organisations. Their names and their places in the tree are public inside the portal; roles are as far as row-level security says. */
import { DomainError } from '#lib/domain-error.ts';
import { containsWords } from '#lib/server/contains-words.ts';
import { affiliation, organisation, organisationVersion, person, roleGrant, type PersonActor, type Tx } from '@sal/db';
import { and, asc, desc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { mayDo } from './rules.ts';
import type { Unit } from './tree.rules.ts';

/** Every organisation as it stood on `day`: today's rows, or the versions of that day. */
export async function readUnits(tx: Tx, { day, today }: { day: string; today: string }): Promise<Unit[]> {
	if (day === today) return tx.select({ id: organisation.id, parentId: organisation.parentId, name: organisation.name, kind: organisation.kind, validFrom: organisation.validFrom, validUntil: organisation.validUntil }).from(organisation);
	const { organisationId: id, parentId, name, kind, validFrom, validUntil } = organisationVersion;
	return tx
		.select({ id, parentId, name, kind, validFrom, validUntil })
		.from(organisationVersion)
		.where(sql`${validFrom} <= ${day} and (${validUntil} is null or ${validUntil} > ${day})`);
}

export interface Named {
	id: string;
	name: string;
}

/** Names along a path, from the root down. */
export async function pathNames(tx: Tx, path: readonly string[]): Promise<Named[]> {
	return tx.select({ id: organisation.id, name: organisation.name }).from(organisation).where(inArray(organisation.id, [...path])).orderBy(sql`cardinality(${organisation.path})`);
}

/** One organisation with its place in the tree, and what the actor may do with it. @throws {DomainError} `not-found` */
export async function getOrganisation(tx: Tx, actor: PersonActor, { id, now }: { id: string; now: Date }) {
	const successor = alias(organisation, 'successor');
	const [row] = await tx
		.select({
			id: organisation.id, name: organisation.name, kind: organisation.kind, parentId: organisation.parentId, path: organisation.path, ico: organisation.ico, dataBox: organisation.dataBox,
			address: organisation.address, externalId: organisation.externalId, validFrom: organisation.validFrom, validUntil: organisation.validUntil, mergedInto: organisation.mergedInto, successor: successor.name
		})
		.from(organisation)
		.leftJoin(successor, eq(successor.id, organisation.mergedInto))
		.where(eq(organisation.id, id));
	if (!row) throw new DomainError('not-found');
	return { ...row, above: (await pathNames(tx, row.path)).filter((one) => one.id !== id), may: mayDo({ subject: actor, place: row, now }) };
}
export type Organisation = Awaited<ReturnType<typeof getOrganisation>>;

const openOn = (day: string) => or(isNull(affiliation.validUntil), gt(affiliation.validUntil, day));

/** How many people a page of an organisation shows; the directory has them all. */
const PEOPLE_SHOWN = 50;

/** Units directly below, people who belong here, and roles that hold for it. */
export async function membersOf(tx: Tx, { id, today, now }: { id: string; today: string; now: Date }) {
	const units = await tx
		.select({ id: organisation.id, name: organisation.name, kind: organisation.kind, validFrom: organisation.validFrom, validUntil: organisation.validUntil })
		.from(organisation)
		.where(eq(organisation.parentId, id))
		.orderBy(asc(organisation.name));
	const people = await tx
		.select({ id: person.id, name: person.name, position: affiliation.position, validFrom: affiliation.validFrom, validUntil: affiliation.validUntil, affiliation: affiliation.id })
		.from(affiliation)
		.innerJoin(person, eq(person.id, affiliation.personId))
		.where(and(eq(affiliation.organisationId, id), openOn(today), isNull(person.disabledAt)))
		.orderBy(asc(person.familyName), asc(person.givenName), asc(affiliation.id))
		.limit(PEOPLE_SHOWN + 1);
	const roles = await tx
		.select({ id: roleGrant.id, role: roleGrant.role, until: roleGrant.validUntil, person: person.id, name: person.name })
		.from(roleGrant)
		.innerJoin(affiliation, eq(affiliation.id, roleGrant.affiliationId))
		.innerJoin(person, eq(person.id, affiliation.personId))
		.where(and(eq(roleGrant.organisationId, id), isNull(roleGrant.revokedAt), or(isNull(roleGrant.validUntil), gt(roleGrant.validUntil, now)), openOn(today)))
		.orderBy(asc(roleGrant.role), asc(person.familyName), asc(roleGrant.id));
	return { units, people: people.slice(0, PEOPLE_SHOWN), morePeople: people.length > PEOPLE_SHOWN, roles };
}

/** What it was from one day to another, the newest first. */
export async function versionsOf(tx: Tx, { id }: { id: string }) {
	const superior = alias(organisation, 'superior');
	const successor = alias(organisation, 'successor');
	const { validFrom, validUntil, name, kind, ico, dataBox, address, changedAt } = organisationVersion;
	return tx
		.select({ id: organisationVersion.id, validFrom, validUntil, name, kind, ico, dataBox, address, changedAt, superior: superior.name, successor: successor.name, by: person.name })
		.from(organisationVersion)
		.leftJoin(superior, eq(superior.id, organisationVersion.parentId))
		.leftJoin(successor, eq(successor.id, organisationVersion.mergedInto))
		.leftJoin(person, eq(person.id, organisationVersion.changedBy))
		.where(eq(organisationVersion.organisationId, id))
		.orderBy(desc(organisationVersion.validFrom), desc(organisationVersion.id));
}
export type Version = Awaited<ReturnType<typeof versionsOf>>[number];

/** Organisations that the actor administers and that have not ended, for choosing one: by name, with what lies above it. */
export async function administeredBy(tx: Tx): Promise<(Named & { superior: string })[]> {
	const superior = alias(organisation, 'superior');
	return tx
		.select({ id: organisation.id, name: organisation.name, superior: sql<string>`coalesce(${superior.name}, '')` })
		.from(organisation)
		.leftJoin(superior, eq(superior.id, organisation.parentId))
		.where(and(isNull(organisation.validUntil), sql`${organisation.id} in (select sal_administered())`))
		.orderBy(asc(organisation.name));
}

/** How many a combobox shows: whoever wants the next one types another letter. */
const SHOWN = 20;

/** Open organisations that the actor administers, by words of their name; each with what lies above it. `but`: not this one nor anything below it. */
export async function findAdministered(tx: Tx, { q, but }: { q: string; but?: string | undefined }): Promise<{ id: string; name: string; detail: string }[]> {
	// Named in full: drizzle leaves the table out, and inside the question that would be the other one.
	const above = sql<string>`coalesce((select string_agg(a.name, ' › ' order by array_position(organisation.path, a.id)) from organisation a where a.id = any (organisation.path) and a.id <> organisation.id), '')`;
	return tx
		.select({ id: organisation.id, name: organisation.name, detail: above })
		.from(organisation)
		.where(and(isNull(organisation.validUntil), sql`${organisation.id} in (select sal_administered())`, but === undefined ? undefined : sql`not ${but}::uuid = any (${organisation.path})`, containsWords(sql`${organisation.name}`, q)))
		.orderBy(asc(organisation.name), asc(organisation.id))
		.limit(SHOWN);
}
