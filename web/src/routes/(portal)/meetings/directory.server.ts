/** Finding people and organisations to invite, with and without diacritics. */
import { organisation, person, type Tx } from '@sal/db';
import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { containsWords } from '#lib/server/contains-words.ts';
import { belongsTo, namedOrAt, organisationsOf } from '#lib/server/places.ts';
import { kindsFor } from './permissions.ts';
import type { Kind } from './rules.ts';
import type { PersonActor } from './ties.server.ts';

export interface Choice {
	id: string;
	name: string;
	/** What tells two people of one name apart: the organisation; for an organisation, the one above it. */
	detail: string;
}

/** How many a picker shows: whoever wants the twenty-first types another letter. */
const SHOWN = 20;

const personColumns = { id: person.id, name: person.name, detail: organisationsOf };

/** People with an account that is not disabled, by name or organisation; `q` empty: the first ones of one's own organisation. */
export async function findPeople(tx: Tx, actor: PersonActor, { q }: { q: string }): Promise<Choice[]> {
	return tx
		.select(personColumns)
		.from(person)
		.where(and(isNull(person.disabledAt), q === '' ? belongsTo(actor.organisation) : namedOrAt(q)))
		.orderBy(sql`${belongsTo(actor.organisation)} desc`, asc(person.name))
		.limit(SHOWN);
}

const above = sql<string>`coalesce((select o.name from organisation o where o.id = organisation.parent_id), '')`;

export async function findOrganisations(tx: Tx, { q }: { q: string }): Promise<Choice[]> {
	return tx
		.select({ id: organisation.id, name: organisation.name, detail: above })
		.from(organisation)
		// Whoever has ended is invited no more.
		.where(and(sql`(organisation.valid_until is null or organisation.valid_until > sal_today())`, q === '' ? undefined : containsWords(sql`organisation.name`, q)))
		.orderBy(sql`cardinality(organisation.path)`, asc(organisation.name))
		.limit(SHOWN);
}

/** The chosen people, for showing them again. Unknown and disabled ones are left out: whoever compares the counts sees it. */
export async function peopleByIds(tx: Tx, ids: string[]): Promise<Choice[]> {
	if (ids.length === 0) return [];
	return tx
		.select(personColumns)
		.from(person)
		.where(and(inArray(person.id, ids), isNull(person.disabledAt)))
		.orderBy(asc(person.name));
}

export async function organisationsByIds(tx: Tx, ids: string[]): Promise<Choice[]> {
	if (ids.length === 0) return [];
	return tx.select({ id: organisation.id, name: organisation.name, detail: above }).from(organisation).where(inArray(organisation.id, ids)).orderBy(asc(organisation.name));
}

export interface Owner extends Choice {
	/** What may be called in its name. */
	kinds: readonly Kind[];
}

/** Organisations in whose name this person may call a meeting: their own, and those for which they hold a role that may. */
export async function ownersFor(tx: Tx, actor: PersonActor, now: Date): Promise<Owner[]> {
	const tops = actor.grants.map((grant) => grant.organisation);
	const rows = await tx
		.select({ id: organisation.id, name: organisation.name, detail: above, path: organisation.path })
		.from(organisation)
		.where(or(eq(organisation.id, actor.organisation), sql`organisation.path && ${`{${tops.join(',')}}`}::uuid[]`))
		.orderBy(sql`cardinality(organisation.path)`, asc(organisation.name));
	return rows
		.map(({ path, ...choice }) => ({ ...choice, kinds: kindsFor({ subject: actor, path, colleague: choice.id === actor.organisation, now }) }))
		.filter(({ kinds }) => kinds.length > 0);
}
