import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { nextPage } from '#lib/next-page.ts';
import { portal } from '#lib/server/portal.ts';
import type { Actions, PageServerLoad } from './$types';

/** Kept by the browser, not by the account: a shared computer in the hall has one theme, whoever signs in. */
const YEAR = 365 * 24 * 3600;
const preference = v.object({
	theme: v.optional(v.picklist(['system', 'light', 'dark'])),
	locale: v.optional(v.picklist(['cs', 'en'])),
	next: v.optional(v.string())
});

export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
	default: async ({ request, cookies }) => {
		const parsed = v.safeParse(preference, Object.fromEntries(await request.formData()));
		if (!parsed.success) redirect(303, '/');
		const { theme, locale, next } = parsed.output;
		const secure = portal().config.origin.startsWith('https:');
		// Read by the interface's own script, hence not HttpOnly; nothing secret is in them.
		const options = { path: '/', maxAge: YEAR, secure, httpOnly: false, sameSite: 'lax' } as const;
		if (theme) cookies.set('sal_theme', theme, options);
		if (locale) cookies.set('sal_locale', locale, options);
		redirect(303, nextPage(next));
	}
};
