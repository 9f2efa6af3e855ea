import { fail, redirect } from '@sveltejs/kit';
import { nextPage } from '#lib/next-page.ts';
import { m } from '#lib/paraglide/messages.js';
import { enterAs } from '#lib/server/enter.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { providersForLogin, type LoginProvider } from '#lib/server/oidc/provider.ts';
import { portal } from '#lib/server/portal.ts';
import { checkPassword } from '#lib/server/sign-in.ts';
import type { Actions, PageServerLoad } from './$types';
import { namedBy } from './providers-for.ts';
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
		const sent = await request.formData();
		const provider = await providerOf(sent);
		if (provider) redirect(303, `/login/provider/${provider.id}?next=${encodeURIComponent(nextPage(textOf(sent, 'next')))}`);
		const form = readForm({ schema: loginSchema, form: sent });
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

const textOf = (form: FormData, name: string): string => {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
};

/** Where an address without a password belongs: by its domain alone, so that nobody learns who has an account. */
async function providerOf(form: FormData): Promise<LoginProvider | undefined> {
	if (textOf(form, 'password') !== '') return undefined;
	return namedBy(await providersForLogin(portal().db), textOf(form, 'email'));
}
