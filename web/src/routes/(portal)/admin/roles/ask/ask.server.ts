/** "May this person do that, and why": found, asked of the same function as everywhere, and put into words. */
import { allPermissions, roleTitle } from '#lib/permissions/all.ts';
import { decide } from '#lib/permissions/decide.ts';
import { rangeOf } from '#lib/permissions/reach.ts';
import type { FindThing, Thing } from '#lib/permissions/thing.ts';
import type { Action } from '#lib/permissions/types.ts';
import { explain } from '#lib/permissions/words.ts';
import { m } from '#lib/paraglide/messages.js';
import { audit } from '#lib/server/audit.ts';
import { holdsToday } from '#lib/server/places.ts';
import { affiliation, findActor, organisation, person, withActor, type Database, type PersonActor, type Tx } from '@sal/db';
import { and, asc, eq, isNull, or, sql, type SQL } from 'drizzle-orm';
import { permissions, THE_PORTAL } from '../../permissions.ts';

const finders = import.meta.glob<FindThing>('../../../*/thing.server.ts', { import: 'findThing' });

/** How many that fit are offered to choose from. */
const SHOWN = 8;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

export interface Asked {
	person: string;
	/** `<module>.<action>`. */
	action: string;
	thing: string;
}

interface Choice {
	id: string;
	name: string;
}

export interface Answers {
	/** What is wrong with a field, or why nothing was found. */
	errors: Partial<Record<'person' | 'thing', string>>;
	/** To choose from, where several fit. */
	people: Choice[];
	organisations: Choice[];
	/** One for each place in which the person may act. */
	answers: { about: string; place: string; allowed: boolean; text: string }[];
}

interface Asking {
	db: Database;
	tx: Tx;
	actor: PersonActor;
	asked: Asked;
	now: Date;
}

/** Every action there is, by module, for choosing one. */
export const actionChoices = () => allPermissions.flatMap(({ title, actions }) => Object.values(actions).map((action) => ({ value: action.id, label: `${title()}: ${action.title()}` })));

/** The answer, or what is missing for one. An answer about somebody else stands in the log. Looks at people of the asker's own subtree only, and at things that the asker sees too. */
export async function askAbout({ db, tx, actor, asked, now }: Asking): Promise<Answers> {
	const nothing: Answers = { errors: {}, people: [], organisations: [], answers: [] };
	const found = allPermissions.flatMap((module) => Object.values(module.actions).map((action) => ({ module, action }))).find(({ action }) => action.id === asked.action);
	if (!found) return nothing;
	if (asked.person.trim() === '') return { ...nothing, errors: { person: m.admin_roles_person_missing() } };
	const people = await findPeople(tx, { actor, q: asked.person, now });
	const [who, ...others] = people;
	if (!who) return { ...nothing, errors: { person: m.admin_roles_person_none() } };
	if (others.length > 0) return { ...nothing, errors: { person: m.admin_roles_person_many() }, people };

	const thing = await findThing({ tx, actor, action: found.action, module: found.module.module, typed: asked.thing });
	if ('error' in thing) return { ...nothing, errors: { thing: thing.error }, organisations: thing.organisations };
	const places = await tx.select({ id: affiliation.id }).from(affiliation).where(and(eq(affiliation.personId, who.id), sql`exists (select from affiliation a where a.id = affiliation.id and ${holdsToday})`)).orderBy(asc(affiliation.validFrom));
	const answers: Answers['answers'] = [];
	for (const place of places) {
		const acting = await findActor(db, { person: who.id, affiliation: place.id });
		if (!acting) continue;
		const resource = { ...thing.resource, relations: await relationsOf({ db, subject: acting.actor, thing }) };
		const decision = decide({ subject: acting.actor, action: found.action, resource, now });
		const text = explain(decision, { module: found.module, roleTitle, nameOf: () => who.name });
		answers.push({ about: m.admin_roles_about({ person: who.name, action: found.action.title(), thing: thing.title }), place: acting.organisationName, allowed: decision.allowed, text });
	}
	// What somebody may do is theirs: who looks into it is answered for.
	if (who.id !== actor.person) await audit(tx, { action: 'permission.asked', object: { kind: 'person', id: who.id }, detail: { action: asked.action, ...('id' in thing && { thing: thing.id }) }, subjects: [who.id] });
	return { ...nothing, answers };
}

