import { fail, redirect } from '@sveltejs/kit';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { publishMinutes, reviewForPublic } from '../../../minutes/publishing.server.ts';
import { publishSchema } from '../../../minutes/schema.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const id = requireId(params.session);
	return { session: id, review: await locals.tx((tx) => reviewForPublic(tx, { actor: requirePerson(locals.actor), session: id, now: new Date() })) };
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const session = requireId(params.session);
		const form = readForm({ schema: publishSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { message: form.errors.reviewed ?? Object.values(form.errors)[0] ?? '' });
		try {
			await locals.tx((tx) => publishMinutes(tx, { actor: requirePerson(locals.actor), session, version: form.data.version, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
		redirect(303, `/council/${session}/minutes`);
	}
};
