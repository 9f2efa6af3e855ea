import { withIdentity } from '@sal/db';
import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';
import { nextPage } from '#lib/next-page.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { portal } from '#lib/server/portal.ts';
import { waysToProve } from '#lib/server/sign-in/prove.ts';
import { lock } from '#lib/server/sign-in/session.ts';
import { unlockWithPassword } from '#lib/server/sign-in/unlock.ts';
import type { Actions, PageServerLoad } from './$types';

const schema = v.object({ password: v.pipe(v.string(), v.nonEmpty(() => m.portal_login_password_missing()), v.maxLength(200, () => m.unlock_wrong())), next: v.optional(v.string(), '/') });

export const load: PageServerLoad = async ({ locals, url }) => {
	const next = nextPage(url.searchParams.get('next'));
	if (locals.held?.demand !== 'locked') redirect(303, locals.user ? next : `/login?next=${encodeURIComponent(next)}`);
	return { next, name: locals.held.name, providers: (await waysToProve(locals.held.id)).providers };
};

export const actions: Actions = {
	/** The screen has been idle, or its person wants it locked. */
	lock: async ({ locals }) => {
		const { sessionId } = locals;
		if (sessionId && locals.user) await withIdentity(portal().db, (tx) => lock(tx, sessionId, new Date()));
		return { locked: true, error: undefined };
	},
	password: async ({ locals, request, getClientAddress }) => {
		const form = readForm({ schema, form: await request.formData() });
		if (!form.ok) return fail(422, { locked: true, error: form.errors.password });
		const { password, next } = form.data;
		const to = nextPage(next);
		const { sessionId, held, origin } = locals;
		if (!sessionId || held?.demand !== 'locked') redirect(303, locals.user ? to : `/login?next=${encodeURIComponent(to)}`);
		try {
			if (!(await unlockWithPassword({ sessionId, held, password, address: getClientAddress(), origin }))) return fail(422, { locked: true, error: m.unlock_wrong() });
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { locked: true, error: message });
		}
		redirect(303, to);
	}
};
