import { fail, redirect } from '@sveltejs/kit';
import { enterAs } from '#lib/server/enter.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { portal } from '#lib/server/portal.ts';
import { chooseLocale } from '#lib/server/preferences.ts';
import { makeFirstAdmin, readWelcome, setFirstPassword } from '#lib/server/welcome.ts';
import type { Actions, PageServerLoad } from './$types';
import { firstAdminSchema, passwordSchema } from './schema.ts';

export const load: PageServerLoad = async ({ params }) => {
	const { purpose } = await readWelcome({ db: portal().db, token: params.token, now: new Date() });
	return { purpose };
};

export const actions: Actions = {
	default: async (event) => {
		const { params, request, locals } = event;
		const { db, config } = portal();
		const now = new Date();
		const { token } = params;
		const { purpose } = await readWelcome({ db, token, now });
		const form = await request.formData();
		const secrets = ['password', 'again'];
		let personId: string;
		if (purpose === 'first-admin') {
			const read = readForm({ schema: firstAdminSchema, form, secrets });
			if (!read.ok) return fail(422, { values: read.values, errors: read.errors });
			const { organisation: organisationName, name, email, password } = read.data;
			try {
				personId = await makeFirstAdmin({ db, token, now, organisationName, name, email, password });
			} catch (error) {
				const refused = weak(error, { organisation: organisationName, name, email });
				if (refused) return refused;
				throw error;
			}
			await chooseLocale(db, { personId, locale: locals.locale });
		} else {
			const read = readForm({ schema: passwordSchema, form, secrets });
			if (!read.ok) return fail(422, { values: read.values, errors: read.errors });
			try {
				personId = await setFirstPassword({ db, token, now, password: read.data.password, portal: config.origin, origin: locals.origin });
			} catch (error) {
				const refused = weak(error, {});
				if (refused) return refused;
				throw error;
			}
			// Whoever holds a mailbox has shown that and no more: the way in, with all that it asks, is the login page.
			if (purpose === 'reset') redirect(303, '/login?reset=done');
		}
		redirect(303, await enterAs(event, personId, { method: 'link' }));
	}
};

/** The answer to a password that would be guessed; undefined when it is something else that went wrong. */
function weak(error: unknown, values: Record<string, string>) {
	const { status, code, message } = refusal(error);
	const errors: Record<string, string> = { password: message };
	return code === 'password-common' || code === 'password-personal' ? fail(status, { values, errors }) : undefined;
}
