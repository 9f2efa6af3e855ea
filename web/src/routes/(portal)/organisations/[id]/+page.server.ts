import { dayOf } from '#lib/day.ts';
import { roleTitle } from '#lib/permissions/all.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { action } from '../action.server.ts';
import { endOrganisation } from '../change.server.ts';
import { endSchema } from '../schema.ts';
import { getOrganisation, membersOf, versionsOf } from '../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.id);
	const now = new Date();
	const today = dayOf(now);
	return locals.tx(async (tx) => {
		const unit = await getOrganisation(tx, actor, { id, now });
		const { roles, ...members } = await membersOf(tx, { id, today, now });
		return { unit, today, ...members, roles: roles.map((one) => ({ ...one, title: roleTitle(one.role) })), versions: await versionsOf(tx, { id }) };
	});
};

export const actions: Actions = {
	end: action({ form: 'end', schema: endSchema, run: ({ tx, actor, data, id, now }) => endOrganisation(tx, actor, { id, day: data.day, now }) })
};
