import { m } from '#lib/paraglide/messages.js';
import { allPermissions, allRoles, roleTitle } from '#lib/permissions/all.ts';
import { matrixOf } from '#lib/permissions/matrix.ts';
import { cellIn } from '#lib/permissions/words.ts';
import { stringify } from 'csv-stringify/sync';

/** What each role may, in the language of whoever asks. */
export function drawMatrix() {
	return {
		roles: allRoles.map(({ id, title, about }) => ({ id, title: title(), about: about() })),
		modules: matrixOf({ modules: allPermissions, roles: allRoles, wordsOf: (way, module) => cellIn(way, { module, roleTitle }) })
	};
}

/** The matrix as a table that a spreadsheet opens: UTF-8 with its mark, semicolons as Czech Excel expects, no cell that could be a formula. */
export function matrixTable({ roles, modules }: ReturnType<typeof drawMatrix>): string {
	const head = [m.admin_roles_column_module(), m.admin_roles_column_id(), m.admin_roles_column_action(), ...roles.map(({ title, id }) => `${title} (${id})`), m.admin_roles_column_others(), m.admin_roles_column_never()];
	const rows = modules.flatMap((module) => module.rows.map(({ id, title, cells, others, never }) => [module.title, id, title, ...cells, others.join('; '), never.join('; ')]));
	return stringify([head, ...rows], { bom: true, delimiter: ';', escape_formulas: true, record_delimiter: 'windows' });
}
