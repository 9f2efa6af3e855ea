import { withIdentity } from '@sal/db';
import { json } from '@sveltejs/kit';
import { refusal } from '#lib/server/failure.ts';
import { portal } from '#lib/server/portal.ts';
import { networkOf } from '#lib/server/rate-limit.ts';
import { cookieAttributes, cookieName } from '#lib/server/sign-in/cookies.ts';
import { askToSignIn } from '#lib/server/sign-in/passkeys.ts';
import type { RequestHandler } from './$types';

/** A challenge for any passkey of this portal. */
export const POST: RequestHandler = async ({ cookies, getClientAddress }) => {
	const { config, db, limits } = portal();
	const secure = config.origin.startsWith('https:');
	try {
		await limits.passkeys.consume(networkOf(getClientAddress()));
	} catch (error) {
		const { status, message } = refusal(error);
		return json({ message }, { status });
	}
	const { options, secret } = await withIdentity(db, (tx) => askToSignIn(tx, { rp: config, now: new Date() }));
	cookies.set(cookieName('passkey', secure), secret, cookieAttributes('passkey', secure));
	return json(options);
};
