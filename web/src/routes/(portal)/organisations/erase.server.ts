/** People who want to be forgotten, and those who see to it (GDPR art. 17). What goes and what stays is PostgreSQL's to say: `sal_erase_person`. */
import { erasePerson, erasureRequest, person, type PersonActor, type Tx } from '@sal/db';
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { notify } from '#lib/server/notify.ts';
import { eraseProblem } from './erase.rules.ts';
import { getPerson } from './people.server.ts';
import { record } from './record.server.ts';

const open = (id: string) => and(eq(erasureRequest.personId, id), isNull(erasureRequest.withdrawnAt), isNull(erasureRequest.decidedAt));

/** The newest request of the person; undefined when there is none that the actor may see. */
export async function erasureOf(tx: Tx, { person: id }: { person: string }) {
	const [row] = await tx
		.select({ askedAt: erasureRequest.askedAt, waits: sql<boolean>`${erasureRequest.withdrawnAt} is null and ${erasureRequest.decidedAt} is null`, declined: erasureRequest.declined, decidedAt: erasureRequest.decidedAt })
		.from(erasureRequest)
		.where(eq(erasureRequest.personId, id))
		.orderBy(desc(erasureRequest.askedAt))
		.limit(1);
	return row;
}

/** Asks for oneself; whoever administers one's organisations is told. @throws {DomainError} `organisations-erase-asked`, `organisations-erase-deputy` */
export async function askErasure(tx: Tx, actor: PersonActor): Promise<void> {
	if (actor.substitution) throw new DomainError('organisations-erase-deputy');
	const added = await tx.insert(erasureRequest).values({ personId: actor.person }).onConflictDoNothing();
	if (added.count === 0) throw new DomainError('organisations-erase-asked');
	const [me] = await tx.select({ name: person.name }).from(person).where(eq(person.id, actor.person));
	const administrators = await tx.execute<{ id: string }>(sql`select sal_my_administrators() as id`);
	await notify(tx, { people: administrators.map(({ id }) => id), kind: 'organisations.erasure-asked', data: { name: me?.name ?? '' }, href: `/organisations/people/${actor.person}` });
	await record(tx, { action: 'person.erasure-asked', person: actor.person });
}

/** @throws {DomainError} `not-found` when nothing waits */
export async function withdrawErasure(tx: Tx, actor: PersonActor, now: Date): Promise<void> {
	const gone = await tx.update(erasureRequest).set({ withdrawnAt: now }).where(open(actor.person));
	if (gone.count === 0) throw new DomainError('not-found');
	await record(tx, { action: 'person.erasure-withdrawn', person: actor.person });
}

/** Says no, and why: the person reads it. @throws {DomainError} `not-found`, `organisations-person-beyond` */
export async function declineErasure(tx: Tx, actor: PersonActor, { id, reason, now }: { id: string; reason: string; now: Date }): Promise<void> {
	const { manages, self } = await getPerson(tx, actor, { id });
	if (!manages || self) throw new DomainError('organisations-person-beyond');
	const declined = await tx.update(erasureRequest).set({ decidedAt: now, decidedBy: actor.person, declined: reason }).where(open(id));
	if (declined.count === 0) throw new DomainError('not-found');
	await notify(tx, { people: [id], kind: 'organisations.erasure-declined', href: '/account/my-data' });
	await record(tx, { action: 'person.erasure-declined', person: id });
}

/** Erases a person whose account is disabled. @throws {DomainError} `not-found`, `organisations-person-beyond`, `organisations-oneself`, `organisations-erase-…` */
export async function carryOutErasure(tx: Tx, actor: PersonActor, { id }: { id: string }): Promise<void> {
	const { manages, self, disabledAt, erasedAt } = await getPerson(tx, actor, { id });
	const [row] = await tx.execute<{ alone: number }>(sql`select sal_hosts_alone(${id}::uuid) as alone`);
	const problem = eraseProblem({ manages, self, deputy: actor.substitution !== undefined, disabled: disabledAt !== null, erased: erasedAt !== null, hostsAlone: row?.alone ?? 0 });
	if (problem) throw new DomainError(problem);
	// Written first: afterwards nobody administers them, and the entry belongs where they did.
	await record(tx, { action: 'person.erased', person: id });
	await erasePerson(tx, id);
}

/** People who wait for the actor's answer, the longest first. */
export async function erasuresToDecide(tx: Tx, actor: PersonActor, { limit }: { limit: number }) {
	return tx
		.select({ id: person.id, name: person.name, askedAt: erasureRequest.askedAt })
		.from(erasureRequest)
		.innerJoin(person, eq(person.id, erasureRequest.personId))
		.where(and(isNull(erasureRequest.withdrawnAt), isNull(erasureRequest.decidedAt), sql`${person.id} <> ${actor.person}::uuid`))
		.orderBy(asc(erasureRequest.askedAt))
		.limit(limit);
}
