import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { searchAll } from '../groups.server.ts';
import { searchQuery } from '../schema.ts';
import type { RequestHandler } from './$types';

/** In each group, while somebody types. */
const SHOWN = 4;

export const GET: RequestHandler = async ({ locals, url }) => {
	const { actor } = locals;
	if (actor.kind !== 'person') throw new DomainError('sign-in-needed');
	const q = v.parse(searchQuery, url.searchParams.get('q'));
	return Response.json(await locals.tx((tx) => searchAll(tx, { actor, q, limit: SHOWN, now: new Date() })));
};
