/** Which of somebody's places a row means: the one it names, one that it renames, or a new one. Pure. */
import { FlawError } from './table/cells.ts';
import type { PersonColumn } from './table/columns.ts';
import { personTitle, type PersonRow } from './person-rows.ts';

/** An affiliation. */
export interface KnownPlace {
	id: string;
	organisationId: string;
	position: string;
	validFrom: string;
	validUntil: string | null;
}

export type PlaceChoice =
	| { kind: 'same'; place: KnownPlace }
	| { kind: 'change'; place: KnownPlace; columns: PersonColumn[] }
	| { kind: 'new'; place: Omit<KnownPlace, 'id' | 'organisationId'> };

interface Input {
	row: PersonRow;
	/** The person's places in the row's organisation. */
	places: readonly KnownPlace[];
	/** Places that earlier rows of the file meant. */
	claimed: ReadonlySet<string>;
	/** Positions that the file names for this person there. */
	named: ReadonlySet<string>;
	today: string;
}

const flaw = (column: PersonColumn, reason: 'ends-before-start' | 'twice' | 'start-fixed', detail?: string) => new FlawError({ column: personTitle(column), reason, ...(detail !== undefined && { detail }) });

/**
 * The start of a place is what happened and does not change; a place that has ended is not opened again, a later one begins.
 * @throws {FlawError} `twice` when an earlier row meant the same place, `start-fixed`, `ends-before-start`
 */
export function choosePlace({ row, places, claimed, named, today }: Input): PlaceChoice {
	const samePosition = (place: KnownPlace) => row.position === undefined || place.position === row.position;
	const open = places.filter(({ validUntil }) => validUntil === null || validUntil > today);
	const meant =
		places.find((place) => samePosition(place) && place.validFrom === row.from) ??
		(row.from === undefined ? places.find((place) => samePosition(place) && place.validUntil !== null && place.validUntil === row.until) : undefined) ??
		open.find((place) => samePosition(place) && overlaps(place, row)) ??
		open.find((place) => !claimed.has(place.id) && !named.has(place.position) && overlaps(place, row));
	if (!meant) return begin(row, today);
	if (claimed.has(meant.id)) throw flaw('organisation', 'twice');
	if (row.from !== undefined && row.from !== meant.validFrom) throw flaw('from', 'start-fixed', meant.validFrom);
	return change(meant, row);
}

const overlaps = (place: KnownPlace, { from }: PersonRow) => from === undefined || place.validUntil === null || place.validUntil > from;

function begin(row: PersonRow, today: string): PlaceChoice {
	const validFrom = row.from ?? today;
	if (row.until !== undefined && row.until < validFrom) throw flaw('until', 'ends-before-start');
	return { kind: 'new', place: { position: row.position ?? '', validFrom, validUntil: row.until ?? null } };
}

function change(meant: KnownPlace, row: PersonRow): PlaceChoice {
	const place = { ...meant, position: row.position ?? meant.position, validUntil: row.until ?? meant.validUntil };
	if (place.validUntil !== null && place.validUntil < place.validFrom) throw flaw('until', 'ends-before-start');
	const columns: PersonColumn[] = [];
	if (place.position !== meant.position) columns.push('position');
	if (place.validUntil !== meant.validUntil) columns.push('until');
	return columns.length > 0 ? { kind: 'change', place, columns } : { kind: 'same', place: meant };
}
