/** What is said of files and rows, in the language of whoever reads it. */
import { m } from '#lib/paraglide/messages.js';
import type { Flaw, Reason } from './table/cells.ts';
import { organisationColumns, personColumns } from './table/columns.ts';
import type { Table, TableFault } from './table/table.ts';

const reasons: Record<Reason, (inputs: { detail: string }) => string> = {
	'missing': m.directory_flaw_missing,
	'formula': m.directory_flaw_formula,
	'not-email': m.directory_flaw_not_email,
	'not-day': m.directory_flaw_not_day,
	'not-ico': m.directory_flaw_not_ico,
	'not-data-box': m.directory_flaw_not_data_box,
	'not-kind': m.directory_flaw_not_kind,
	'too-long': m.directory_flaw_too_long,
	'ends-before-start': m.directory_flaw_ends_before_start,
	'twice': m.directory_flaw_twice,
	'differs-from-earlier': m.directory_flaw_differs,
	'unknown-organisation': m.directory_flaw_unknown_organisation,
	'ended-organisation': m.directory_flaw_ended_organisation,
	'cycle': m.directory_flaw_cycle,
	'refused-above': m.directory_flaw_refused_above,
	'outside': m.directory_flaw_outside,
	'name-taken': m.directory_flaw_name_taken,
	'email-taken': m.directory_flaw_email_taken,
	'elsewhere': m.directory_flaw_elsewhere,
	'beyond': m.directory_flaw_beyond,
	'erased': m.directory_flaw_erased,
	'not-role': m.directory_flaw_not_role,
	'not-grantable': m.directory_flaw_not_grantable,
	'start-fixed': m.directory_flaw_start_fixed
};

/** What is wrong with a row. A reason of an older version of the portal says itself. */
export function flawText({ reason, detail = '' }: Omit<Flaw, 'reason' | 'column'> & { reason: string }): string {
	return Object.hasOwn(reasons, reason) ? reasons[reason as Reason]({ detail }) : reason;
}

const faults: Record<TableFault | 'bad-header', (inputs: { line: string; missing: string; twice: string }) => string> = {
	'empty': m.directory_fault_empty,
	'too-large': m.directory_fault_too_large,
	'too-many-rows': m.directory_fault_too_many_rows,
	'too-wide': m.directory_fault_too_wide,
	'cell-too-long': m.directory_fault_cell_too_long,
	'not-text': m.directory_fault_not_text,
	'bad-csv': m.directory_fault_bad_csv,
	'bad-workbook': m.directory_fault_bad_workbook,
	'old-workbook': m.directory_fault_old_workbook,
	'unpacks-too-large': m.directory_fault_unpacks_too_large,
	'bad-header': m.directory_fault_bad_header
};

const listed = (value: unknown) => (Array.isArray(value) ? value.map(String).join(', ') : '');

/** Why a file cannot be read; undefined when it could. */
export function faultText({ fault, line, missing, twice }: Record<string, unknown>): string | undefined {
	if (typeof fault !== 'string' || !Object.hasOwn(faults, fault)) return undefined;
	return faults[fault as TableFault]({ line: typeof line === 'number' ? String(line) : '?', missing: listed(missing) || '–', twice: listed(twice) || '–' });
}

const separators = { ';': m.directory_separator_semicolon, ',': m.directory_separator_comma, '\t': m.directory_separator_tab };

/** How the file was read, so that somebody who sees strange letters knows why. */
export function readAsText(told: { as?: Table['as']; unknown?: string[] }): string[] {
	const lines: string[] = [];
	if (told.as === 'workbook') lines.push(m.directory_read_workbook());
	else if (told.as) lines.push(m.directory_read_text({ encoding: told.as.encoding === 'windows-1250' ? 'Windows-1250' : told.as.encoding.toUpperCase(), separator: separators[told.as.separator]() }));
	if (told.unknown?.length) lines.push(m.directory_read_unknown({ columns: told.unknown.join(', ') }));
	return lines;
}

/** Titles of the columns, those that must be there first. */
export const columnsHelp = () => ({
	organisations: organisationColumns.map(({ title, required }) => ({ title, required })),
	people: personColumns.map(({ title, required }) => ({ title, required }))
});
