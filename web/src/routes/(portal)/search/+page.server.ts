import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { searchAll } from './groups.server.ts';
import { searchQuery } from './schema.ts';
import type { PageServerLoad } from './$types';

/** In each group. */
const SHOWN = 10;

export const load: PageServerLoad = async ({ locals, url }) => {
	const { actor } = locals;
	if (actor.kind !== 'person') redirect(303, '/login');
	const q = v.parse(searchQuery, url.searchParams.get('q'));
	return { q, groups: await locals.tx((tx) => searchAll(tx, { actor, q, limit: SHOWN, now: new Date() })) };
};