/** Every word must occur, whatever the case and diacritics. */
const contains = (text: SQL, q: string) => and(...q.split(/\s+/).filter(Boolean).slice(0, 8).map((word) => sql`unaccent(lower(${text})) like unaccent(lower(${`%${word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`}))`));

async function findPeople(tx: Tx, { actor, q, now }: { actor: PersonActor; q: string; now: Date }): Promise<Choice[]> {
	const { subtrees } = rangeOf({ subject: actor, action: permissions.actions['ask-about'], traits: [], now });
	if (subtrees.length === 0) return [];
	const mine = sql`exists (select from affiliation a join organisation o on o.id = a.organisation_id where a.person_id = person.id and ${holdsToday} and o.path && ${`{${subtrees.join(',')}}`}::uuid[])`;
	const id = UUID.exec(q)?.[0];
	return tx
		.select({ id: person.id, name: person.name })
		.from(person)
		.where(and(isNull(person.disabledAt), mine, id ? eq(person.id, id) : contains(sql`(person.name || ' ' || person.email)`, q)))
		.orderBy(asc(person.name))
		.limit(SHOWN);
}

/** A thing, with what it takes to see it as somebody else. */
type Found = Thing & ({ kind: 'portal' } | { kind: 'organisation'; id: string } | { kind: 'module'; id: string; find: FindThing });
type Missing = { error: string; organisations: Choice[] };

async function findThing({ tx, actor, action, module, typed }: { tx: Tx; actor: PersonActor; action: Action; module: string; typed: string }): Promise<Found | Missing> {
	if (action.of === 'portal') return { kind: 'portal', title: m.admin_roles_the_portal(), resource: THE_PORTAL };
	if (typed.trim() === '') return { error: m.admin_roles_thing_missing(), organisations: [] };
	const id = UUID.exec(typed)?.[0];
	if (action.of === 'organisation') {
		const rows = await tx.select({ id: organisation.id, name: organisation.name, path: organisation.path }).from(organisation).where(or(id ? eq(organisation.id, id) : contains(sql`organisation.name`, typed))).orderBy(sql`cardinality(organisation.path)`, asc(organisation.name)).limit(SHOWN);
		const exact = rows.find(({ name }) => name.toLowerCase() === typed.trim().toLowerCase()) ?? (rows.length === 1 ? rows[0] : undefined);
		if (exact) return { kind: 'organisation', id: exact.id, title: exact.name, resource: { path: exact.path, relations: [], traits: [] } };
		return rows.length === 0 ? { error: m.admin_roles_thing_none(), organisations: [] } : { error: m.admin_roles_thing_many(), organisations: rows.map((row) => ({ id: row.id, name: row.name })) };
	}
	const find = await finders[`../../../${module}/thing.server.ts`]?.();
	const seen = find && id ? await find(tx, { actor, id }) : null;
	return find && id && seen ? { kind: 'module', id, find, ...seen } : { error: m.admin_roles_thing_none(), organisations: [] };
}

/** How the other person stands to the thing, seen with their eyes: what they do not see, they do not stand to. */
async function relationsOf({ db, subject, thing }: { db: Database; subject: PersonActor; thing: Found }): Promise<readonly string[]> {
	if (thing.kind === 'portal') return [];
	if (thing.kind === 'organisation') return subject.organisation === thing.id ? ['colleague'] : [];
	const seen = await withActor(db, subject, (tx) => thing.find(tx, { actor: subject, id: thing.id }));
	return seen?.resource.relations ?? [];
}
