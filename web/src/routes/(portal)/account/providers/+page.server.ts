import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import type { Actions, PageServerLoad } from './$types';
import { ownIdentities, untie } from './store.server.ts';

const untieForm = v.object({ id: v.pipe(v.string(), v.uuid()) });

export const load: PageServerLoad = async ({ locals }) => {
	const { actor } = locals;
	return { identities: await locals.tx((tx) => ownIdentities({ tx, actor })) };
};

export const actions: Actions = {
	untie: async ({ locals, request }) => {
		const { actor } = locals;
		const form = readForm({ schema: untieForm, form: await request.formData() });
		try {
			if (!form.ok) throw new DomainError('bad-input');
			await locals.tx((tx) => untie({ tx, actor }, form.data.id));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message, done: false });
		}
		return { message: m.account_providers_untied(), done: true };
	}
};
