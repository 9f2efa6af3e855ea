import { obeyLogout } from '#lib/server/oidc/logout.ts';
import { ProviderRefusal } from '#lib/server/oidc/refusal.ts';
import { relyingOf } from '#lib/server/oidc/relying.ts';
import type { RequestHandler } from './$types';

/** Back-Channel Logout 1.0 §2.8: answers are never kept. */
const headers = { 'cache-control': 'no-store' };
/** Longest post that is looked at, in characters: a logout token is one or two thousand. */
const LONGEST = 20_000;

/** A provider says that somebody has signed out there. No session, no origin: the token's signature is the identity. */
export const POST: RequestHandler = async (event) => {
	const body = await event.request.text();
	const token = body.length <= LONGEST ? new URLSearchParams(body).get('logout_token') : null;
	if (!token) return Response.json({ error: 'invalid_request' }, { status: 400, headers });
	try {
		await obeyLogout(relyingOf(event), { providerId: event.params.provider, token });
	} catch (error) {
		if (!(error instanceof ProviderRefusal)) throw error;
		return Response.json({ error: 'invalid_request', error_description: error.why }, { status: 400, headers });
	}
	return new Response(null, { status: 200, headers });
};
