/** What an imported file of organisations changes, row by row. Pure: the rows, what there is, and who imports, in; a plan out. */
import { FlawError, type Flaw, type Kind, type Reason } from './table/cells.ts';
import { organisationTitle, type OrganisationRow } from './organisation-rows.ts';
import type { OrganisationColumn } from './table/columns.ts';
import type { NewId, Read, Verdict } from './verdict.ts';

export interface KnownOrganisation {
	id: string;
	externalId: string | null;
	parentId: string | null;
	kind: Kind;
	name: string;
	ico: string | null;
	dataBox: string | null;
	address: string;
	validFrom: string;
	validUntil: string | null;
	/** From the root to itself. */
	path: string[];
}

/** How far whoever imports may reach. */
export interface Reach {
	/** Organisations that they administer. */
	administered: ReadonlySet<string>;
	/** May they put in what has nothing above it? */
	roots: boolean;
}

/** What is written: a new one, or one that is changed (with everything it then is). */
export type WrittenOrganisation = Omit<KnownOrganisation, 'path'>;

export interface OrganisationPlan {
	verdicts: Verdict[];
	/** In levels: every level's parents stand in an earlier one, or exist already. */
	created: WrittenOrganisation[][];
	changed: WrittenOrganisation[];
}

interface Planned {
	row: OrganisationRow;
	known: KnownOrganisation | undefined;
	next: WrittenOrganisation;
	flaw?: Flaw;
}

interface Input {
	rows: readonly Read<OrganisationRow>[];
	known: readonly KnownOrganisation[];
	reach: Reach;
	/** The day in Prague. */
	today: string;
	newId: NewId;
}

/** Ids are those of the source system; an organisation that has none is named by the portal's own. */
export function byReference<T extends { id: string; externalId: string | null }>(known: readonly T[]): Map<string, T> {
	return new Map([...known.map((each) => [each.id, each] as const), ...known.flatMap((each) => (each.externalId === null ? [] : [[each.externalId, each] as const]))]);
}

/** Plans an import. One refused row refuses the file: the caller writes nothing then. */
export function planOrganisations({ rows, known, reach, today, newId }: Input): OrganisationPlan {
	const references = byReference(known);
	const planned = new Map<string, Planned>();
	const verdicts: Verdict[] = [];
	for (const read of rows) {
		if ('refused' in read) {
			verdicts.push(read.refused);
			continue;
		}
		const { row } = read;
		const found = references.get(row.id);
		const key = found?.id ?? row.id;
		const earlier = planned.get(key);
		if (earlier) verdicts.push(refuse(row, flaw('id', 'twice', String(earlier.row.line))));
		else planned.set(key, { row, known: found, next: found ? { ...found } : blank(row, newId('organisation', row.id), today) });
	}
	const inFile = new Map([...planned.values()].map((each) => [each.row.id, each]));
	for (const each of planned.values()) attempt(each, () => place(each, { references, inFile, reach, today }));
	const nextOf = new Map([...planned.values()].map(({ next }) => [next.id, next]));
	for (const each of planned.values()) attempt(each, () => refuseCycle(each, nextOf, references));
	const created = new Map([...planned.values()].filter(({ known }) => !known).map(({ next }) => [next.id, next]));
	for (const each of planned.values()) attempt(each, () => refuseOutside(each, created, reach));
	refuseBelowRefused([...planned.values()]);
	refuseTakenNames([...planned.values()], known);
	verdicts.push(...[...planned.values()].map(verdictOf));
	const whole = [...planned.values()].filter(({ flaw }) => !flaw);
	return {
		verdicts: verdicts.sort((a, b) => a.line - b.line),
		created: inLevels(whole.filter((each) => !each.known).map(({ next }) => next)),
		changed: whole.filter((each) => each.known && changedColumns(each).length > 0).map(({ next }) => next)
	};
}

const flaw = (column: OrganisationColumn, reason: Reason, detail?: string): Flaw => ({ column: organisationTitle(column), reason, ...(detail !== undefined && { detail }) });
const refuse = ({ line, name }: OrganisationRow, why: Flaw): Verdict => ({ line, label: name, outcome: 'refused', flaw: why });

function attempt(each: Planned, check: () => void): void {
	if (each.flaw) return;
	try {
		check();
	} catch (error) {
		if (!(error instanceof FlawError)) throw error;
		each.flaw = error.flaw;
	}
}

const blank = (row: OrganisationRow, id: string, today: string): WrittenOrganisation => ({ id, externalId: row.id, parentId: null, kind: row.kind, name: row.name, ico: null, dataBox: null, address: '', validFrom: today, validUntil: null });

interface Around {
	references: Map<string, KnownOrganisation>;
	inFile: Map<string, Planned>;
	reach: Reach;
	today: string;
}

