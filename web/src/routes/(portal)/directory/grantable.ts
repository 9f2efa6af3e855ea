import { allRoles } from '#lib/permissions/all.ts';
import type { PersonActor } from '@sal/db';

/** Which roles a person may grant, and below which organisations: those whose declaration names a role that they hold. */
export function grantableBy({ grants }: PersonActor): { role: string; below: string[] }[] {
	return allRoles
		.map(({ id, grantedBy }) => ({ role: id, below: grants.filter(({ role }) => grantedBy.includes(role)).map(({ organisation }) => organisation) }))
		.filter(({ below }) => below.length > 0);
}
