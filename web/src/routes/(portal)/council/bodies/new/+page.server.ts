import { fail, redirect } from '@sveltejs/kit';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requirePerson } from '#lib/server/person.ts';
import { foundingSchema } from '../schema.ts';
import { foundBody, housesKept } from '../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const actor = requirePerson(locals.actor);
	const houses = await locals.tx((tx) => housesKept(tx, actor, new Date()));
	if (houses.length === 0) throw new DomainError('forbidden');
	return { houses };
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const actor = requirePerson(locals.actor);
		const form = readForm({ schema: foundingSchema, form: await request.formData() });
		if (!form.ok) return fail(422, form);
		let body: string;
		try {
			body = await locals.tx((tx) => foundBody(tx, actor, { ...form.data, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { values: {} as Record<string, string>, errors: {} as Record<string, string>, message });
		}
		redirect(303, `/council/bodies/${body}`);
	}
};
