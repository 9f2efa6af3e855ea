/** Changing organisations. Each function asks rules.ts first; row-level security asks again. */
import { DomainError } from '#lib/domain-error.ts';
import { refuseUnseen, type Values } from '#lib/changed-meanwhile.ts';
import { uniquely } from '#lib/server/unique.ts';
import { affiliation, organisation, type OrganisationKind, type PersonActor, type Tx } from '@sal/db';
import { and, count, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { organisationValues } from './form-values.ts';
import { record } from './record.server.ts';
import { endProblem, mayDo, moveProblem } from './rules.ts';

export interface OrganisationInput {
	name: string;
	kind: OrganisationKind;
	ico: string | null;
	dataBox: string | null;
	address: string;
}

/** The row, locked until the transaction ends: two administrators who move parts of one tree must not make a loop of it. */
export async function lockPlace(tx: Tx, id: string) {
	const [row] = await tx.select({ id: organisation.id, name: organisation.name, path: organisation.path, validFrom: organisation.validFrom, validUntil: organisation.validUntil }).from(organisation).where(eq(organisation.id, id)).for('update');
	if (!row) throw new DomainError('not-found');
	return row;
}

/** A unit of that name lies below the same superior. */
export const ofOneName = { organisation_name: 'organisations-name-taken' };

/** Writes new data; `seen`: what the form showed. @throws {DomainError} `not-found`, `forbidden`, `changed-meanwhile`, `organisations-name-taken` */
export async function editOrganisation(tx: Tx, actor: PersonActor, { id, now, seen, ...input }: OrganisationInput & { id: string; seen?: Values; now: Date }): Promise<void> {
	const place = await visible(tx, id);
	if (!mayDo({ subject: actor, place, now }).edit) throw new DomainError('forbidden');
	const [stored] = await tx.select().from(organisation).where(eq(organisation.id, id)).for('update');
	if (!stored) throw new DomainError('not-found');
	refuseUnseen({ seen, now: organisationValues(stored) });
	await uniquely(tx.update(organisation).set(input).where(eq(organisation.id, id)), ofOneName);
	await record(tx, { action: 'organisation.changed', organisation: id });
}

/** Puts a new unit below `parent`, from `validFrom` on; answers with its id. @throws {DomainError} as {@link editOrganisation} */
export async function addOrganisation(tx: Tx, actor: PersonActor, { parent, validFrom, now, ...input }: OrganisationInput & { parent: string; validFrom: string; now: Date }): Promise<string> {
	const place = await visible(tx, parent);
	if (!mayDo({ subject: actor, place, now }).add) throw new DomainError('forbidden');
	const id = crypto.randomUUID();
	await uniquely(tx.insert(organisation).values({ id, parentId: parent, validFrom, ...input }), ofOneName);
	await record(tx, { action: 'organisation.added', organisation: id });
	return id;
}

/** Puts a unit, with all below it, below another one. @throws {DomainError} `not-found`, `forbidden`, `organisations-move-…`, `organisations-name-taken` */
export async function moveOrganisation(tx: Tx, actor: PersonActor, { id, target, now }: { id: string; target: string; now: Date }): Promise<void> {
	const place = await visible(tx, id);
	const to = await visible(tx, target);
	if (!mayDo({ subject: actor, place, now }).rearrange) throw new DomainError('forbidden');
	const problem = moveProblem({ subject: actor, place: await lockPlace(tx, id), target: to, now });
	if (problem) throw new DomainError(`organisations-move-${problem}`);
	await uniquely(tx.update(organisation).set({ parentId: target }).where(eq(organisation.id, id)), ofOneName);
	await record(tx, { action: 'organisation.moved', organisation: id, detail: { to: target } });
}

/** Ends a unit: `day` is the first one without it, and affiliations end with it. @throws {DomainError} `not-found`, `forbidden`, `organisations-end-…` */
export async function endOrganisation(tx: Tx, actor: PersonActor, { id, day, now }: { id: string; day: string; now: Date }): Promise<void> {
	const seen = await visible(tx, id);
	if (!mayDo({ subject: actor, place: seen, now }).rearrange) throw new DomainError('forbidden');
	const place = await lockPlace(tx, id);
	const [units] = await tx.select({ open: count() }).from(organisation).where(and(eq(organisation.parentId, id), or(isNull(organisation.validUntil), gt(organisation.validUntil, day))));
	const problem = endProblem({ place, openUnits: units?.open ?? 0, day });
	if (problem) throw new DomainError(`organisations-end-${problem}`);
	await tx
		.update(affiliation)
		.set({ validUntil: sql`greatest(${affiliation.validFrom}, ${day}::date)` })
		.where(and(eq(affiliation.organisationId, id), or(isNull(affiliation.validUntil), gt(affiliation.validUntil, day))));
	await tx.update(organisation).set({ validUntil: day }).where(eq(organisation.id, id));
	await record(tx, { action: 'organisation.ended', organisation: id, detail: { day } });
}

/** The row as everybody sees it: whoever may not change it cannot lock it either, and is to be told so. */
export async function visible(tx: Tx, id: string) {
	const [row] = await tx.select({ id: organisation.id, name: organisation.name, path: organisation.path, validFrom: organisation.validFrom, validUntil: organisation.validUntil }).from(organisation).where(eq(organisation.id, id));
	if (!row) throw new DomainError('not-found');
	return row;
}
