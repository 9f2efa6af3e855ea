/** Roles × actions, as the code declares them: for the page and for an auditor's table. */
import type { Permissions } from './declare.ts';
import type { Role, Way } from './types.ts';

export interface MatrixRow {
	/** `<module>.<action>`. */
	id: string;
	title: string;
	/** What the role of each column may, in words; empty where it may not. */
	cells: string[];
	/** Everybody else who may: hosts, the invited, … */
	others: string[];
	/** What closes the thing to everybody. */
	never: string[];
}

export interface MatrixModule {
	id: string;
	title: string;
	rows: MatrixRow[];
}

interface Drawing {
	modules: readonly Permissions[];
	roles: readonly Role[];
	/** One way in words, without the role that heads its column. */
	wordsOf: (way: Way, module: Permissions) => string;
}

/** Every action of every module against every role, in the order of the columns. */
export function matrixOf({ modules, roles, wordsOf }: Drawing): MatrixModule[] {
	return modules.map((module) => ({
		id: module.module,
		title: module.title(),
		rows: Object.values(module.actions).map(({ id, title, ways, never }) => ({
			id,
			title: title(),
			cells: roles.map((role) => ways.filter((way) => way.via === 'role' && way.role === role.id).map((way) => wordsOf(way, module)).join('; ')),
			others: ways.filter((way) => way.via !== 'role').map((way) => wordsOf(way, module)),
			never: (never ?? []).map((trait) => module.traits[trait]?.() ?? trait)
		}))
	}));
}
