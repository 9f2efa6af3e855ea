/** What an imported file of people changes, row by row. Pure: the rows, what there is, and who imports, in; a plan out. */
import { FlawError, type Flaw, type Reason } from './table/cells.ts';
import type { PersonColumn } from './table/columns.ts';
import { byReference } from './organisations.rules.ts';
import { composeName, splitName } from './person-name.ts';
import { personTitle, type PersonRow } from './person-rows.ts';
import { choosePlace, type KnownPlace, type PlaceChoice } from './place.rules.ts';
import type { NewId, Read, Verdict } from './verdict.ts';

export interface KnownPerson {
	id: string;
	externalId: string | null;
	email: string;
	name: string;
	givenName: string;
	familyName: string;
	erased: boolean;
	/** Has a place outside of what whoever imports administers: their name and address are not theirs to change. */
	elsewhere: boolean;
	/** Has a role over the portal, or one elsewhere, that whoever imports could not give: neither the person nor their places are theirs to change. */
	beyond: boolean;
}

export interface KnownUnit {
	id: string;
	externalId: string | null;
	validUntil: string | null;
	path: readonly string[];
}

/** A grant that holds, or will. */
export interface KnownGrant {
	affiliationId: string;
	role: string;
	organisationId: string;
}

/** Which roles may be granted, and below which organisations; `all` for the operator at the server itself. */
export type Grantable = 'all' | readonly { role: string; below: readonly string[] }[];

export type WrittenPerson = Omit<KnownPerson, 'erased' | 'elsewhere' | 'beyond'>;
export type WrittenPlace = KnownPlace & { personId: string };

export interface PeoplePlan {
	verdicts: Verdict[];
	people: { created: WrittenPerson[]; changed: WrittenPerson[] };
	places: { created: WrittenPlace[]; changed: WrittenPlace[] };
	grants: KnownGrant[];
}

interface Input {
	rows: readonly Read<PersonRow>[];
	people: readonly KnownPerson[];
	places: readonly WrittenPlace[];
	grants: readonly KnownGrant[];
	units: readonly KnownUnit[];
	administered: ReadonlySet<string>;
	grantable: Grantable;
	today: string;
	newId: NewId;
}

interface Draft {
	row: PersonRow;
	known: KnownPerson | undefined;
	next: WrittenPerson;
}

const flaw = (column: PersonColumn, reason: Reason, detail?: string): FlawError => new FlawError({ column: personTitle(column), reason, ...(detail !== undefined && { detail }) });

