/** How the people of the tests stand: what each is granted in their own organisation. */
export const grantOf = {
	admin: 'portal.admin',
	office: 'council.office',
	chair: 'council.chair',
	member: 'council.member',
	clerk: 'recordings.clerk',
	clinician: 'cases.clinician',
	auditor: 'region.auditor',
	administrator: 'organisation.admin',
	// Officials and staff have a place and nothing more.
	official: null,
	staff: null
} as const satisfies Record<string, string | null>;

export type Standing = keyof typeof grantOf;
export const standings = Object.keys(grantOf) as Standing[];
