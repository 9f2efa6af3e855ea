import { withIdentity } from '@sal/db';
import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { refusal } from '#lib/server/failure.ts';
import { portal } from '#lib/server/portal.ts';
import { cookieName } from '#lib/server/sign-in/cookies.ts';
import { register } from '#lib/server/sign-in/passkeys.ts';
import { attestationSchema } from '#lib/sign-in/passkey-schema.ts';
import { passkeyName } from '../schema.ts';
import type { RequestHandler } from './$types';

const answer = v.object({ response: attestationSchema, name: passkeyName });

/** Keeps the passkey that the device has made. */
export const POST: RequestHandler = async ({ cookies, request, locals: { user, origin } }) => {
	try {
		if (!user) throw new DomainError('sign-in-needed');
		const parsed = v.safeParse(answer, await request.json().catch(() => undefined));
		if (!parsed.success) throw new DomainError('bad-input');
		const { config, db } = portal();
		const secret = cookies.get(cookieName('passkey', config.origin.startsWith('https:')));
		const kept = await withIdentity(
			db,
			async (tx) => {
				const done = await register(tx, { rp: config, secret, response: parsed.output.response as RegistrationResponseJSON, name: parsed.output.name, personId: user.id, now: new Date() });
				await audit(tx, { action: 'passkey.registered', outcome: done ? 'done' : 'refused', object: { kind: 'person', id: user.id }, person: user.id });
				return done;
			},
			origin
		);
		if (!kept) throw new DomainError('login-passkey-refused');
		return json({ to: '/account/security' });
	} catch (error) {
		const { status, message } = refusal(error);
		return json({ message }, { status });
	}
};
