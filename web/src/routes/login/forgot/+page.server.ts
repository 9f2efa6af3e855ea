import { fail, redirect } from '@sveltejs/kit';
import { refusal } from '#lib/server/failure.ts';
import { askForReset, RESET_PER_ACCOUNT, RESET_PER_ADDRESS } from '#lib/server/forgotten.ts';
import { readForm } from '#lib/server/form.ts';
import { RESET_MINUTES } from '#lib/server/invite.ts';
import { portal } from '#lib/server/portal.ts';
import { createLimiter } from '#lib/server/rate-limit.ts';
import type { Actions, PageServerLoad } from './$types';
import { forgotSchema } from './schema.ts';

export const load: PageServerLoad = ({ locals }) => {
	if (locals.user) redirect(303, '/');
	return { mail: portal().config.mail !== undefined };
};

export const actions: Actions = {
	default: async ({ request, locals, getClientAddress }) => {
		const { db } = portal();
		const form = readForm({ schema: forgotSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { values: form.values, errors: form.errors, message: undefined, sent: undefined });
		const { email } = form.data;
		const errors: Record<string, string> = {};
		const values: Record<string, string> = { email };
		const limits = { account: createLimiter({ db, rule: RESET_PER_ACCOUNT }), address: createLimiter({ db, rule: RESET_PER_ADDRESS }) };
		try {
			await askForReset({ db, limits, email, locale: locals.locale, address: getClientAddress() });
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { values, errors, message, sent: undefined });
		}
		return { values, errors, message: undefined, sent: { email, minutes: RESET_MINUTES } };
	}
};
