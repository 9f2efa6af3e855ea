import { FlawError, readDay, readEmail, readNeeded, readText } from './table/cells.ts';
import { personColumns, type Header, type PersonColumn } from './table/columns.ts';
import type { TableRow } from './table/table.ts';
import { readRow, type Read } from './verdict.ts';

/** A row of the file of people: one person in one place. Who has several places has several rows. */
export interface PersonRow {
	line: number;
	/** Id in the source system; empty: the e-mail address tells who it is. */
	id: string;
	email: string;
	before: string | undefined;
	given: string;
	family: string;
	after: string | undefined;
	organisation: string;
	position: string | undefined;
	from: string | undefined;
	until: string | undefined;
	/** `organisation` empty: the place itself. */
	roles: { role: string; organisation: string }[];
}

/** The title under which an export writes a column; flaws name it. */
export const personTitle = (name: PersonColumn): string => personColumns.find((each) => each.name === name)?.title ?? name;

/** `role@organisation | role`: several with a bar between them. @throws {FlawError} `not-role` */
function readRoles(title: string, cell: string): PersonRow['roles'] {
	return readText(title, cell, 1_000).split('|').map((each) => each.trim()).filter((each) => each !== '').map((each) => {
		const [role = '', ...organisation] = each.split('@');
		if (!/^[a-z]+\.[a-z-]+$/.test(role.trim())) throw new FlawError({ column: title, reason: 'not-role', detail: each });
		return { role: role.trim(), organisation: organisation.join('@').trim() };
	});
}

/** Cells become values; no row is looked at beside another. */
export function readPersonRow(header: Header<PersonColumn>, row: TableRow): Read<PersonRow> {
	const cell = (name: PersonColumn) => row.cells[header.at[name] ?? -1] ?? '';
	const ifThere = <T>(name: PersonColumn, read: (title: string, text: string) => T): T | undefined => (header.at[name] === undefined ? undefined : read(personTitle(name), cell(name)));
	return readRow(row, [cell('given'), cell('family')].join(' ').trim() || cell('email') || cell('id'), () => {
		const from = ifThere('from', readDay);
		const until = ifThere('until', readDay);
		if (from !== undefined && until !== undefined && until < from) throw new FlawError({ column: personTitle('until'), reason: 'ends-before-start' });
		return {
			line: row.line,
			id: readText(personTitle('id'), cell('id'), 100),
			email: readEmail(personTitle('email'), cell('email')),
			before: ifThere('before', readText),
			given: readText(personTitle('given'), cell('given'), 100),
			family: readNeeded(personTitle('family'), cell('family'), 100),
			after: ifThere('after', readText),
			organisation: readNeeded(personTitle('organisation'), cell('organisation'), 100),
			position: ifThere('position', readText),
			from,
			until,
			roles: ifThere('roles', readRoles) ?? []
		};
	});
}
