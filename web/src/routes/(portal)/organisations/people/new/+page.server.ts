import { redirect } from '@sveltejs/kit';
import { dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { requirePerson } from '#lib/server/person.ts';
import { addPerson } from '../../accounts.server.ts';
import { action } from '../../action.server.ts';
import { administers } from '../../rules.ts';
import { newPersonSchema } from '../../schema.ts';
import { administeredBy } from '../../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requirePerson(locals.actor);
	const now = new Date();
	if (!actor.grants.some(({ path }) => administers({ subject: actor, path, now }))) throw new DomainError('forbidden');
	const choices = await locals.tx(administeredBy);
	return { choices, chosen: url.searchParams.get('organisation') ?? '', today: dayOf(now) };
};

export const actions: Actions = {
	default: action({
		form: 'new',
		schema: newPersonSchema,
		run: ({ tx, actor, data: { from, ...input }, now }) => addPerson(tx, actor, { ...input, validFrom: from, now }),
		after: ({ result }) => redirect(303, `/organisations/people/${String(result)}`)
	})
};
