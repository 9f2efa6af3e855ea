/** "A acts for B from … to …": set by oneself, or by whoever administers the place; given up by the deputy as well. */
import { DomainError } from '#lib/domain-error.ts';
import { startOfDay } from '#lib/day.ts';
import { notify } from '#lib/server/notify.ts';
import { affiliation, organisation, person, substitution, type PersonActor, type Tx } from '@sal/db';
import { and, desc, eq, isNull, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { record } from './record.server.ts';
import { substitutionProblem, substitutionState } from './substitution.rules.ts';

interface Setting {
	affiliation: string;
	deputy: string;
	from: Date;
	until: Date;
	reason: string;
	now: Date;
}

/** @throws {DomainError} `not-found`, `organisations-substitution-…` */
export async function setSubstitution(tx: Tx, actor: PersonActor, { affiliation: id, deputy, from, until, reason, now }: Setting): Promise<void> {
	const [place] = await tx.select({ person: affiliation.personId, name: person.name, validUntil: affiliation.validUntil, may: sql<boolean>`sal_may_substitute(${affiliation.id})` }).from(affiliation).innerJoin(person, eq(person.id, affiliation.personId)).where(eq(affiliation.id, id));
	const [who] = await tx.select({ disabledAt: person.disabledAt, erasedAt: person.erasedAt }).from(person).where(eq(person.id, deputy));
	if (!place || !who) throw new DomainError('not-found');
	if (!place.may) throw new DomainError('organisations-substitution-beyond');
	const others = await tx.execute<{ affiliation: string; person: string; deputy: string; from: string; until: string }>(sql`select * from sal_substitutions_of(${place.person}::uuid, ${deputy}::uuid)`);
	const problem = substitutionProblem({
		affiliation: { id, person: place.person, until: place.validUntil === null ? null : startOfDay(place.validUntil) },
		deputy: { id: deputy, active: who.disabledAt === null && who.erasedAt === null },
		from,
		until,
		others: [...others].map((other) => ({ ...other, from: new Date(other.from), until: new Date(other.until) })),
		now
	});
	if (problem) throw new DomainError(`organisations-substitution-${problem}`);
	await tx.insert(substitution).values({ affiliationId: id, deputyId: deputy, validFrom: from, validUntil: until, reason, createdBy: actor.person });
	await notify(tx, { people: [deputy], kind: 'organisations.deputy-named', data: { absent: place.name }, href: '/account/substitution' });
	await record(tx, { action: 'substitution.set', person: place.person, detail: { from: from.toISOString(), until: until.toISOString() }, also: [deputy] });
}

/** Ends a substitution now, or before it begins. @throws {DomainError} `not-found`, `forbidden` */
export async function revokeSubstitution(tx: Tx, actor: PersonActor, { id, now }: { id: string; now: Date }): Promise<void> {
	const [row] = await tx.select({ deputy: substitution.deputyId, person: affiliation.personId }).from(substitution).innerJoin(affiliation, eq(affiliation.id, substitution.affiliationId)).where(eq(substitution.id, id));
	if (!row) throw new DomainError('not-found');
	const ended = await tx
		.update(substitution)
		.set({ revokedAt: now, revokedBy: actor.person })
		.where(and(eq(substitution.id, id), isNull(substitution.revokedAt)))
		.returning({ id: substitution.id });
	if (ended.length > 0) await record(tx, { action: 'substitution.revoked', person: row.person, also: [row.deputy] });
}

/** Substitutions of this person and by this person, as far as the actor may see them, the newest first. */
export async function substitutionsOf(tx: Tx, { person: id, now }: { person: string; now: Date }) {
	const absent = alias(person, 'absent');
	const deputy = alias(person, 'deputy');
	const rows = await tx
		.select({ id: substitution.id, absentId: absent.id, absent: absent.name, deputyId: deputy.id, deputy: deputy.name, organisation: organisation.name, position: affiliation.position, from: substitution.validFrom, until: substitution.validUntil, reason: substitution.reason, revokedAt: substitution.revokedAt })
		.from(substitution)
		.innerJoin(affiliation, eq(affiliation.id, substitution.affiliationId))
		.innerJoin(organisation, eq(organisation.id, affiliation.organisationId))
		.innerJoin(absent, eq(absent.id, affiliation.personId))
		.innerJoin(deputy, eq(deputy.id, substitution.deputyId))
		.where(or(eq(affiliation.personId, id), eq(substitution.deputyId, id)))
		.orderBy(desc(substitution.validFrom), desc(substitution.createdAt))
		.limit(100);
	return rows.map((row) => ({ ...row, state: substitutionState(row, now), forThem: row.absentId === id }));
}
export type SubstitutionRow = Awaited<ReturnType<typeof substitutionsOf>>[number];

/** Places of a person for which a deputy can be set: those that hold today or later. */
export async function placesToLeave(tx: Tx, { person: id, today }: { person: string; today: string }) {
	return tx
		.select({ id: affiliation.id, position: affiliation.position, organisation: organisation.name })
		.from(affiliation)
		.innerJoin(organisation, eq(organisation.id, affiliation.organisationId))
		.where(and(eq(affiliation.personId, id), sql`(${affiliation.validUntil} is null or ${affiliation.validUntil} > ${today})`, sql`sal_may_substitute(${affiliation.id})`))
		.orderBy(affiliation.validFrom, affiliation.id);
}

export interface ActingPlace {
	/** Of an affiliation of one's own, or of a substitution. */
	id: string;
	/** Who is represented; null: nobody. */
	represents: string | null;
	organisation: string;
	position: string;
}

/** In which places the person can act now: their own, and those of people whom they stand in for. One question, since every page asks it. */
export async function actingPlaces(tx: Tx, { person: id }: { person: string }): Promise<ActingPlace[]> {
	const rows = await tx.execute<{ id: string; represents: string | null; organisation: string; position: string }>(sql`
		select a.id, null as represents, o.name as organisation, a.position, 0 as rank, a.valid_from::timestamptz as since
			from affiliation a join organisation o on o.id = a.organisation_id
			where a.person_id = ${id}::uuid and a.valid_from <= sal_today() and (a.valid_until is null or a.valid_until > sal_today())
		union all
		select s.id, p.name, o.name, a.position, 1, s.valid_from
			from substitution s join affiliation a on a.id = s.affiliation_id join organisation o on o.id = a.organisation_id join person p on p.id = a.person_id
			where s.deputy_id = ${id}::uuid and s.revoked_at is null and s.valid_from <= now() and s.valid_until > now() and (a.valid_until is null or a.valid_until > sal_today())
		order by rank, since, id`);
	return [...rows].map(({ id: place, represents, organisation: at, position }) => ({ id: place, represents, organisation: at, position }));
}
