import { FlawError, readDataBox, readDay, readIco, readKind, readNeeded, readText, type Kind } from './table/cells.ts';
import { organisationColumns, type Header, type OrganisationColumn } from './table/columns.ts';
import type { TableRow } from './table/table.ts';
import { readRow, type Read } from './verdict.ts';

/** A row of the file of organisations. What is undefined the file does not say, and it stays as it is. */
export interface OrganisationRow {
	line: number;
	id: string;
	/** Id of the organisation above; empty: none, or as it is. */
	parent: string;
	kind: Kind;
	name: string;
	/** Null: it has none. */
	ico: string | null | undefined;
	dataBox: string | null | undefined;
	address: string | undefined;
	/** Days, ISO; `until` is the first on which it is no more. */
	from: string | undefined;
	until: string | undefined;
}

/** The title under which an export writes a column; flaws name it. */
export const organisationTitle = (name: OrganisationColumn): string => organisationColumns.find((each) => each.name === name)?.title ?? name;

/** Cells become values; no row is looked at beside another. */
export function readOrganisationRow(header: Header<OrganisationColumn>, row: TableRow): Read<OrganisationRow> {
	const cell = (name: OrganisationColumn) => row.cells[header.at[name] ?? -1] ?? '';
	const ifThere = <T>(name: OrganisationColumn, read: (title: string, text: string) => T): T | undefined => (header.at[name] === undefined ? undefined : read(organisationTitle(name), cell(name)));
	return readRow(row, cell('name') || cell('id'), () => {
		const from = ifThere('from', readDay);
		const until = ifThere('until', readDay);
		if (from !== undefined && until !== undefined && until < from) throw new FlawError({ column: organisationTitle('until'), reason: 'ends-before-start' });
		return {
			line: row.line,
			id: readNeeded(organisationTitle('id'), cell('id'), 100),
			parent: readText(organisationTitle('parent'), cell('parent'), 100),
			kind: readKind(organisationTitle('kind'), cell('kind')),
			name: readNeeded(organisationTitle('name'), cell('name'), 200),
			ico: ifThere('ico', readIco),
			dataBox: ifThere('dataBox', readDataBox),
			address: ifThere('address', readText),
			from,
			until
		};
	});
}
