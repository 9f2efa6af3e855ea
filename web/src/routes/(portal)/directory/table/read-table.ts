import { readCsv } from './read-csv.ts';
import { readWorkbook } from './read-workbook.ts';
import { MAX_BYTES, TableError, type Table } from './table.ts';

const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** Compound files of the years before .xlsx. */
const OLD = [0xd0, 0xcf, 0x11, 0xe0];
const begins = (bytes: Uint8Array, mark: number[]) => mark.every((byte, index) => bytes[index] === byte);

/** Reads a table by what the file holds, whatever its name says. @throws {TableError} */
export async function readTable(bytes: Uint8Array): Promise<Table> {
	if (bytes.length > MAX_BYTES) throw new TableError('too-large');
	if (bytes.length === 0) throw new TableError('empty');
	if (begins(bytes, OLD)) throw new TableError('old-workbook');
	return begins(bytes, ZIP) ? readWorkbook(bytes) : readCsv(bytes);
}
