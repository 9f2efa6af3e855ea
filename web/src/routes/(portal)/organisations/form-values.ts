/** What the forms of organisations and people are made from; what is stored is compared with it before it is overwritten. */
interface OrganisationData {
	name: string;
	kind: string;
	ico: string | null;
	dataBox: string | null;
	address: string;
}

export const organisationValues = ({ name, kind, ico, dataBox, address }: OrganisationData) => ({ name, kind, ico: ico ?? '', dataBox: dataBox ?? '', address });

interface PersonData {
	name: string;
	givenName: string;
	familyName: string;
	/** Null: not shown to the reader. */
	email: string | null;
}

export const personValues = ({ name, givenName, familyName, email }: PersonData) => ({ name, givenName, familyName, email: email ?? '' });
