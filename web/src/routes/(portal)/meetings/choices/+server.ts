import * as v from 'valibot';
import { requirePerson } from '#lib/server/person.ts';
import { findOrganisations, findPeople } from '../directory.server.ts';
import type { RequestHandler } from './$types';

const query = v.object({ of: v.picklist(['people', 'organisations']), q: v.fallback(v.pipe(v.string(), v.trim(), v.maxLength(100)), '') });

/** What a picker offers while somebody types. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const parsed = v.safeParse(query, Object.fromEntries(url.searchParams));
	if (!parsed.success) return Response.json({ code: 'bad-input' }, { status: 422 });
	const { of, q } = parsed.output;
	const actor = requirePerson(locals.actor);
	return Response.json(await locals.tx((tx) => (of === 'people' ? findPeople(tx, actor, { q }) : findOrganisations(tx, { q }))));
};
