import { fail } from '@sveltejs/kit';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { changePassword } from '#lib/server/change-password.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { portal } from '#lib/server/portal.ts';
import type { Actions, PageServerLoad } from './$types';
import { changePasswordSchema } from './schema.ts';

const SECRETS = ['current', 'password', 'again'];
/** At which field a refusal stands. */
const FIELDS: Record<string, string> = { 'password-wrong': 'current', 'password-common': 'password', 'password-personal': 'password' };

export const load: PageServerLoad = ({ locals }) => ({ email: locals.user?.email ?? '' });

export const actions: Actions = {
	password: async ({ request, locals }) => {
		const { db, limits } = portal();
		const form = readForm({ schema: changePasswordSchema, form: await request.formData(), secrets: SECRETS });
		if (!form.ok) return fail(422, { part: 'password', errors: form.errors, message: undefined, done: false });
		if (!locals.user || !locals.sessionId) throw new DomainError('sign-in-needed');
		try {
			await changePassword({ db, limits, personId: locals.user.id, sessionId: locals.sessionId, ...form.data, now: new Date(), origin: locals.origin });
		} catch (error) {
			const { status, code, message } = refusal(error);
			const field = FIELDS[code];
			const errors: Record<string, string> = field ? { [field]: message } : {};
			return fail(status, { part: 'password', errors, message: field ? undefined : message, done: false });
		}
		const errors: Record<string, string> = {};
		return { part: 'password', errors, message: m.account_password_changed(), done: true };
	}
};
