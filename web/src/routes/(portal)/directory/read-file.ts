/** A file's bytes become rows that are understood, or a refusal of the whole file. */
import { organisationColumns, personColumns, readHeader } from './table/columns.ts';
import { readTable } from './table/read-table.ts';
import type { Table } from './table/table.ts';
import { readOrganisationRow, type OrganisationRow } from './organisation-rows.ts';
import { readPersonRow, type PersonRow } from './person-rows.ts';
import type { Read } from './verdict.ts';

export type FileOf = 'organisations' | 'people';

/** The header cannot be used: columns that are missing, or that stand twice. */
export class HeaderError extends Error {
	readonly missing: string[];
	readonly twice: string[];

	constructor({ missing, twice }: { missing: string[]; twice: string[] }) {
		super(`missing: ${missing.join(', ')}; twice: ${twice.join(', ')}`);
		this.name = 'HeaderError';
		this.missing = missing;
		this.twice = twice;
	}
}

export type FileRows = ({ of: 'organisations'; rows: Read<OrganisationRow>[] } | { of: 'people'; rows: Read<PersonRow>[] }) & { as: Table['as']; unknown: string[] };

/** @throws {TableError} and {HeaderError} */
export async function readFile(of: FileOf, bytes: Uint8Array): Promise<FileRows> {
	const table = await readTable(bytes);
	const header = of === 'organisations' ? readHeader(organisationColumns, table.header) : readHeader(personColumns, table.header);
	if (header.missing.length > 0 || header.twice.length > 0) throw new HeaderError(header);
	const told = { as: table.as, unknown: header.unknown };
	if (of === 'organisations') {
		const columns = readHeader(organisationColumns, table.header);
		return { ...told, of, rows: table.rows.map((row) => readOrganisationRow(columns, row)) };
	}
	const columns = readHeader(personColumns, table.header);
	return { ...told, of, rows: table.rows.map((row) => readPersonRow(columns, row)) };
}
