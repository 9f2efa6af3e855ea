import { requireForPortal } from '../store.server.ts';
import { drawMatrix } from './matrix.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	requireForPortal(locals.actor, 'roles');
	return drawMatrix();
};
