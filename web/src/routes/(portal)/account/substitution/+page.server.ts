import { dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { action, idSchema, placesToLeave, revokeSubstitution, setSubstitution, stretch, substitutionSchema, substitutionsOf } from '../../organisations/index.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { actor } = locals;
	if (actor.kind !== 'person') throw new DomainError('sign-in-needed');
	const now = new Date();
	const today = dayOf(now);
	return locals.tx(async (tx) => ({
		today,
		acting: actor.substitution !== undefined,
		rows: await substitutionsOf(tx, { person: actor.person, now }),
		placesToLeave: await placesToLeave(tx, { person: actor.person, today })
	}));
};

export const actions: Actions = {
	substitute: action({ form: 'substitute', schema: substitutionSchema, run: ({ tx, actor, data, now }) => setSubstitution(tx, actor, { ...data, ...stretch(data, now), now }) }),
	endSubstitution: action({ form: 'endSubstitution', schema: idSchema, run: ({ tx, actor, data, now }) => revokeSubstitution(tx, actor, { id: data.id, now }) })
};
