import { affiliation, organisation, person, roleGrant, type Actor, type Tx } from '@sal/db';
import { and, asc, eq, gt, isNull, lte, sql } from 'drizzle-orm';
import { requireForPortal } from './store.server.ts';

/** So far ahead is looked, in days. */
export const AHEAD_DAYS = 14;

export interface ExpiringRole {
	id: string;
	personId: string;
	person: string;
	role: string;
	organisation: string;
	until: Date;
}

/** Roles that end within {@link AHEAD_DAYS} in what the actor administers, the next first. @throws {DomainError} `forbidden` */
export async function expiringRoles({ tx, actor, now }: { tx: Tx; actor: Actor; now: Date }): Promise<ExpiringRole[]> {
	requireForPortal(actor, 'roles');
	const until = new Date(now.getTime() + AHEAD_DAYS * 86_400_000);
	const rows = await tx
		.select({ id: roleGrant.id, personId: person.id, person: person.name, role: roleGrant.role, organisation: organisation.name, until: roleGrant.validUntil })
		.from(roleGrant)
		.innerJoin(affiliation, eq(affiliation.id, roleGrant.affiliationId))
		.innerJoin(person, and(eq(person.id, affiliation.personId), isNull(person.disabledAt)))
		.innerJoin(organisation, eq(organisation.id, roleGrant.organisationId))
		.where(and(isNull(roleGrant.revokedAt), gt(roleGrant.validUntil, now), lte(roleGrant.validUntil, until), sql`${roleGrant.organisationId} in (select sal_administered())`))
		.orderBy(asc(roleGrant.validUntil), asc(person.name));
	return rows.flatMap(({ until: end, ...row }) => (end === null ? [] : [{ ...row, until: end }]));
}
