import { redirect } from '@sveltejs/kit';
import { enterAs } from '#lib/server/enter.ts';
import { returnCookie, relyingOf } from '#lib/server/oidc/relying.ts';
import { tieSession } from '#lib/server/oidc/logout.ts';
import { CLOCK_TOLERANCE } from '#lib/server/oidc/provider.ts';
import { arrive } from '#lib/server/oidc/sign-in.ts';
import { portal } from '#lib/server/portal.ts';
import { proveAgain } from '#lib/server/sign-in/prove.ts';
import { unlockSession } from '#lib/server/sign-in/unlock.ts';
import type { PageServerLoad } from './$types';

/** Takes somebody back from the provider. Nothing is shown here: it leads on, or to the page of errors. */
export const load: PageServerLoad = async (event) => {
	const { cookies, params, url, locals } = event;
	const { db, auth } = portal();
	const secret = cookies.get(returnCookie());
	cookies.delete(returnCookie(), { path: '/' });
	const { personId, provider, subject, sid, secondFactor, provedAt, next } = await arrive(relyingOf(event), { providerId: params.id, search: url.search, secret });
	// They go on with their session, in the place that they act in.
	if (locals.user?.id === personId && locals.sessionId && provedAt) {
		await proveAgain(locals.sessionId, { personId, method: 'provider', at: provedAt, origin: locals.origin });
		redirect(303, next);
	}
	if (locals.sessionId && locals.held?.demand === 'locked' && locals.held.id === personId) {
		// That the provider still knows this browser says nothing of who sits at it: it must have asked since somebody was last here.
		const since = (locals.seenAt?.getTime() ?? Infinity) - CLOCK_TOLERANCE * 1000;
		if (!provedAt || provedAt.getTime() < since) redirect(303, `/unlock?next=${encodeURIComponent(next)}`);
		await unlockSession({ sessionId: locals.sessionId, personId, kind: 'provider', origin: locals.origin });
		redirect(303, next);
	}
	const before = cookies.get(auth.cookieName);
	const to = await enterAs(event, personId, { method: 'provider', secondFactor, provedAt, next });
	const sessionId = cookies.get(auth.cookieName);
	// Unchanged: a second factor is asked for first, and the session is opened there.
	if (sessionId && sessionId !== before) await tieSession(db, { sessionId, providerId: provider.id, subject, sid, from: locals.origin });
	redirect(303, to);
};
