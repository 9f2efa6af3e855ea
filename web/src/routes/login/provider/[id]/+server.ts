import { redirect } from '@sveltejs/kit';
import { nextPage } from '#lib/next-page.ts';
import { returnCookie, relyingOf } from '#lib/server/oidc/relying.ts';
import { ATTEMPT_MS, depart } from '#lib/server/oidc/sign-in.ts';
import { portal } from '#lib/server/portal.ts';
import type { RequestHandler } from './$types';

/** Sends the browser to the provider. */
export const GET: RequestHandler = async (event) => {
	const { url, secret } = await depart(relyingOf(event), { providerId: event.params.id, next: nextPage(event.url.searchParams.get('next')), again: event.url.searchParams.has('again') });
	// `lax`: the way back is a visit from another site.
	event.cookies.set(returnCookie(), secret, { path: '/', httpOnly: true, sameSite: 'lax', secure: portal().config.origin.startsWith('https:'), maxAge: ATTEMPT_MS / 1000 });
	redirect(303, url, { external: [url.origin] });
};
