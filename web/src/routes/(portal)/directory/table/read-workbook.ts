import { unzipSync, zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { dayText } from './day-text.ts';
import { TableError, tidy, type Table } from './table.ts';

/** What all parts of a workbook may come to when unpacked: 25,000 people take about 15 MB. */
const MAX_UNPACKED = 256 * 1024 * 1024;
const MAX_PARTS = 500;
/** What values stand in. Pictures, macros and links to other files are not even unpacked. */
const WANTED = /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/(workbook|styles|sharedStrings)\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/worksheets\/sheet\d+\.xml)$/;

/**
 * Reads the first sheet of a workbook (ECMA-376, .xlsx). Formulas are never evaluated: the value that the spreadsheet stored is taken.
 * @throws {TableError} `bad-workbook`, `unpacks-too-large`, or a bound
 */
export async function readWorkbook(bytes: Uint8Array): Promise<Table> {
	const parts = unpack(bytes);
	let cells: string[][];
	try {
		// Packed anew without compression: the reader gets exactly the parts that were measured.
		cells = (await readSheet(Buffer.from(zipSync(parts, { level: 0 })))).map((row) => row.map(cellText));
	} catch (cause) {
		throw new TableError('bad-workbook', { cause });
	}
	return tidy('workbook', cells.map((row, index) => ({ line: index + 1, cells: row })));
}

/** fflate fills at most the size that the directory of the archive states, so that the sum of these is a bound. */
function unpack(bytes: Uint8Array): Record<string, Uint8Array> {
	let size = 0;
	let count = 0;
	try {
		return unzipSync(bytes, {
			filter({ name, originalSize }) {
				if (!WANTED.test(name)) return false;
				size += originalSize;
				count += 1;
				if (size > MAX_UNPACKED || count > MAX_PARTS) throw new TableError('unpacks-too-large');
				return true;
			}
		});
	} catch (cause) {
		throw cause instanceof TableError ? cause : new TableError('bad-workbook', { cause });
	}
}

function cellText(value: unknown): string {
	if (value instanceof Date) return dayText(value);
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