/** What the organisation is after this row. */
function place(each: Planned, { references, inFile, reach, today }: Around): void {
	const { row, known, next } = each;
	Object.assign(next, { kind: row.kind, name: row.name });
	if (row.ico !== undefined) next.ico = row.ico;
	if (row.dataBox !== undefined) next.dataBox = row.dataBox;
	if (row.address !== undefined) next.address = row.address;
	if (row.from !== undefined) next.validFrom = row.from;
	if (row.until !== undefined) next.validUntil = row.until;
	if (next.validUntil !== null && next.validUntil < next.validFrom) throw new FlawError(flaw('until', 'ends-before-start'));
	if (row.parent === '') {
		if (!known && !reach.roots) throw new FlawError(flaw('parent', 'missing'));
		return;
	}
	const above = inFile.get(row.parent)?.next ?? references.get(row.parent);
	if (!above) throw new FlawError(flaw('parent', 'unknown-organisation', row.parent));
	const ended = above.validUntil !== null && above.validUntil <= today && (next.validUntil === null || next.validUntil > above.validUntil);
	if (ended && above.id !== known?.parentId) throw new FlawError(flaw('parent', 'ended-organisation', row.parent));
	next.parentId = above.id;
}

function refuseCycle(each: Planned, nextOf: Map<string, WrittenOrganisation>, references: Map<string, KnownOrganisation>): void {
	const seen = new Set<string>();
	for (let at: string | null = each.next.id; at !== null; at = (nextOf.get(at) ?? references.get(at))?.parentId ?? null) {
		if (seen.has(at)) throw new FlawError(flaw('parent', 'cycle', each.row.parent));
		seen.add(at);
	}
}

/** Inside: what one administers, and what this file puts below that. A top that one administers stays where it is. */
function refuseOutside(each: Planned, created: Map<string, WrittenOrganisation>, reach: Reach): void {
	const inside = (id: string | null): boolean => (id === null ? reach.roots : reach.administered.has(id) || (created.has(id) && inside(created.get(id)?.parentId ?? null)));
	if (each.known && !reach.administered.has(each.known.id)) throw new FlawError(flaw('id', 'outside'));
	if (each.known?.parentId === each.next.parentId && each.known !== undefined) return;
	if (!inside(each.next.parentId)) throw new FlawError(flaw('parent', 'outside', each.row.parent));
}

/** What would lie below something that is not put in cannot be put in either; the levels rely on it. */
function refuseBelowRefused(planned: Planned[]): void {
	const refused = new Set(planned.filter((each) => each.flaw && !each.known).map(({ next }) => next.id));
	for (let grown = true; grown; ) {
		grown = false;
		for (const each of planned) {
			if (each.flaw || each.next.parentId === null || !refused.has(each.next.parentId)) continue;
			each.flaw = flaw('parent', 'refused-above', each.row.parent);
			refused.add(each.next.id);
			grown = true;
		}
	}
}

/** Open organisations below one parent have different names. */
function refuseTakenNames(planned: Planned[], known: readonly KnownOrganisation[]): void {
	const touched = new Set(planned.map(({ next }) => next.id));
	const place = ({ parentId, name }: WrittenOrganisation) => `${parentId ?? ''}\n${name}`;
	const taken = new Map(known.filter(({ id, validUntil }) => !touched.has(id) && validUntil === null).map((each) => [place(each), each.id]));
	for (const each of planned) {
		if (each.flaw || each.next.validUntil !== null) continue;
		if (taken.has(place(each.next))) each.flaw = flaw('name', 'name-taken');
		else taken.set(place(each.next), each.next.id);
	}
}

const compared = [['parentId', 'parent'], ['kind', 'kind'], ['name', 'name'], ['ico', 'ico'], ['dataBox', 'dataBox'], ['address', 'address'], ['validFrom', 'from'], ['validUntil', 'until']] as const;

function changedColumns({ known, next }: Planned): string[] {
	return known ? compared.filter(([field]) => known[field] !== next[field]).map(([, name]) => organisationTitle(name)) : [];
}

function verdictOf(each: Planned): Verdict {
	const { row, known } = each;
	if (each.flaw) return refuse(row, each.flaw);
	const columns = changedColumns(each);
	const outcome = !known ? 'created' : columns.length > 0 ? 'changed' : 'unchanged';
	return { line: row.line, label: row.name, outcome, ...(outcome === 'changed' && { columns }) };
}

function inLevels(created: WrittenOrganisation[]): WrittenOrganisation[][] {
	const levels: WrittenOrganisation[][] = [];
	const waiting = new Map(created.map((each) => [each.id, each]));
	while (waiting.size > 0) {
		const level = [...waiting.values()].filter(({ parentId }) => parentId === null || !waiting.has(parentId));
		// Cycles were refused before; without this a mistake there would never end.
		if (level.length === 0) throw new Error('organisations to be created lie below each other in a circle');
		for (const { id } of level) waiting.delete(id);
		levels.push(level);
	}
	return levels;
}
