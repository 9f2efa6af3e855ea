import * as v from 'valibot';
import { dayOf } from '#lib/day.ts';
import { requirePerson } from '#lib/server/person.ts';
import { administers } from './rules.ts';
import { treeFilterSchema } from './schema.ts';
import { readUnits } from './store.server.ts';
import { found, treeOn, withSuperiors } from './tree.rules.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requirePerson(locals.actor);
	const now = new Date();
	const today = dayOf(now);
	const filter = v.parse(treeFilterSchema, { q: url.searchParams.get('q') ?? '', day: url.searchParams.get('day') ?? '' });
	const day = filter.day || today;
	const units = await locals.tx((tx) => readUnits(tx, { day, today }));
	const rows = treeOn({ units, day, compare: new Intl.Collator(locals.locale).compare });
	const hits = found(rows, filter.q);
	const way = withSuperiors(rows, hits);
	const administrator = actor.grants.some(({ path }) => administers({ subject: actor, path, now }));
	return {
		filter,
		day,
		today,
		rows: filter.q === '' ? rows : rows.filter(({ id }) => way.has(id)),
		hits: [...hits],
		total: rows.length,
		administrator,
		// What was cannot be arranged any more.
		mayArrange: administrator && day === today
	};
};
