import * as v from 'valibot';
import { requirePerson } from '#lib/server/person.ts';
import { treeFilterSchema } from '../schema.ts';
import { findAdministered } from '../store.server.ts';
import type { RequestHandler } from './$types';

const but = v.fallback(v.optional(v.pipe(v.string(), v.uuid())), undefined);

/** What a field for an organisation offers while somebody types: of those that they administer, without `but` and what lies below it. */
export const GET: RequestHandler = async ({ locals, url }) => {
	requirePerson(locals.actor);
	const { q } = v.parse(treeFilterSchema, { q: url.searchParams.get('q') ?? '' });
	return Response.json(await locals.tx((tx) => findAdministered(tx, { q, but: v.parse(but, url.searchParams.get('but') ?? undefined) })));
};
