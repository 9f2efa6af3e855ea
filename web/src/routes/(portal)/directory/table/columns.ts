/** What the columns are called, in Czech and in English, however they are written: letters and digits count, accents and case do not. */
export type OrganisationColumn = 'id' | 'parent' | 'kind' | 'name' | 'ico' | 'dataBox' | 'address' | 'from' | 'until';
export type PersonColumn = 'id' | 'email' | 'before' | 'given' | 'family' | 'after' | 'organisation' | 'position' | 'from' | 'until' | 'roles';

interface Column<Name extends string> {
	name: Name;
	/** As exports write it. */
	title: string;
	/** What else it may be called. */
	also: string[];
	required: boolean;
}

const column = <Name extends string>(name: Name, title: string, also: string[], required = false): Column<Name> => ({ name, title, also, required });

export const organisationColumns: readonly Column<OrganisationColumn>[] = [
	column('id', 'id', ['identifikátor', 'external id', 'kód'], true),
	column('parent', 'nadřazená', ['nadřízená', 'nadřazená organizace', 'parent', 'parent id'], true),
	column('kind', 'druh', ['typ', 'kind', 'type'], true),
	column('name', 'název', ['jméno', 'name'], true),
	column('ico', 'IČO', ['ič', 'identifikační číslo', 'identification number', 'company number'], false),
	column('dataBox', 'datová schránka', ['id datové schránky', 'isds', 'data box'], false),
	column('address', 'adresa', ['sídlo', 'address'], false),
	column('from', 'platí od', ['od', 'valid from', 'from'], false),
	column('until', 'platí do', ['do', 'valid until', 'until', 'valid to', 'to'], false)
];

export const personColumns: readonly Column<PersonColumn>[] = [
	column('id', 'id', ['identifikátor', 'osobní číslo', 'external id'], true),
	column('email', 'e-mail', ['mail', 'emailová adresa', 'email address'], true),
	column('before', 'titul před', ['titul', 'titul před jménem', 'title', 'title before', 'honorific prefix'], false),
	column('given', 'jméno', ['křestní jméno', 'given name', 'first name'], true),
	column('family', 'příjmení', ['family name', 'last name', 'surname'], true),
	column('after', 'titul za', ['titul za jménem', 'title after', 'honorific suffix'], false),
	column('organisation', 'organizace', ['organisation', 'organization', 'id organizace', 'organisation id'], true),
	column('position', 'pracovní zařazení', ['funkce', 'pozice', 'position', 'job title'], false),
	column('from', 'od', ['platí od', 'valid from', 'from'], false),
	column('until', 'do', ['platí do', 'valid until', 'until', 'valid to', 'to'], false),
	column('roles', 'role', ['roles', 'oprávnění'], false)
];

/** Lower case, without accents and without anything but letters and digits. */
export const fold = (text: string): string => text.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

export interface Header<Name extends string> {
	/** Where each column stands; one that the file lacks is not there. */
	at: Partial<Record<Name, number>>;
	missing: string[];
	twice: string[];
	/** Columns of the file that mean nothing here: they are left aside, and people are told. */
	unknown: string[];
}

/** Which column stands where. */
export function readHeader<Name extends string>(columns: readonly Column<Name>[], header: readonly string[]): Header<Name> {
	const at: Partial<Record<Name, number>> = {};
	const twice: string[] = [];
	const unknown: string[] = [];
	header.forEach((written, index) => {
		const found = columns.find(({ title, also, name }) => [title, name, ...also].some((each) => fold(each) === fold(written)));
		if (!found) {
			if (written !== '') unknown.push(written);
		} else if (at[found.name] === undefined) at[found.name] = index;
		else twice.push(written);
	});
	return { at, missing: columns.filter(({ name, required }) => required && at[name] === undefined).map(({ title }) => title), twice, unknown };
}
