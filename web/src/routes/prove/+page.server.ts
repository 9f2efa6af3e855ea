import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';
import { nextPage } from '#lib/next-page.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { proveWithPassword, waysToProve } from '#lib/server/sign-in/prove.ts';
import type { Actions, PageServerLoad } from './$types';

const schema = v.object({ password: v.pipe(v.string(), v.nonEmpty(() => m.portal_login_password_missing()), v.maxLength(200, () => m.unlock_wrong())), next: v.optional(v.string(), '/') });

export const load: PageServerLoad = async ({ locals, url }) => {
	const next = nextPage(url.searchParams.get('next'));
	if (!locals.user) redirect(303, `/login?next=${encodeURIComponent(next)}`);
	return { next, name: locals.user.name, ...(await waysToProve(locals.user.id)) };
};

export const actions: Actions = {
	default: async ({ locals, request, getClientAddress }) => {
		const form = readForm({ schema, form: await request.formData(), secrets: ['password'] });
		if (!form.ok) return fail(422, { error: form.errors.password });
		const { password, next } = form.data;
		const to = nextPage(next);
		const { sessionId, user, origin } = locals;
		if (!sessionId || !user) redirect(303, `/login?next=${encodeURIComponent(to)}`);
		try {
			if (!(await proveWithPassword({ sessionId, user, password, address: getClientAddress(), origin }))) return fail(422, { error: m.unlock_wrong() });
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { error: message });
		}
		redirect(303, to);
	}
};
