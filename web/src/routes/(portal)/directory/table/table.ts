/** A table as it came: the header and the rows below it, all as text. What the columns mean is not its business. */
import type { Encoding } from './decode.ts';

export const MAX_BYTES = 20 * 1024 * 1024;
export const MAX_ROWS = 60_000;
export const MAX_COLUMNS = 100;
export const MAX_CELL = 2_000;

export type Separator = ';' | ',' | '\t';

export interface Table {
	/** How it was read; nothing to say of a workbook. */
	as: { encoding: Encoding; separator: Separator } | 'workbook';
	header: string[];
	rows: TableRow[];
}

export interface TableRow {
	/** Line of a text, row of a sheet: counted from 1, the header included. */
	line: number;
	cells: string[];
}

/** Why a file is no table that can be read. */
export type TableFault = 'empty' | 'too-large' | 'too-many-rows' | 'too-wide' | 'cell-too-long' | 'not-text' | 'bad-csv' | 'bad-workbook' | 'old-workbook' | 'unpacks-too-large';

export class TableError extends Error {
	readonly fault: TableFault;
	/** Where, when it is known. */
	readonly line: number | undefined;

	constructor(fault: TableFault, options: { line?: number; cause?: unknown } = {}) {
		super(options.line === undefined ? fault : `${fault} at line ${options.line}`, { cause: options.cause });
		this.name = 'TableError';
		this.fault = fault;
		this.line = options.line;
	}
}

/** Trims, drops rows without any text, and holds the bounds. @throws {TableError} */
export function tidy(as: Table['as'], raw: readonly TableRow[]): Table {
	const rows = raw.map(({ line, cells }) => ({ line, cells: cells.map((cell) => cell.trim().normalize('NFC')) })).filter(({ cells }) => cells.some((cell) => cell !== ''));
	const [header, ...rest] = rows;
	if (!header) throw new TableError('empty');
	if (rest.length > MAX_ROWS) throw new TableError('too-many-rows');
	for (const { line, cells } of rows) {
		if (cells.length > MAX_COLUMNS) throw new TableError('too-wide', { line });
		if (cells.some((cell) => cell.length > MAX_CELL)) throw new TableError('cell-too-long', { line });
	}
	return { as, header: header.cells, rows: rest };
}
