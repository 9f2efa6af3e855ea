import { error, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';
import { nextPage } from '#lib/next-page.ts';
import { portal } from '#lib/server/portal.ts';
import { chooseLocale, keepPreference } from '#lib/server/preferences.ts';
import type { Actions, PageServerLoad } from './$types';

const preference = v.object({
	theme: v.optional(v.picklist(['system', 'light', 'dark'])),
	locale: v.optional(v.picklist(['cs', 'en'])),
	next: v.optional(v.string())
});

export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
	default: async ({ request, cookies, locals }) => {
		const parsed = v.safeParse(preference, Object.fromEntries(await request.formData()));
		if (!parsed.success) error(422, { message: m.portal_error_bad_input() });
		const { theme, locale, next } = parsed.output;
		const { config, db } = portal();
		const kept = { cookies, secure: config.origin.startsWith('https:') };
		// The theme is the browser's alone: a shared computer in the hall has one, whoever signs in.
		if (theme) keepPreference({ ...kept, name: 'sal_theme', value: theme });
		if (locale) keepPreference({ ...kept, name: 'sal_locale', value: locale });
		if (locale && locals.user) await chooseLocale(db, { personId: locals.user.id, locale });
		redirect(303, nextPage(next));
	}
};
