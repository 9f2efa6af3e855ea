import type { HomeLoader } from '#lib/home.ts';
import { modulesFor } from '#lib/modules.ts';
import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

const found = import.meta.glob<HomeLoader>('./*/home.server.ts', { import: 'home' });

export const load: PageServerLoad = async ({ locals }) => {
	const { user, actor } = locals;
	if (!user || actor.kind !== 'person') redirect(303, '/login');
	const now = new Date();
	const loaders = modulesFor(actor).flatMap(({ id }) => found[`./${id}/home.server.ts`] ?? []);
	const homes = await Promise.all(loaders.map((load) => load()));
	// One transaction, one after the other: they share a connection.
	const sections = await locals.tx(async (tx) => {
		const list = [];
		for (const home of homes) list.push(await home({ tx, actor, user, now }));
		return list;
	});
	return { sections: sections.sort((a, b) => a.order - b.order) };
};
