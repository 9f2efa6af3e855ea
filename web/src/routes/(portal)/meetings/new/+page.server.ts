import { fail, redirect } from '@sveltejs/kit';
import { requirePerson } from '#lib/server/person.ts';
import { chosenFor, emptyForm, readMeeting } from '../form.server.ts';
import { createMeeting } from '../plan.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const actor = requirePerson(locals.actor);
	return locals.tx((tx) => emptyForm(tx, actor, new Date()));
};

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const actor = requirePerson(locals.actor);
		const { typed, parsed } = readMeeting(await request.formData());
		const written = parsed.ok ? await locals.tx((tx) => createMeeting(tx, actor, { input: parsed.value, now: new Date() })) : parsed;
		if (!written.ok) return fail(422, { typed, errors: written.errors, chosen: await locals.tx((tx) => chosenFor(tx, typed)) });
		redirect(303, `/meetings/${written.value}`);
	}
};
