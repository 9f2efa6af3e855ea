/** How the parts of a name make the name that is shown, and back. */
export interface NameParts {
	/** Titles before the name: `MUDr.` */
	before: string;
	given: string;
	family: string;
	/** Titles after it: `Ph.D.` */
	after: string;
}

const spaced = (...parts: string[]) => parts.filter((part) => part !== '').join(' ');

/** `MUDr. Eva Kučerová, Ph.D.` */
export function composeName({ before, given, family, after }: NameParts): string {
	const name = spaced(before, given, family);
	return after === '' ? name : `${name}, ${after}`;
}

/** The titles around a name whose core is known. Composing what this gives makes the same name, if it was composed at all. */
export function splitName({ name, given, family }: { name: string; given: string; family: string }): NameParts {
	const core = spaced(given, family);
	const at = core === '' ? -1 : name.indexOf(core);
	if (at === -1) return { before: '', given, family: family || name, after: '' };
	return { before: name.slice(0, at).trim(), given, family, after: name.slice(at + core.length).replace(/^\s*,\s*/, '').trim() };
}
