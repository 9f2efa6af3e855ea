/** One organisation takes over another: people go on there, and what the merged one owned stays its own, below its successor. */
import { DomainError } from '#lib/domain-error.ts';
import { uniquely } from '#lib/server/unique.ts';
import { affiliation, organisation, roleGrant, type PersonActor, type Tx } from '@sal/db';
import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { lockPlace, ofOneName, visible } from './change.server.ts';
import { record } from './record.server.ts';
import { mayDo, mergeProblem } from './rules.ts';

interface Merging {
	id: string;
	into: string;
	/** Said at the roles that are given anew. */
	note: string;
	today: string;
	now: Date;
}

/**
 * Ends `id` today. Its units move below `into`, and so does it: whoever keeps the records of the successor keeps its records too. Its
 * people belong to the successor from today, with the roles that they had, for what they had them for: nobody's rights grow.
 * @throws {DomainError} `not-found`, `forbidden`, `organisations-move-…`, `organisations-merge-beyond`, `organisations-name-taken`
 */
export async function mergeOrganisation(tx: Tx, actor: PersonActor, { id, into, note, today, now }: Merging): Promise<void> {
	const seen = await visible(tx, id);
	const target = await visible(tx, into);
	if (!mayDo({ subject: actor, place: seen, now }).rearrange) throw new DomainError('forbidden');
	const problem = mergeProblem({ subject: actor, place: await lockPlace(tx, id), target, now });
	if (problem) throw new DomainError(`organisations-move-${problem}`);

	await uniquely(tx.update(organisation).set({ parentId: into }).where(and(eq(organisation.parentId, id), isNull(organisation.validUntil))), ofOneName);
	const moved = await moveAffiliations(tx, { id, into, today });
	await moveGrants(tx, { moved, note, by: actor.person, now });
	await tx
		.update(affiliation)
		.set({ validUntil: sql`greatest(${affiliation.validFrom}, ${today}::date)` })
		.where(inArray(affiliation.id, [...moved.keys()]));
	await tx.update(organisation).set({ parentId: into, validUntil: sql`greatest(${organisation.validFrom}, ${today}::date)`, mergedInto: into }).where(eq(organisation.id, id));
	await record(tx, { action: 'organisation.merged', organisation: id, detail: { into, people: moved.size } });
}

/** Opens a place in the successor for each open one; answers with the new affiliation of each old one. */
async function moveAffiliations(tx: Tx, { id, into, today }: { id: string; into: string; today: string }): Promise<Map<string, string>> {
	const open = await tx
		.select({ id: affiliation.id, personId: affiliation.personId, position: affiliation.position, validFrom: affiliation.validFrom, validUntil: affiliation.validUntil, beyond: sql<boolean>`sal_grants_beyond(${affiliation.id})` })
		.from(affiliation)
		.where(and(eq(affiliation.organisationId, id), or(isNull(affiliation.validUntil), gt(affiliation.validUntil, today))));
	// A role that the actor may not give cannot be given anew: better no merger than one that takes it away unseen.
	if (open.some(({ beyond }) => beyond)) throw new DomainError('organisations-merge-beyond');
	const moved = new Map<string, string>();
	for (const { id: old, beyond: _, ...row } of open) {
		const anew = crypto.randomUUID();
		await tx.insert(affiliation).values({ ...row, id: anew, organisationId: into, validFrom: row.validFrom > today ? row.validFrom : today });
		moved.set(old, anew);
	}
	return moved;
}

async function moveGrants(tx: Tx, { moved, note, by, now }: { moved: Map<string, string>; note: string; by: string; now: Date }): Promise<void> {
	const held = await tx
		.select({ affiliationId: roleGrant.affiliationId, role: roleGrant.role, organisationId: roleGrant.organisationId, validFrom: roleGrant.validFrom, validUntil: roleGrant.validUntil })
		.from(roleGrant)
		.where(and(inArray(roleGrant.affiliationId, [...moved.keys()]), isNull(roleGrant.revokedAt), or(isNull(roleGrant.validUntil), gt(roleGrant.validUntil, now))));
	const rows = held.flatMap((row) => {
		const affiliationId = moved.get(row.affiliationId);
		return affiliationId === undefined ? [] : [{ ...row, affiliationId, grantedBy: by, note }];
	});
	if (rows.length > 0) await tx.insert(roleGrant).values(rows);
}
