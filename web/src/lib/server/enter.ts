/** The one way from "we know who this is" to a session; every way of signing in ends here. */
import { findActor, withIdentity } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { admits, asksSecondFactor, type SessionFacts } from '#lib/sign-in/policy.ts';
import type { SessionCookie } from './auth.ts';
import { audit } from './audit.ts';
import { portal } from './portal.ts';
import { keepPreference, localeOf } from './preferences.ts';
import { newSecret } from './secret.ts';
import { openChallenge } from './sign-in/challenge.ts';
import { cookieAttributes, cookieName } from './sign-in/cookies.ts';
import { tellOfDevice } from './sign-in/device-notice.ts';
import { readFactors } from './sign-in/factors.ts';
import { rememberDevice } from './sign-in/known-device.ts';
import { policyOf } from './sign-in/policy.ts';

/** What signing in needs of a request: every `RequestEvent` has it. */
export interface Entrance {
	cookies: { get(name: string): string | undefined; set(name: string, value: string, attributes: SessionCookie['attributes']): void };
	locals: Pick<App.Locals, 'origin'>;
}

export interface Entering {
	/** How the person has shown who they are. */
	method?: SessionFacts['method'];
	/** A second factor was shown, or the one that was shown is worth two (a passkey, a provider's). */
	secondFactor?: boolean;
	/** When they have: now, unless told otherwise; null: a provider has not told. */
	provedAt?: Date | null;
	/** Where to go then: a path of this portal. */
	next?: string;
}

/**
 * Signs this browser in as the person, or sends it for a second factor first: when the person has codes on, and when their organisation asks for
 * one. Answers with the path to go to.
 * @throws {DomainError} `no-affiliation`: the account belongs to no organisation today, and so may do nothing · `login-way-closed`: their
 * organisation does not take this way in
 */
export async function enterAs({ cookies, locals: { origin } }: Entrance, personId: string, { method = 'password', secondFactor = false, provedAt, next = '/' }: Entering = {}): Promise<string> {
	const { auth, db, config } = portal();
	const secure = config.origin.startsWith('https:');
	const now = new Date();
	const actor = (await findActor(db, { person: personId }))?.actor;
	if (!actor) throw new DomainError('no-affiliation');
	const waits = await withIdentity(
		db,
		async (tx) => {
			const policy = await policyOf(tx, actor.organisation);
			if (!admits(policy, method)) {
				await audit(tx, { action: 'session.sign-in', outcome: 'refused', detail: { method, why: 'way-closed' }, person: personId });
				return 'closed';
			}
			const { totpSince } = await readFactors(tx, personId);
			const asked = asksSecondFactor(policy, actor.grants.map(({ role }) => role)) || (totpSince !== null && method !== 'provider');
			return asked && !secondFactor ? openChallenge(tx, { purpose: 'second-factor', personId, method, now }) : undefined;
		},
		origin
	);
	if (waits === 'closed') throw new DomainError('login-way-closed');
	if (waits) {
		cookies.set(cookieName('challenge', secure), waits, cookieAttributes('challenge', secure));
		return `/login/second-factor?next=${encodeURIComponent(next)}`;
	}
	const userAgent = origin.userAgent ?? '';
	const address = origin.address ?? '';
	const device = cookies.get(cookieName('device', secure)) ?? newSecret();
	// A new session each time: an id that somebody has planted before is never taken up.
	const cookie = await auth.signIn({ personId, userAgent, address, method, secondFactor, ...(provedAt !== undefined && { provedAt }) });
	await withIdentity(
		db,
		async (tx) => {
			await audit(tx, { action: 'session.sign-in', detail: { method, secondFactor }, person: personId });
			if (await rememberDevice(tx, { personId, token: device, now })) await tellOfDevice(tx, { personId, userAgent, address, now, origin: config.origin });
		},
		origin
	);
	cookies.set(cookie.name, cookie.value, cookie.attributes);
	cookies.set(cookieName('device', secure), device, cookieAttributes('device', secure));
	const locale = await localeOf(db, personId);
	if (locale) keepPreference({ cookies, secure, name: 'sal_locale', value: locale });
	return next;
}
