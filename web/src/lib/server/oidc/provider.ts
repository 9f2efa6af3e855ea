/** Providers as the database keeps them, and the way to each. */
import { provider, providerOrganisation, withIdentity, type Database, type Tx } from '@sal/db';
import { asc, eq, isNull } from 'drizzle-orm';
import * as client from 'openid-client';
import { DomainError } from '#lib/domain-error.ts';
import type { Config } from '../config.ts';

export type Provider = typeof provider.$inferSelect;

/** What the login page may know of a provider. */
export interface LoginProvider {
	id: string;
	name: string;
	/** Domains of e-mail addresses by which its people are recognised. */
	emailDomains: string[];
}

/** Providers that sign people in now, by name. One that serves no organisation is none. */
export function providersForLogin(db: Database): Promise<LoginProvider[]> {
	return withIdentity(db, (tx) =>
		tx
			.selectDistinct({ id: provider.id, name: provider.name, emailDomains: provider.emailDomains })
			.from(provider)
			.innerJoin(providerOrganisation, eq(providerOrganisation.providerId, provider.id))
			.where(isNull(provider.disabledAt))
			.orderBy(asc(provider.name))
	);
}

/** A provider that is in use. @throws {DomainError} `not-found` */
export async function readProvider(tx: Tx, id: string): Promise<Provider> {
	const [found] = /^[0-9a-f-]{36}$/.test(id) ? await tx.select().from(provider).where(eq(provider.id, id)) : [];
	if (!found || found.disabledAt) throw new DomainError('not-found');
	return found;
}

/** What binds a sealed client secret to its row. */
export const secretPurpose = (providerId: string): string => `provider ${providerId}`;

/** A provider may take this long to answer, in seconds. */
const PATIENCE_SECONDS = 10;
/** Clocks may differ by this much, in seconds. */
export const CLOCK_TOLERANCE = 30;
const METADATA_MS = 300_000;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Only tests speak without TLS, and only to their own machine. */
export const mayBeWithoutTls = (issuer: string, mode: Config['mode']): boolean => mode === 'test' && LOOPBACK.test(new URL(issuer).hostname);

export interface Registration {
	issuer: string;
	clientId: string;
	clientSecret: string;
	mode: Config['mode'];
}

const metadata = new Map<string, { at: number; server: client.ServerMetadata }>();

/**
 * The provider as a client sees it. Its metadata are kept for five minutes; its keys are fetched anew each time, so that a key that was
 * changed a moment ago is found.
 * @throws {Error} whatever the provider, TLS or its metadata are wrong about
 */
export async function openProvider({ issuer, clientId, clientSecret, mode }: Registration, { fresh = false } = {}): Promise<client.Configuration> {
	const insecure = mayBeWithoutTls(issuer, mode);
	const kept = metadata.get(issuer);
	let server = !fresh && kept && Date.now() - kept.at < METADATA_MS ? kept.server : undefined;
	if (!server) {
		const discovered = await client.discovery(new URL(issuer), clientId, clientSecret, undefined, { timeout: PATIENCE_SECONDS, execute: insecure ? [client.allowInsecureRequests] : [] });
		server = { ...discovered.serverMetadata() };
		metadata.set(issuer, { at: Date.now(), server });
	}
	const { token_endpoint_auth_methods_supported: ways } = server;
	// OpenID Connect Discovery 1.0 §3: without a word of the provider it is HTTP Basic.
	const authentication = !ways || ways.includes('client_secret_basic') ? client.ClientSecretBasic(clientSecret) : client.ClientSecretPost(clientSecret);
	const opened = new client.Configuration(server, clientId, { client_secret: clientSecret, [client.clockTolerance]: CLOCK_TOLERANCE }, authentication);
	opened.timeout = PATIENCE_SECONDS;
	if (insecure) client.allowInsecureRequests(opened);
	// TLS alone would do by the standard (Core 1.0 §3.1.3.7 no. 6); a signature also stands against whoever opens TLS on the way.
	client.enableNonRepudiationChecks(opened);
	return opened;
}
