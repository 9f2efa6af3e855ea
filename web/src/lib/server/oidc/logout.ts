/** Logout: told by the provider (Back-Channel Logout 1.0), or begun here (RP-Initiated Logout 1.0). */
import { providerIdentity, providerLogout, providerSession, session, withIdentity, type Database, type Origin, type Tx } from '@sal/db';
import { and, eq, inArray, isNull, lte, or, type SQL } from 'drizzle-orm';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import * as v from 'valibot';
import { audit } from '../audit.ts';
import { hashSecret } from '../secret.ts';
import { CLOCK_TOLERANCE, openProvider, readProvider, secretPurpose, type Provider } from './provider.ts';
import { ProviderRefusal } from './refusal.ts';
import type { Relying } from './sign-in.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** A token older than this is refused even if it has a later end, in seconds. */
const OLDEST_SECONDS = 600;
/** Asymmetric ones only: neither `none` nor a secret that we have in common with others. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

/** Back-Channel Logout 1.0 §2.4 and §2.6. */
const tokenSchema = v.pipe(
	v.looseObject({
		jti: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
		iat: v.number(),
		exp: v.number(),
		events: v.looseObject({ [EVENT]: v.looseObject({}) }),
		sub: v.optional(v.pipe(v.string(), v.minLength(1))),
		sid: v.optional(v.pipe(v.string(), v.minLength(1))),
		nonce: v.optional(v.never())
	}),
	v.check(({ sub, sid }) => sub !== undefined || sid !== undefined)
);

/**
 * Obeys a logout token: ends the sessions that it names, and with them their places in running rooms. Answers with how many sessions went.
 * A token is obeyed once. @throws {ProviderRefusal} `provider-refused`; nothing is changed
 */
export async function obeyLogout(relying: Relying, { providerId, token }: { providerId: string; token: string }): Promise<number> {
	const { db, from } = relying;
	try {
		const provider = await withIdentity(db, (tx) => readProvider(tx, providerId));
		const { jti, exp, sub, sid } = await verify(relying, provider, token);
		return await withIdentity(db, (tx) => end(tx, { provider, jti, sub, sid, until: new Date((exp + CLOCK_TOLERANCE) * 1000) }), from);
	} catch (error) {
		const refusal = error instanceof ProviderRefusal ? error : new ProviderRefusal('provider-refused', 'logout_token', { cause: error });
		await withIdentity(db, (tx) => audit(tx, { action: 'session.provider-logout', outcome: 'refused', object: { kind: 'provider', id: providerId }, detail: { why: refusal.why } }), from);
		throw refusal;
	}
}

async function verify({ config, seal }: Relying, provider: Provider, token: string): Promise<v.InferOutput<typeof tokenSchema>> {
	const { id, issuer, clientId, clientSecret } = provider;
	// Looked at before its keys are fetched: a stranger's post must not make us ask the provider each time.
	if (decodeJwt(token).iss !== issuer) throw new ProviderRefusal('provider-refused', 'iss');
	const opened = await openProvider({ issuer, clientId, clientSecret: seal.open(clientSecret, secretPurpose(id)), mode: config.mode });
	const { jwks_uri: keys } = opened.serverMetadata();
	if (!keys) throw new ProviderRefusal('provider-refused', 'jwks_uri');
	const { payload, protectedHeader } = await jwtVerify(token, createRemoteJWKSet(new URL(keys)), { issuer, audience: clientId, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE, maxTokenAge: OLDEST_SECONDS });
	// An ID token must not pass for a logout token, whatever else it carries.
	if (protectedHeader.typ !== undefined && !/^(?:application\/)?(?:logout\+)?jwt$/i.test(protectedHeader.typ)) throw new ProviderRefusal('provider-refused', 'typ');
	const parsed = v.safeParse(tokenSchema, payload);
	if (!parsed.success) throw new ProviderRefusal('provider-refused', 'claims');
	return parsed.output;
}

interface Ending {
	provider: Provider;
	jti: string;
	sub: string | undefined;
	sid: string | undefined;
	/** After this moment the token's own end refuses it. */
	until: Date;
}

