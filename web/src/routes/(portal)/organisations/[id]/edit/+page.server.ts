import { redirect } from '@sveltejs/kit';
import { DomainError } from '#lib/domain-error.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { action } from '../../action.server.ts';
import { editOrganisation } from '../../change.server.ts';
import { isKind, kindLooks } from '../../kinds.ts';
import { editSchema } from '../../schema.ts';
import { getOrganisation } from '../../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const unit = await locals.tx((tx) => getOrganisation(tx, actor, { id: requireId(params.id), now: new Date() }));
	if (!unit.may.edit) throw new DomainError('forbidden');
	return { unit };
};

export const actions: Actions = {
	default: action({
		form: 'edit',
		schema: editSchema,
		inWords: (field, value) => (field === 'kind' && isKind(value) ? kindLooks[value].label() : value),
		run: ({ tx, actor, data, id, now }) => editOrganisation(tx, actor, { id, ...data, now }),
		after: ({ id }) => redirect(303, `/organisations/${id}`)
	})
};