/** Plans an import. One refused row refuses the file: the caller writes nothing then. */
export function planPeople(input: Input): PeoplePlan {
	const { rows, people, units, today, newId } = input;
	const plan: PeoplePlan = { verdicts: [], people: { created: [], changed: [] }, places: { created: [], changed: [] }, grants: [] };
	const references = byReference(people);
	const understood = rows.flatMap((read) => ('row' in read ? [read.row] : []));
	const byEmail = addressesKept(people, references, understood);
	const unitOf = byReference(units);
	const placesOf = Map.groupBy(input.places, ({ personId }) => personId);
	const held = new Set(input.grants.map(grantKey));
	const drafts = new Map<string, Draft>();
	const emails = new Map<string, string>();
	const claimed = new Set<string>();
	const named = namedPlaces(understood, unitOf);

	function person(row: PersonRow): { draft: Draft; first: boolean } {
		const known = (row.id === '' ? undefined : references.get(row.id)) ?? adopt(row, byEmail);
		const key = known?.id ?? (row.id || row.email.toLowerCase());
		const earlier = drafts.get(key);
		if (earlier) {
			if (!sameData(earlier.row, row)) throw flaw('id', 'differs-from-earlier', String(earlier.row.line));
			return { draft: earlier, first: false };
		}
		const next = personAfter(row, known, newId);
		const owner = emails.get(next.email.toLowerCase()) ?? byEmail.get(next.email.toLowerCase())?.id;
		if (owner !== undefined && owner !== next.id) throw flaw('email', 'email-taken', row.email);
		if (known?.erased) throw flaw('id', 'erased');
		if (known?.elsewhere && changedColumns(known, next).length > 0) throw flaw('id', 'elsewhere', changedColumns(known, next).join(', '));
		if (known?.beyond && changedColumns(known, next).length > 0) throw flaw('id', 'beyond', changedColumns(known, next).join(', '));
		const draft = { row, known, next };
		drafts.set(key, draft);
		emails.set(next.email.toLowerCase(), next.id);
		return { draft, first: true };
	}

	function judge(row: PersonRow): Verdict {
		const unit = unitOf.get(row.organisation);
		if (!unit) throw flaw('organisation', 'unknown-organisation', row.organisation);
		if (!input.administered.has(unit.id)) throw flaw('organisation', 'outside', row.organisation);
		const { draft, first } = person(row);
		const choice = choosePlace({ row, places: (placesOf.get(draft.next.id) ?? []).filter(({ organisationId }) => organisationId === unit.id), claimed, named: named.get(nameKey(row, unit.id)) ?? new Set(), today });
		if (choice.kind === 'change' && draft.known?.beyond) throw flaw('id', 'beyond', choice.columns.map(personTitle).join(', '));
		if (choice.kind === 'new' && unit.validUntil !== null && unit.validUntil <= today) throw flaw('organisation', 'ended-organisation', row.organisation);
		const place = { ...placeOf(choice, { organisationId: unit.id, newId: () => newId('place', row.id) }), personId: draft.next.id };
		const over = place.validUntil !== null && place.validUntil <= today;
		const grants = over ? [] : row.roles.flatMap(({ role, organisation }) => grantFor({ role, organisation, place, unit, unitOf, held, grantable: input.grantable }));
		// Only now is anything written down: a refused row leaves no trace in the plan.
		claimed.add(place.id);
		const columns = first && draft.known ? changedColumns(draft.known, draft.next) : [];
		if (first && !draft.known) plan.people.created.push(draft.next);
		if (columns.length > 0) plan.people.changed.push(draft.next);
		if (choice.kind === 'new') {
			plan.places.created.push(place);
			placesOf.set(place.personId, [...(placesOf.get(place.personId) ?? []), place]);
		}
		if (choice.kind === 'change') {
			plan.places.changed.push(place);
			columns.push(...choice.columns.map(personTitle));
		}
		for (const grant of grants) held.add(grantKey(grant));
		plan.grants.push(...grants);
		if (grants.length > 0) columns.push(personTitle('roles'));
		if (choice.kind === 'new' && (draft.known || !first)) columns.push(personTitle('organisation'));
		const outcome = first && !draft.known ? 'created' : columns.length > 0 || choice.kind === 'new' ? 'changed' : 'unchanged';
		return { line: row.line, label: draft.next.name, outcome, ...(outcome === 'changed' && { columns }) };
	}

	for (const read of rows) plan.verdicts.push('refused' in read ? read.refused : judged(read.row, judge));
	return plan;
}

function judged(row: PersonRow, judge: (row: PersonRow) => Verdict): Verdict {
	try {
		return judge(row);
	} catch (error) {
		if (!(error instanceof FlawError)) throw error;
		return { line: row.line, label: [row.given, row.family].filter(Boolean).join(' '), outcome: 'refused', flaw: error.flaw satisfies Flaw };
	}
}

const nameKey = (row: PersonRow, unit: string) => `${row.id || row.email.toLowerCase()}\n${unit}`;

/** Which positions the file names for a person in an organisation: those are not renamed into one another. */
function namedPlaces(rows: readonly PersonRow[], unitOf: Map<string, KnownUnit>): Map<string, Set<string>> {
	const named = new Map<string, Set<string>>();
	for (const row of rows) {
		const key = nameKey(row, unitOf.get(row.organisation)?.id ?? '');
		named.set(key, (named.get(key) ?? new Set()).add(row.position ?? ''));
	}
	return named;
}

