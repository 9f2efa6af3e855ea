import { CsvError, parse } from 'csv-parse/sync';
import { decode } from './decode.ts';
import { MAX_COLUMNS, MAX_CELL, TableError, tidy, type Separator, type Table, type TableRow } from './table.ts';

/** The separator that stands most often in the first line, outside of quotes; a semicolon, as Czech spreadsheets write, when none does. */
export function separatorOf(text: string): Separator {
	const first = (/^[^\r\n]*/.exec(text.trimStart())?.[0] ?? '').replace(/"[^"]*"/g, '');
	const count = (separator: Separator) => first.split(separator).length;
	return ([';', ',', '\t'] as const).reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** Reads separated values (RFC 4180, and with semicolons or tabs). @throws {TableError} `not-text`, `bad-csv` with the line, or a bound */
export function readCsv(bytes: Uint8Array): Table {
	const decoded = decode(bytes);
	if (!decoded) throw new TableError('not-text');
	const { text, encoding } = decoded;
	const separator = separatorOf(text);
	const rows: TableRow[] = [];
	try {
		// With `info`, each record comes with the line at which it ends, and `raw` begins with the empty lines before it.
		const records: unknown[] = parse(text, { delimiter: separator, relax_column_count: true, skip_empty_lines: true, info: true, raw: true, max_record_size: MAX_COLUMNS * MAX_CELL });
		let next = 1;
		for (const each of records) {
			const { record, info, raw } = each as { record: string[]; info: { lines: number }; raw: string };
			const inside = raw.replace(/^[\r\n]+|(\r\n|\r|\n)$/g, '').match(/\r\n|\r|\n/g)?.length ?? 0;
			rows.push({ line: Math.max(next, info.lines - inside), cells: record });
			next = info.lines + 1;
		}
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		throw new TableError('bad-csv', { ...(typeof error.lines === 'number' && { line: error.lines }), cause: error });
	}
	return tidy({ encoding, separator }, rows);
}
