/** Signing in through an OpenID Connect provider: authorization code flow with PKCE, nonce and state (Core 1.0 §3.1, RFC 9700 §2.1). */
import { providerAttempt, withIdentity, type Database, type Origin } from '@sal/db';
import { and, eq, lte } from 'drizzle-orm';
import * as client from 'openid-client';
import * as v from 'valibot';
import { audit } from '../audit.ts';
import type { Config } from '../config.ts';
import { hashSecret, newSecret } from '../secret.ts';
import type { Seal } from '../sign-in/seal.ts';
import { claimsSchema, personOf } from './person.ts';
import { openProvider, readProvider, secretPurpose, type Provider } from './provider.ts';
import { asRefusal, ProviderRefusal } from './refusal.ts';

/** How long somebody may take at the provider, in milliseconds. */
export const ATTEMPT_MS = 600_000;

export interface Relying {
	db: Database;
	config: Pick<Config, 'mode' | 'origin'>;
	seal: Seal;
	now: Date;
	/** For the log: where the request came from. */
	from: Origin;
}

const callbackOf = (origin: string, providerId: string): string => `${origin}/login/provider/${providerId}/callback`;

function open({ config, seal }: Pick<Relying, 'config' | 'seal'>, { id, issuer, clientId, clientSecret }: Provider): Promise<client.Configuration> {
	return openProvider({ issuer, clientId, clientSecret: seal.open(clientSecret, secretPurpose(id)), mode: config.mode });
}

export interface Departure {
	/** Where to send the browser. */
	url: URL;
	/** For the browser's cookie: whoever comes back must hold it. */
	secret: string;
}

/** Sends somebody to the provider. `next`: a page of ours for afterwards; `again`: the provider is to ask anew who they are (Core 1.0 §3.1.2.1). @throws {DomainError} `not-found`, `provider-down` */
export async function depart({ db, config, seal, now }: Relying, { providerId, next, again = false }: { providerId: string; next: string; again?: boolean }): Promise<Departure> {
	const provider = await withIdentity(db, (tx) => readProvider(tx, providerId));
	const opened = await open({ config, seal }, provider).catch((error: unknown) => {
		throw asRefusal(error);
	});
	const [state, nonce, codeVerifier, secret] = [newSecret(), newSecret(), client.randomPKCECodeVerifier(), newSecret()];
	await withIdentity(db, (tx) => tx.insert(providerAttempt).values({ stateHash: hashSecret(state), providerId, browserHash: hashSecret(secret), nonce, codeVerifier, next, expiresAt: new Date(now.getTime() + ATTEMPT_MS) }));
	const url = client.buildAuthorizationUrl(opened, {
		redirect_uri: callbackOf(config.origin, providerId),
		scope: 'openid email profile',
		code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
		code_challenge_method: 'S256',
		state,
		nonce,
		...(again && { prompt: 'login', max_age: '0' })
	});
	return { url, secret };
}

export interface Arrival {
	provider: Provider;
	personId: string;
	subject: string;
	/** The provider's session, if it has told one. */
	sid: string | undefined;
	/** The provider has asked for more than one factor (`amr` has `mfa`, RFC 8176). */
	secondFactor: boolean;
	/** When the provider saw them (`auth_time`), never later than now; null: it has not told. */
	provedAt: Date | null;
	next: string;
}

interface Return {
	providerId: string;
	/** Query of the address at which the browser came back. */
	search: string;
	/** The browser's cookie. */
	secret: string | undefined;
}

/**
 * Takes somebody back from the provider and says who they are. Every state is good once, in the browser that it was given to.
 * What is refused is written into the log. @throws {ProviderRefusal}
 */
export async function arrive(relying: Relying, coming: Return): Promise<Arrival> {
	try {
		return await identify(relying, coming);
	} catch (error) {
		const refusal = asRefusal(error);
		await withIdentity(relying.db, (tx) => audit(tx, { action: 'session.sign-in', outcome: 'refused', object: { kind: 'provider', id: coming.providerId }, detail: { method: 'provider', why: refusal.why } }), relying.from);
		throw refusal;
	}
}

async function identify(relying: Relying, { providerId, search, secret }: Return): Promise<Arrival> {
	const { db, config, now, from } = relying;
	const address = new URL(callbackOf(config.origin, providerId));
	address.search = search;
	const state = address.searchParams.get('state') ?? '';
	// Taken before anything else, whatever comes of it: a state that has failed once is worth nothing.
	const [attempt] = await withIdentity(db, (tx) => tx.delete(providerAttempt).where(eq(providerAttempt.stateHash, hashSecret(state))).returning());
	if (!attempt || attempt.expiresAt <= now || attempt.providerId !== providerId) throw new ProviderRefusal('provider-expired', 'state');
	if (!secret || hashSecret(secret) !== attempt.browserHash) throw new ProviderRefusal('provider-expired', 'browser');
	const provider = await withIdentity(db, (tx) => readProvider(tx, providerId)).catch((error: unknown) => {
		throw new ProviderRefusal('provider-expired', 'disabled', { cause: error });
	});
	const opened = await open(relying, provider);
	const tokens = await client.authorizationCodeGrant(opened, address, { expectedState: state, expectedNonce: attempt.nonce, pkceCodeVerifier: attempt.codeVerifier, idTokenExpected: true });
	const token = tokens.claims();
	if (!token) throw new ProviderRefusal('provider-refused', 'id_token');
	// Many providers tell the address there only. The library refuses a user info of another subject.
	const more = token.email === undefined && opened.serverMetadata().userinfo_endpoint ? await client.fetchUserInfo(opened, tokens.access_token, token.sub) : {};
	const claims = v.safeParse(claimsSchema, { ...more, ...token });
	if (!claims.success) throw new ProviderRefusal('provider-refused', 'claims');
	const personId = await withIdentity(db, (tx) => personOf({ tx, provider, claims: claims.output, now }), from);
	return { provider, personId, subject: token.sub, sid: typeof token.sid === 'string' ? token.sid : undefined, secondFactor: Array.isArray(token.amr) && token.amr.includes('mfa'), provedAt: typeof token.auth_time === 'number' ? new Date(Math.min(token.auth_time * 1000, now.getTime())) : null, next: attempt.next };
}

/** Deletes attempts of people who never came back. Answers with how many went. */
export async function forgetAttempts(db: Database, now: Date): Promise<number> {
	return (await withIdentity(db, (tx) => tx.delete(providerAttempt).where(and(lte(providerAttempt.expiresAt, now))))).count;
}
