/** Where people belong, and the roles that they hold there. */
import { DomainError } from '#lib/domain-error.ts';
import { notify } from '#lib/server/notify.ts';
import { affiliation, organisation, person, roleGrant, type PersonActor, type Tx } from '@sal/db';
import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { operatorsRemain } from './operators.server.ts';
import { affiliationProblem, grantProblem, mayGrant } from './people.rules.ts';
import { record } from './record.server.ts';
import { administers } from './rules.ts';

interface Place {
	person: string;
	organisation: string;
	position: string;
	/** Days; `validUntil` is the first one after it, null: open. */
	validFrom: string;
	validUntil: string | null;
}

/** The person belongs to the organisation from that day. @throws {DomainError} `not-found`, `forbidden`, `organisations-affiliation-…` */
export async function affiliate(tx: Tx, actor: PersonActor, { person: personId, organisation: organisationId, position, now, ...span }: Place & { now: Date }): Promise<void> {
	const [at] = await tx.select({ path: organisation.path, validFrom: organisation.validFrom, validUntil: organisation.validUntil }).from(organisation).where(eq(organisation.id, organisationId));
	const [who] = await tx.select({ erasedAt: person.erasedAt }).from(person).where(eq(person.id, personId));
	if (!at || !who || who.erasedAt) throw new DomainError('not-found');
	if (!administers({ subject: actor, path: at.path, now })) throw new DomainError('organisations-affiliation-beyond');
	const others = await tx.select({ validFrom: affiliation.validFrom, validUntil: affiliation.validUntil }).from(affiliation).where(and(eq(affiliation.personId, personId), eq(affiliation.organisationId, organisationId)));
	const problem = affiliationProblem({ span, organisation: at, others });
	if (problem) throw new DomainError(`organisations-affiliation-${problem}`);
	await tx.insert(affiliation).values({ personId, organisationId, position, ...span });
	await record(tx, { action: 'affiliation.added', person: personId, organisation: organisationId });
}

async function placeOf(tx: Tx, id: string) {
	const [row] = await tx
		.select({ id: affiliation.id, person: affiliation.personId, organisation: affiliation.organisationId, position: affiliation.position, path: organisation.path, validFrom: affiliation.validFrom, validUntil: affiliation.validUntil })
		.from(affiliation)
		.innerJoin(organisation, eq(organisation.id, affiliation.organisationId))
		.where(eq(affiliation.id, id));
	if (!row) throw new DomainError('not-found');
	return row;
}

/** Changes what the person is in that place. @throws {DomainError} `not-found`, `forbidden`, `organisations-affiliation-ended` */
export async function changePosition(tx: Tx, actor: PersonActor, { id, position, now, today }: { id: string; position: string; now: Date; today: string }): Promise<void> {
	const place = await placeOf(tx, id);
	if (!administers({ subject: actor, path: place.path, now })) throw new DomainError('forbidden');
	// What somebody was in a place that they have left is history.
	if (place.validUntil !== null && place.validUntil <= today) throw new DomainError('organisations-affiliation-ended');
	if (place.position === position) return;
	await tx.update(affiliation).set({ position }).where(eq(affiliation.id, id));
	await record(tx, { action: 'affiliation.changed', person: place.person, organisation: place.organisation, detail: { from: place.position, to: position } });
}

/**
 * Ends an affiliation: `day` is the first one without it, and the roles held in it end too.
 * @throws {DomainError} `not-found`, `forbidden`, `organisations-affiliation-until-before-from`, `organisations-role-beyond`, `organisations-last-operator`, `conflict` when somebody else has just ended it
 */
export async function endAffiliation(tx: Tx, actor: PersonActor, { id, day, now }: { id: string; day: string; now: Date }): Promise<void> {
	const place = await placeOf(tx, id);
	if (!administers({ subject: actor, path: place.path, now })) throw new DomainError('forbidden');
	if (day < place.validFrom) throw new DomainError('organisations-affiliation-until-before-from');
	if (place.validUntil !== null && place.validUntil <= day) throw new DomainError('organisations-affiliation-ended');
	// Whoever holds a role over the portal is not put out of it by the administrator of a part.
	const [operators] = await tx.execute<{ beyond: boolean }>(sql`select sal_operators_place(${id}::uuid) and not exists (select sal_scope('portal.admin')) as beyond`);
	if (operators?.beyond) throw new DomainError('organisations-role-beyond');
	await operatorsRemain(tx, { without: { affiliation: id } });
	const ended = await tx.update(affiliation).set({ validUntil: day }).where(and(eq(affiliation.id, id), sql`${affiliation.validUntil} is not distinct from ${place.validUntil}::date`)).returning({ id: affiliation.id });
	if (ended.length === 0) throw new DomainError('conflict');
	await record(tx, { action: 'affiliation.ended', person: place.person, organisation: place.organisation, detail: { day } });
}

