import * as v from 'valibot';
import { requirePerson } from '#lib/server/person.ts';
import { listPeople } from '../../people.server.ts';
import { peopleFilterSchema } from '../../schema.ts';
import type { RequestHandler } from './$types';

/** How many a combobox shows: whoever wants the next one types another letter. */
const SHOWN = 20;

/** What the field of a deputy offers while somebody types. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const actor = requirePerson(locals.actor);
	const { q } = v.parse(peopleFilterSchema, { q: url.searchParams.get('q') ?? '' });
	const { people } = await locals.tx((tx) => listPeople(tx, actor, { q, now: new Date() }));
	return Response.json(people.filter(({ disabled }) => !disabled).slice(0, SHOWN).map(({ id, name, organisations }) => ({ id, name, detail: organisations })));
};
