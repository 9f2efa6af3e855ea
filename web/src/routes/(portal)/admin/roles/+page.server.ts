import { roleTitle } from '#lib/permissions/all.ts';
import { AHEAD_DAYS, expiringRoles } from '../expiring.server.ts';
import { requireForPortal } from '../store.server.ts';
import { drawMatrix } from './matrix.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const actor = requireForPortal(locals.actor, 'roles');
	const expiring = await locals.tx((tx) => expiringRoles({ tx, actor, now: new Date() }));
	return { ...drawMatrix(), expiring: expiring.map((one) => ({ ...one, title: roleTitle(one.role) })), expiringDays: AHEAD_DAYS };
};