/** Who has which address once the file is applied: without those to whom it gives another one, so that two people may swap theirs. */
function addressesKept(people: readonly KnownPerson[], references: Map<string, KnownPerson>, rows: readonly PersonRow[]): Map<string, KnownPerson> {
	const given = new Map(rows.flatMap(({ id, email }) => (id === '' ? [] : [[references.get(id)?.id ?? '', email.toLowerCase()] as const])));
	return new Map(people.filter(({ id, email }) => (given.get(id) ?? email.toLowerCase()) === email.toLowerCase()).map((each) => [each.email.toLowerCase(), each]));
}

/** An account without an id of the source system is taken over by its address. @throws {FlawError} `email-taken` */
function adopt(row: PersonRow, byEmail: Map<string, KnownPerson>): KnownPerson | undefined {
	const found = byEmail.get(row.email.toLowerCase());
	if (found && found.externalId !== null && row.id !== '') throw flaw('email', 'email-taken', row.email);
	return found;
}

const sameData = (a: PersonRow, b: PersonRow) => a.email.toLowerCase() === b.email.toLowerCase() && a.given === b.given && a.family === b.family && (a.before ?? '') === (b.before ?? '') && (a.after ?? '') === (b.after ?? '');

function personAfter(row: PersonRow, known: KnownPerson | undefined, newId: NewId): WrittenPerson {
	const was = known && splitName({ name: known.name, given: known.givenName, family: known.familyName });
	const name = composeName({ before: row.before ?? was?.before ?? '', given: row.given, family: row.family, after: row.after ?? was?.after ?? '' });
	const named = { email: row.email, name, givenName: row.given, familyName: row.family };
	if (!known) return { id: newId('person', row.id), externalId: row.id || null, ...named };
	return { id: known.id, externalId: known.externalId ?? (row.id === '' || row.id === known.id ? null : row.id), ...named };
}

function changedColumns(known: KnownPerson, next: WrittenPerson): string[] {
	const columns: PersonColumn[] = [];
	if (known.externalId !== next.externalId) columns.push('id');
	if (known.email !== next.email) columns.push('email');
	if (known.givenName !== next.givenName) columns.push('given');
	// An account whose name was never taken apart is exported with all of it as family name.
	const whole = known.familyName === '' && next.givenName === '' && next.familyName === known.name;
	if (known.familyName !== next.familyName && !whole) columns.push('family');
	if (columns.every((each) => each !== 'given' && each !== 'family') && known.name !== next.name) columns.push('before');
	return columns.map(personTitle);
}

function placeOf(choice: PlaceChoice, { organisationId, newId }: { organisationId: string; newId: () => string }): KnownPlace {
	return choice.kind === 'new' ? { id: newId(), organisationId, ...choice.place } : choice.place;
}

const grantKey = ({ affiliationId, role, organisationId }: KnownGrant) => `${affiliationId} ${role} ${organisationId}`;

interface Granting {
	role: string;
	organisation: string;
	place: KnownPlace;
	unit: KnownUnit;
	unitOf: Map<string, KnownUnit>;
	held: ReadonlySet<string>;
	grantable: Grantable;
}

/** Nothing for a grant that is there already: it need not be the importer's to give. */
function grantFor({ role, organisation, place, unit, unitOf, held, grantable }: Granting): KnownGrant[] {
	const top = organisation === '' ? unit : unitOf.get(organisation);
	if (!top) throw flaw('roles', 'unknown-organisation', organisation);
	const grant = { affiliationId: place.id, role, organisationId: top.id };
	if (held.has(grantKey(grant))) return [];
	const may = grantable === 'all' || grantable.some((each) => each.role === role && each.below.some((id) => top.path.includes(id)));
	if (!may) throw flaw('roles', 'not-grantable', role);
	return [grant];
}
