import * as v from 'valibot';
import { requirePerson } from '#lib/server/person.ts';
import { listPeople } from '../people.server.ts';
import { administers } from '../rules.ts';
import { peopleFilterSchema } from '../schema.ts';
import { pathNames } from '../store.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requirePerson(locals.actor);
	const now = new Date();
	const asked = (name: string) => url.searchParams.get(name) ?? undefined;
	const filter = v.parse(peopleFilterSchema, { q: asked('q') ?? '', organisation: asked('organisation'), after: asked('after') });
	return locals.tx(async (tx) => ({
		filter,
		within: filter.organisation === undefined ? null : ((await pathNames(tx, [filter.organisation]))[0] ?? null),
		mayAdd: actor.grants.some(({ path }) => administers({ subject: actor, path, now })),
		...(await listPeople(tx, actor, { ...filter, now }))
	}));
};
