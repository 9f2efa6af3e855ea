import type { HomeLoader } from '#lib/home.ts';
import { modules, modulesFor } from '#lib/modules.ts';
import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

const found = import.meta.glob<HomeLoader>('./*/home.server.ts', { import: 'home' });

export const load: PageServerLoad = async ({ locals }) => {
	const { user, actor } = locals;
	if (!user || actor.kind !== 'person') redirect(303, '/login');
	const now = new Date();
	const visible = new Set(modulesFor(actor));
	const hidden = modules.filter((module) => !visible.has(module)).map(({ id }) => `./${id}/home.server.ts`);
	// A folder without a manifest is everybody's.
	const loaders = Object.entries(found).filter(([file]) => !hidden.includes(file)).map(([, load]) => load);
	const homes = await Promise.all(loaders.map((load) => load()));
	// One transaction, one after the other: they share a connection.
	const sections = await locals.tx(async (tx) => {
		const list = [];
		for (const home of homes) list.push(...(await home({ tx, actor, user, now })));
		return list;
	});
	const ordered = sections.sort((a, b) => a.order - b.order);
	return { waiting: ordered.filter(({ kind }) => kind === 'waiting').flatMap(({ cards }) => cards), sections: ordered.filter(({ kind }) => kind !== 'waiting') };
};
