import { withIdentity } from '@sal/db';
import { json } from '@sveltejs/kit';
import { DomainError } from '#lib/domain-error.ts';
import { portal } from '#lib/server/portal.ts';
import { cookieAttributes, cookieName } from '#lib/server/sign-in/cookies.ts';
import { askToRegister } from '#lib/server/sign-in/passkeys.ts';
import type { RequestHandler } from './$types';

/** A challenge for making a passkey of the person who is signed in. */
export const POST: RequestHandler = async ({ cookies, locals: { user, origin } }) => {
	if (!user) throw new DomainError('sign-in-needed');
	const { config, db } = portal();
	const secure = config.origin.startsWith('https:');
	const { options, secret } = await withIdentity(db, (tx) => askToRegister(tx, { rp: config, personId: user.id, email: user.email, name: user.name, now: new Date() }), origin);
	cookies.set(cookieName('passkey', secure), secret, cookieAttributes('passkey', secure));
	return json(options);
};
