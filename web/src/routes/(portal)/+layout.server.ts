import { redirect } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => {
	// hooks.server.ts has turned strangers away already; this tells the type checker.
	if (!locals.user) redirect(303, '/login');
	const { id, name, role, organisationName } = locals.user;
	return { user: { id, name, role, organisationName } };
};
