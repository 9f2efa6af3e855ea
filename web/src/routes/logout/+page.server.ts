import { redirect } from '@sveltejs/kit';
import { audit } from '#lib/server/audit.ts';
import { providerOfSession } from '#lib/server/oidc/logout.ts';
import { portal } from '#lib/server/portal.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
	/** This browser only. */
	here: async ({ locals, cookies }) => {
		const { auth, db } = portal();
		const through = locals.sessionId ? await providerOfSession(db, locals.sessionId) : undefined;
		if (locals.user) await locals.tx((tx) => audit(tx, { action: 'session.sign-out' }));
		if (locals.sessionId) await auth.signOut(locals.sessionId);
		const { name, value, attributes } = auth.blankCookie();
		cookies.set(name, value, attributes);
		// They are still signed in at the provider: the page says so.
		redirect(303, through ? `/login?left=${through}` : '/login');
	},
	/** Every browser in which this person is signed in. */
	everywhere: async ({ locals, cookies }) => {
		const { auth } = portal();
		if (locals.user) await auth.signOutEverywhere(locals.user.id, locals.origin);
		const { name, value, attributes } = auth.blankCookie();
		cookies.set(name, value, attributes);
		redirect(303, '/login');
	}
};
