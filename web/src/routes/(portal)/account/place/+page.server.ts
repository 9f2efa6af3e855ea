import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { readForm } from '#lib/server/form.ts';
import { portal } from '#lib/server/portal.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/account/substitution');

const id = v.optional(v.pipe(v.string(), v.uuid()));
const schema = v.object({ affiliation: id, substitution: id });

export const actions: Actions = {
	/** From now on this browser's session acts in that place: one's own, or that of somebody whom one stands in for. */
	default: async ({ locals, request }) => {
		const form = readForm({ schema, form: await request.formData() });
		if (!form.ok || !locals.user || !locals.sessionId) throw new DomainError('bad-input');
		const { affiliation, substitution } = form.data;
		const wanted = { ...(affiliation && { affiliation }), ...(substitution && { substitution }) };
		if (!(await portal().auth.actIn({ sessionId: locals.sessionId, personId: locals.user.id, ...wanted }))) throw new DomainError('organisations-place-gone');
		// Where they were may be closed to them now; home is open to everybody.
		redirect(303, '/');
	}
};
