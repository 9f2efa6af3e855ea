import { FlawError, type Flaw } from './table/cells.ts';
import type { TableRow } from './table/table.ts';

/** What becomes of one row of an imported file. */
export interface Verdict {
	line: number;
	/** Whom or what the row is about, as the file says. */
	label: string;
	outcome: 'created' | 'changed' | 'unchanged' | 'refused';
	/** Why it is refused. */
	flaw?: Flaw;
	/** Which columns change. */
	columns?: string[];
}

/** A row that was understood, or the verdict that it was not. */
export type Read<Row> = { row: Row } | { refused: Verdict };

/** Reads one row; a flaw that is thrown becomes the verdict. */
export function readRow<Row>({ line }: TableRow, label: string, read: () => Row): Read<Row> {
	try {
		return { row: read() };
	} catch (error) {
		if (!(error instanceof FlawError)) throw error;
		return { refused: { line, label, outcome: 'refused', flaw: error.flaw } };
	}
}

/** The id of what a row creates; `reference` is the source system's id of it (of a place: of its person). */
export type NewId = (of: 'organisation' | 'person' | 'place', reference: string) => string;

/** How many rows have which outcome. */
export function countOutcomes(verdicts: readonly Verdict[]): Record<Verdict['outcome'], number> {
	const counts = { created: 0, changed: 0, unchanged: 0, refused: 0 };
	for (const { outcome } of verdicts) counts[outcome] += 1;
	return counts;
}
