import { redirect } from '@sveltejs/kit';
import { enterAs } from '#lib/server/enter.ts';
import { returnCookie, relyingOf } from '#lib/server/oidc/relying.ts';
import { tieSession } from '#lib/server/oidc/logout.ts';
import { arrive } from '#lib/server/oidc/sign-in.ts';
import { portal } from '#lib/server/portal.ts';
import type { PageServerLoad } from './$types';

/** Takes somebody back from the provider. Nothing is shown here: it leads on, or to the page of errors. */
export const load: PageServerLoad = async (event) => {
	const { cookies, params, url, locals } = event;
	const { db, auth } = portal();
	const secret = cookies.get(returnCookie());
	cookies.delete(returnCookie(), { path: '/' });
	const { personId, provider, subject, sid, secondFactor, next } = await arrive(relyingOf(event), { providerId: params.id, search: url.search, secret });
	const before = cookies.get(auth.cookieName);
	const to = await enterAs(event, personId, { method: 'provider', secondFactor, next });
	const sessionId = cookies.get(auth.cookieName);
	// Unchanged: a second factor is asked for first, and the session is opened there.
	if (sessionId && sessionId !== before) await tieSession(db, { sessionId, providerId: provider.id, subject, sid, from: locals.origin });
	redirect(303, to);
};
