import { withIdentity } from '@sal/db';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import type { assertionSchema } from '#lib/sign-in/passkey-schema.ts';
import { audit } from '../audit.ts';
import { enterAs } from '../enter.ts';
import { portal } from '../portal.ts';
import { cookieName } from './cookies.ts';
import { letIn, type HalfInEvent } from './half-in.ts';
import { answerSignIn } from './passkeys.ts';
import { proveAgain } from './prove.ts';

/**
 * Lets in whoever's passkey answered. A browser whose session waits (locked, or for a second factor) goes on with that session if it is the same
 * person's, and so does whoever shows again who they are; otherwise a new one begins. Answers with where to go. @throws {DomainError} `login-passkey-refused`
 */
export async function signInWithPasskey(event: HalfInEvent & { locals: Pick<App.Locals, 'user'> }, { response, next }: { response: v.InferOutput<typeof assertionSchema>; next: string }): Promise<string> {
	const { config, db } = portal();
	const { locals, cookies } = event;
	const secret = cookies.get(cookieName('passkey', config.origin.startsWith('https:')));
	const answer = await withIdentity(
		db,
		async (tx) => {
			const found = await answerSignIn(tx, { rp: config, secret, response: response as AuthenticationResponseJSON, now: new Date() });
			if ('refused' in found) await audit(tx, { action: found.refused === 'copied' ? 'passkey.copied' : 'session.sign-in', outcome: 'refused', detail: { method: 'passkey', why: found.refused }, person: found.who });
			else if (locals.held?.id === found.who) await audit(tx, { action: locals.held.demand === 'locked' ? 'session.unlocked' : 'session.second-factor', detail: { kind: 'passkey' }, person: found.who });
			return found;
		},
		locals.origin
	);
	if ('refused' in answer) throw new DomainError('login-passkey-refused');
	if (locals.user?.id === answer.who && locals.sessionId) {
		await proveAgain(locals.sessionId, { personId: answer.who, method: 'passkey', at: new Date(), origin: locals.origin });
		return next;
	}
	if (locals.held?.id === answer.who && locals.held.demand !== 'method') return letIn(event, { personId: answer.who, email: locals.held.email, challenge: undefined }, next);
	return enterAs(event, answer.who, { method: 'passkey', secondFactor: true, next });
}
