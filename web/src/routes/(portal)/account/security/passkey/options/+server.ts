import { withIdentity } from '@sal/db';
import { json } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { DomainError } from '#lib/domain-error.ts';
import { portal } from '#lib/server/portal.ts';
import { cookieAttributes, cookieName } from '#lib/server/sign-in/cookies.ts';
import { isFresh } from '#lib/sign-in/fresh.ts';
import { askToRegister } from '#lib/server/sign-in/passkeys.ts';
import { proveAt } from '#lib/sign-in/require-fresh.ts';
import type { RequestHandler } from './$types';

/** A challenge for making a passkey of the person who is signed in. */
export const POST: RequestHandler = async ({ cookies, locals: { user, origin, provedAt } }) => {
	if (!user) throw new DomainError('sign-in-needed');
	const now = new Date();
	// The page's own script goes there; a redirect would be followed by its request.
	if (!isFresh(provedAt, now)) return json({ to: proveAt('/account/security'), message: m.prove_first() }, { status: 403 });
	const { config, db } = portal();
	const secure = config.origin.startsWith('https:');
	const { options, secret } = await withIdentity(db, (tx) => askToRegister(tx, { rp: config, personId: user.id, email: user.email, name: user.name, now }), origin);
	cookies.set(cookieName('passkey', secure), secret, cookieAttributes('passkey', secure));
	return json(options);
};