/** Whoever's rights change hears of it, and by whom. */
async function tell(tx: Tx, actor: PersonActor, { kind, person: id, organisation: name }: { kind: string; person: string; organisation: string }): Promise<void> {
	const [by] = await tx.select({ name: person.name }).from(person).where(eq(person.id, actor.person));
	await notify(tx, { people: [id], kind, data: { organisation: name, by: by?.name ?? '' }, href: `/organisations/people/${id}` });
}

interface Grant {
	affiliation: string;
	role: string;
	organisation: string;
	/** Null: no end is set. */
	until: Date | null;
	note: string;
	now: Date;
	today: string;
}

/** Gives a role for an organisation and everything below it. @throws {DomainError} `not-found`, `organisations-role-…` */
export async function grantRole(tx: Tx, actor: PersonActor, { affiliation: id, role, organisation: at, until, note, now, today }: Grant): Promise<void> {
	// Two administrators who give one role at once: the second sees it held.
	await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`sal.grants.${id}`}, 0))`);
	const place = await placeOf(tx, id);
	const [top] = await tx.select({ name: organisation.name, path: organisation.path, validUntil: organisation.validUntil }).from(organisation).where(eq(organisation.id, at));
	if (!top) throw new DomainError('not-found');
	const held = await tx
		.select({ role: roleGrant.role })
		.from(roleGrant)
		.where(and(eq(roleGrant.affiliationId, id), eq(roleGrant.organisationId, at), isNull(roleGrant.revokedAt), or(isNull(roleGrant.validUntil), gt(roleGrant.validUntil, now))));
	const problem = grantProblem({ subject: actor, role, organisation: top, affiliation: place, until, held: held.map((one) => one.role), now, today });
	if (problem) throw new DomainError(`organisations-role-${problem.replace('role-', '')}`);
	await tx.insert(roleGrant).values({ affiliationId: id, role, organisationId: at, validFrom: now, validUntil: until, grantedBy: actor.person, note });
	await tell(tx, actor, { kind: 'organisations.role-granted', person: place.person, organisation: top.name });
	await record(tx, { action: 'role.granted', person: place.person, organisation: at, detail: { role, until: until?.toISOString() ?? null } });
}

/** Takes a role away at once. @throws {DomainError} `not-found`, `organisations-role-beyond`, `organisations-last-operator` */
export async function revokeRole(tx: Tx, actor: PersonActor, { id, now }: { id: string; now: Date }): Promise<void> {
	const [row] = await tx
		.select({ role: roleGrant.role, organisation: roleGrant.organisationId, name: organisation.name, path: organisation.path, person: affiliation.personId, revokedAt: roleGrant.revokedAt })
		.from(roleGrant)
		.innerJoin(organisation, eq(organisation.id, roleGrant.organisationId))
		.innerJoin(affiliation, eq(affiliation.id, roleGrant.affiliationId))
		.where(eq(roleGrant.id, id));
	if (!row) throw new DomainError('not-found');
	if (!mayGrant({ subject: actor, role: row.role, path: row.path, now })) throw new DomainError('organisations-role-beyond');
	if (row.revokedAt !== null) return;
	await operatorsRemain(tx, { without: { grant: id } });
	const revoked = await tx.update(roleGrant).set({ revokedAt: now, revokedBy: actor.person }).where(and(eq(roleGrant.id, id), isNull(roleGrant.revokedAt))).returning({ id: roleGrant.id });
	// Somebody else was quicker, and has told them.
	if (revoked.length === 0) return;
	await tell(tx, actor, { kind: 'organisations.role-revoked', person: row.person, organisation: row.name });
	await record(tx, { action: 'role.revoked', person: row.person, organisation: row.organisation, detail: { role: row.role } });
}
