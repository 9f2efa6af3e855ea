/** Tables as files: CSV as Czech spreadsheets open it, and workbooks. */
import { stringify } from 'csv-stringify/sync';
import writeWorkbook from 'write-excel-file/node';
import { guard } from './table/cells.ts';

export const contentTypes = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;
export type FileFormat = keyof typeof contentTypes;

/** UTF-8 with a byte-order mark and semicolons, so that a double click opens it with its accents; no cell begins as a formula would. */
export function writeCsv(rows: readonly (readonly string[])[]): Uint8Array {
	return Buffer.from(stringify(rows.map((row) => row.map(guard)), { bom: true, delimiter: ';', record_delimiter: 'windows' }));
}

// The writer keeps the texts of a sheet as keys of a plain object, and would take those of its prototype for known; readers trim the blank.
const workbookText = (value: string): string => (value in {} ? `${value} ` : guard(value));

/** A workbook (.xlsx) of one sheet, every cell a text. */
export async function writeXlsx(rows: readonly (readonly string[])[], sheet: string): Promise<Uint8Array> {
	const [header = [], ...rest] = rows;
	const cells = [header.map((value) => ({ value, type: String, fontWeight: 'bold' as const })), ...rest.map((row) => row.map((value) => (value === '' ? null : { value: workbookText(value), type: String })))];
	return writeWorkbook(cells, { sheet, stickyRowsCount: 1 }).toBuffer();
}

export const writeTable = (format: FileFormat, rows: readonly (readonly string[])[], sheet: string): Promise<Uint8Array> | Uint8Array => (format === 'csv' ? writeCsv(rows) : writeXlsx(rows, sheet));
