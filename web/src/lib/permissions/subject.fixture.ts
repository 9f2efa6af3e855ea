/** People for tables of permissions: region ▸ hospital ▸ ward, region ▸ town; everybody's grant is for the place they stand in. */
import { grantOf, standings, type Standing } from '../server/standing.fixture.ts';
import type { Grant, PersonSubject } from './types.ts';

export const paths = { region: ['region'], hospital: ['region', 'hospital'], ward: ['region', 'hospital', 'ward'], town: ['region', 'town'] } as const;
export type Place = keyof typeof paths;

export const NOW = new Date('2026-11-24T08:00:00Z');

export const grant = (role: string, at: Place, change: Partial<Grant> = {}): Grant => ({ id: `${role}@${at}`, role, organisation: at, organisationName: at, path: paths[at], since: '2026-01-01T00:00:00Z', until: null, by: null, ...change });

/** Somebody of this standing in that place. */
export function subject(standing: Standing, at: Place, change: Partial<PersonSubject> = {}): PersonSubject {
	const role = grantOf[standing];
	return { kind: 'person', person: `${standing}-${at}`, organisation: at, grants: role ? [grant(role, at)] : [], ...change };
}

/** The standings for which `may` says yes, as a word list: a table is read more easily than eighty rows. */
export const allowed = (may: (standing: Standing) => boolean): string => standings.filter(may).join(' ');
export const everybody = standings.join(' ');