async function end(tx: Tx, { provider, jti, sub, sid, until }: Ending): Promise<number> {
	const fresh = await tx.insert(providerLogout).values({ providerId: provider.id, jti, expiresAt: until }).onConflictDoNothing().returning({ jti: providerLogout.jti });
	if (fresh.length === 0) throw new ProviderRefusal('provider-refused', 'jti');
	const ids = await sessionsOf(tx, { provider, sub, sid });
	const gone = ids.length === 0 ? [] : await tx.delete(session).where(inArray(session.id, ids)).returning({ userId: session.userId });
	const people = [...new Set(gone.map(({ userId }) => userId))];
	await audit(tx, { action: 'session.provider-logout', object: { kind: 'provider', id: provider.id }, detail: { sessions: gone.length }, subjects: people });
	return gone.length;
}

/** The provider's session names one of ours; its subject alone names all that were opened through it. */
async function sessionsOf(tx: Tx, { provider, sub, sid }: Pick<Ending, 'provider' | 'sub' | 'sid'>): Promise<string[]> {
	const here = eq(providerSession.providerId, provider.id);
	const subject = sub === undefined ? [] : [eq(providerSession.subject, sub)];
	const named: SQL[] = sid === undefined ? [here, ...subject] : [here, ...subject, eq(providerSession.sid, sid)];
	const rows = await tx.select({ id: providerSession.sessionId }).from(providerSession).where(and(...named));
	if (sub === undefined) return rows.map(({ id }) => id);
	// Whoever showed a second factor here afterwards has a session that does not know the provider's.
	const after = await tx
		.select({ id: session.id })
		.from(session)
		.innerJoin(providerIdentity, and(eq(providerIdentity.personId, session.userId), eq(providerIdentity.providerId, provider.id), eq(providerIdentity.subject, sub)))
		.leftJoin(providerSession, eq(providerSession.sessionId, session.id))
		.where(and(eq(session.method, 'provider'), or(isNull(providerSession.sessionId), sid === undefined ? undefined : and(here, isNull(providerSession.sid)))));
	return [...rows, ...after].map(({ id }) => id);
}

/** Notes through which provider a session was opened. `sessionId` as in the cookie. */
export async function tieSession(db: Database, { sessionId, providerId, subject, sid, from }: { sessionId: string; providerId: string; subject: string; sid: string | undefined; from: Origin }): Promise<void> {
	await withIdentity(db, (tx) => tx.insert(providerSession).values({ sessionId: hashSecret(sessionId), providerId, subject, sid: sid ?? null }), from);
}

/** Id of the provider through which the session was opened, if it was through one: its own session there goes on. */
export async function providerOfSession(db: Database, sessionId: string): Promise<string | undefined> {
	const [row] = await withIdentity(db, (tx) => tx.select({ id: providerSession.providerId }).from(providerSession).where(eq(providerSession.sessionId, hashSecret(sessionId))));
	return row?.id;
}

/** Where somebody ends their session at the provider too; undefined when the provider has no such page. @throws {DomainError} `not-found`, `provider-down` */
export async function leaveProvider({ db, config, seal }: Relying, providerId: string): Promise<URL | undefined> {
	const { id, issuer, clientId, clientSecret } = await withIdentity(db, (tx) => readProvider(tx, providerId));
	const opened = await openProvider({ issuer, clientId, clientSecret: seal.open(clientSecret, secretPurpose(id)), mode: config.mode });
	const { end_session_endpoint: page } = opened.serverMetadata();
	if (!page) return undefined;
	const url = new URL(page);
	url.searchParams.set('client_id', clientId);
	url.searchParams.set('post_logout_redirect_uri', `${config.origin}/login`);
	return url;
}

/** Deletes the names of logout tokens that could not be replayed any more anyway. Answers with how many went. */
export async function forgetLogouts(db: Database, now: Date): Promise<number> {
	return (await withIdentity(db, (tx) => tx.delete(providerLogout).where(lte(providerLogout.expiresAt, now)))).count;
}
