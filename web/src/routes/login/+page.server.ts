import { fail, redirect } from '@sveltejs/kit';
import { nextPage } from '#lib/next-page.ts';
import { m } from '#lib/paraglide/messages.js';
import { enterAs } from '#lib/server/enter.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { providersForLogin } from '#lib/server/oidc/provider.ts';
import { portal } from '#lib/server/portal.ts';
import { checkPassword } from '#lib/server/sign-in.ts';
import type { Actions, PageServerLoad } from './$types';
import { loginSchema } from './schema.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
	const next = nextPage(url.searchParams.get('next'));
	if (locals.user) redirect(303, next);
	const providers = await providersForLogin(portal().db);
	const left = providers.find(({ id }) => id === url.searchParams.get('left'));
	return { next, providers, left, reset: url.searchParams.get('reset') === 'done', demo: portal().config.mode === 'demo' };
};

export const actions: Actions = {
	default: async (event) => {
		const { request, getClientAddress } = event;
		const { db, limits } = portal();
		const form = readForm({ schema: loginSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { values: form.values, errors: form.errors, message: undefined });
		const { email, password, next } = form.data;
		const noErrors: Record<string, string> = {};
		const refused = (status: number, message: string) => fail(status, { values: { email } as Record<string, string>, errors: noErrors, message });
		let to: string;
		try {
			const personId = await checkPassword({ db, limits, email, password, address: getClientAddress(), origin: event.locals.origin });
			if (!personId) return refused(422, m.portal_login_wrong());
			to = await enterAs(event, personId, { next: nextPage(next) });
		} catch (error) {
			const { status, message } = refusal(error);
			return refused(status, message);
		}
		redirect(303, to);
	}
};
