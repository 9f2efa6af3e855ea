import { modulesFor } from '#lib/modules.ts';
import { redirect } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => {
	// hooks.server.ts has turned strangers away already; this tells the type checker.
	if (!locals.user) redirect(303, '/login');
	const { id, name, organisationName } = locals.user;
	return { user: { id, name, organisationName }, modules: modulesFor(locals.actor).map((module) => module.id) };
};
