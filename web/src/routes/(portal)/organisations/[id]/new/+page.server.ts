import { redirect } from '@sveltejs/kit';
import { dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { action } from '../../action.server.ts';
import { addOrganisation } from '../../change.server.ts';
import { addSchema } from '../../schema.ts';
import { getOrganisation } from '../../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const now = new Date();
	const unit = await locals.tx((tx) => getOrganisation(tx, actor, { id: requireId(params.id), now }));
	if (!unit.may.add) throw new DomainError('forbidden');
	return { unit, today: dayOf(now) };
};

export const actions: Actions = {
	default: action({
		form: 'new',
		schema: addSchema,
		run: ({ tx, actor, data: { from, ...input }, id, now }) => addOrganisation(tx, actor, { parent: id, validFrom: from, ...input, now }),
		after: ({ result }) => redirect(303, `/organisations/${String(result)}`)
	})
};
