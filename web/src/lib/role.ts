import type { PersonActor } from '@sal/db';

/** How somebody stands to the portal, for the browser (the database package may not be imported there). */
export const roles = ['admin', 'office', 'chair', 'member', 'clerk', 'clinician', 'official', 'staff'] as const;
export type Role = (typeof roles)[number];

const standings: readonly [grant: string, Role][] = [
	['portal.admin', 'admin'],
	['recordings.clerk', 'clerk'],
	['council.office', 'office'],
	['council.chair', 'chair'],
	['cases.clinician', 'clinician'],
	['council.member', 'member']
];

/** The strongest standing that the actor's grants give in the organisation they act for. */
export function roleOf({ grants, organisation }: PersonActor): Role {
	return standings.find(([grant]) => grants.some(({ role, path }) => role === grant && path.at(-1) === organisation))?.[1] ?? 'staff';
}
