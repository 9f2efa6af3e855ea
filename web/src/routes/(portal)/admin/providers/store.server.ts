import { organisation, provider, providerIdentity, providerOrganisation, type Actor, type Tx } from '@sal/db';
import { and, arrayOverlaps, asc, count, eq, isNull, ne, sql } from 'drizzle-orm';
import type * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { mayBeWithoutTls, openProvider, secretPurpose } from '#lib/server/oidc/provider.ts';
import { hashSecret } from '#lib/server/secret.ts';
import type { Relying } from '#lib/server/oidc/sign-in.ts';
import { requireForPortal } from '../store.server.ts';
import type { providerForm, settingsForm } from './schema.ts';

interface Asked {
	tx: Tx;
	actor: Actor;
}

export interface ListedProvider {
	id: string;
	name: string;
	issuer: string;
	clientId: string;
	emailDomains: string[];
	newcomersOrganisationId: string | null;
	disabledAt: Date | null;
	/** People who have come through it. */
	people: number;
	serves: { id: string; name: string }[];
	/** Ids of these and of everything below them. */
	reaches: string[];
}

/** Every provider with what it serves, by name. Never its secret. @throws {DomainError} `forbidden` */
export async function listProviders({ tx, actor }: Asked): Promise<ListedProvider[]> {
	requireForPortal(actor, 'change-settings');
	const rows = await tx
		.select({ id: provider.id, name: provider.name, issuer: provider.issuer, clientId: provider.clientId, emailDomains: provider.emailDomains, newcomersOrganisationId: provider.newcomersOrganisationId, disabledAt: provider.disabledAt, people: count(providerIdentity.id) })
		.from(provider)
		.leftJoin(providerIdentity, eq(providerIdentity.providerId, provider.id))
		.groupBy(provider.id)
		.orderBy(asc(provider.name));
	const bound = await tx.select({ provider: providerOrganisation.providerId, id: organisation.id, name: organisation.name }).from(providerOrganisation).innerJoin(organisation, eq(organisation.id, providerOrganisation.organisationId)).orderBy(asc(organisation.name));
	const below = await tx.select({ provider: providerOrganisation.providerId, id: organisation.id }).from(providerOrganisation).innerJoin(organisation, and(sql`${providerOrganisation.organisationId} = any (${organisation.path})`, isNull(organisation.validUntil)));
	const reach = Map.groupBy(below, (each) => each.provider);
	return rows.map((row) => ({ ...row, serves: bound.filter((each) => each.provider === row.id).map(({ id, name }) => ({ id, name })), reaches: (reach.get(row.id) ?? []).map(({ id }) => id) }));
}

/** Id of the next provider: the same at every look until one is added, because its addresses are registered at the provider before it is. */
export async function nextProviderId({ tx, actor }: Asked, origin: string): Promise<string> {
	requireForPortal(actor, 'change-settings');
	const digest = hashSecret(`${origin} provider ${await tx.$count(provider)}`);
	// As a UUID of version 8 (RFC 9562 §5.8): made of a hash of our own.
	return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** Organisations that exist today, for choosing; those below stand after those above them. */
export async function choices(tx: Tx): Promise<{ value: string; label: string }[]> {
	const rows = await tx.select({ id: organisation.id, name: organisation.name, path: organisation.path }).from(organisation).where(isNull(organisation.validUntil));
	const names = new Map(rows.map(({ id, name }) => [id, name]));
	const label = (path: string[]) => path.map((id) => names.get(id) ?? '').join(' › ');
	return rows.map(({ id, path }) => ({ value: id, label: label(path) })).sort((a, b) => a.label.localeCompare(b.label, 'cs'));
}

type NewProvider = v.InferOutput<typeof providerForm>;

/** Asks the provider for its metadata, as signing in will. @throws {DomainError} `provider-unreachable`, `provider-insecure` */
export async function discover({ config }: Pick<Relying, 'config'>, { issuer, clientId, clientSecret }: Pick<NewProvider, 'issuer' | 'clientId' | 'clientSecret'>): Promise<void> {
	if (!issuer.startsWith('https:') && !mayBeWithoutTls(issuer, config.mode)) throw new DomainError('provider-insecure');
	try {
		await openProvider({ issuer, clientId, clientSecret, mode: config.mode }, { fresh: true });
	} catch (cause) {
		throw new DomainError('provider-unreachable', { cause });
	}
}

/** A domain names one provider: whoever types an address of it is sent there. @throws {DomainError} `provider-domain-taken` */
async function requireFreeDomains(tx: Tx, { id, domains }: Pick<NewProvider, 'id' | 'domains'>): Promise<void> {
	// Two operators at once must not both find it free.
	await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('sal provider domains', 0))`);
	const taken = await tx.select({ id: provider.id }).from(provider).where(and(ne(provider.id, id), arrayOverlaps(provider.emailDomains, domains))).limit(1);
	if (taken.length > 0) throw new DomainError('provider-domain-taken');
}

/**
 * Adds a provider that has answered.
 * @throws {DomainError} `forbidden`, `conflict` when it is there already, `not-found` without the organisation, `provider-domain-taken`
 */
export async function addProvider({ tx, actor }: Asked, { id, name, issuer, clientId, clientSecret, organisation: serves, domains, newcomers }: NewProvider, seal: Relying['seal']): Promise<void> {
	const { person } = requireForPortal(actor, 'change-settings');
	const [known] = await tx.select({ id: organisation.id }).from(organisation).where(eq(organisation.id, serves));
	if (!known) throw new DomainError('not-found');
	if (domains.length > 0) await requireFreeDomains(tx, { id, domains });
	const values = { id, name, issuer, clientId, clientSecret: seal.close(clientSecret, secretPurpose(id)), emailDomains: domains, newcomersOrganisationId: newcomers ? serves : null, createdBy: person };
	const added = await tx.insert(provider).values(values).onConflictDoNothing().returning({ id: provider.id });
	if (added.length === 0) throw new DomainError('conflict');
	await tx.insert(providerOrganisation).values({ providerId: id, organisationId: serves });
	await audit(tx, { action: 'provider.added', object: { kind: 'provider', id, organisation: serves }, detail: { issuer, newcomers } });
}

/** Issuer and client of a provider, for trying it. @throws {DomainError} `forbidden`, `not-found` */
export async function registrationOf({ tx, actor }: Asked, id: string, seal: Relying['seal']): Promise<Pick<NewProvider, 'issuer' | 'clientId' | 'clientSecret'>> {
	requireForPortal(actor, 'change-settings');
	const [row] = await tx.select().from(provider).where(eq(provider.id, id));
	if (!row) throw new DomainError('not-found');
	return { issuer: row.issuer, clientId: row.clientId, clientSecret: seal.open(row.clientSecret, secretPurpose(id)) };
}

type Settings = v.InferOutput<typeof settingsForm>;

/** Issuer and client as they would be after the change, for trying them first. @throws {DomainError} `forbidden`, `not-found` */
export async function registrationAfter(asked: Asked, { id, clientId, clientSecret }: Settings, seal: Relying['seal']): Promise<Pick<NewProvider, 'issuer' | 'clientId' | 'clientSecret'>> {
	const now = await registrationOf(asked, id, seal);
	return { issuer: now.issuer, clientId, clientSecret: clientSecret || now.clientSecret };
}

/**
 * Changes what may be changed of a provider. Newcomers get their place in an organisation that it serves, or below one.
 * @throws {DomainError} `forbidden`, `not-found`, `conflict` when another one is this client already, `provider-domain-taken`, `provider-newcomers-beyond`
 */
export async function changeProvider({ tx, actor }: Asked, { id, name, clientId, clientSecret, domains, newcomers }: Settings, seal: Relying['seal']): Promise<void> {
	requireForPortal(actor, 'change-settings');
	const [before] = await tx.select().from(provider).where(eq(provider.id, id)).for('update');
	if (!before) throw new DomainError('not-found');
	if (domains.length > 0) await requireFreeDomains(tx, { id, domains });
	if (newcomers !== null && !(await servedBy(tx, { id, organisation: newcomers }))) throw new DomainError('provider-newcomers-beyond');
	const [twin] = await tx.select({ id: provider.id }).from(provider).where(and(ne(provider.id, id), eq(provider.issuer, before.issuer), eq(provider.clientId, clientId)));
	if (twin) throw new DomainError('conflict');
	const secret = clientSecret === '' ? {} : { clientSecret: seal.close(clientSecret, secretPurpose(id)) };
	await tx.update(provider).set({ name, clientId, emailDomains: domains, newcomersOrganisationId: newcomers, ...secret }).where(eq(provider.id, id));
	await audit(tx, {
		action: 'provider.changed',
		object: { kind: 'provider', id },
		detail: { name, clientId, domains: domains.join(' '), newcomers: newcomers ?? '', secret: clientSecret !== '' }
	});
}

/** Does the provider serve this organisation, by itself or by one above it? */
async function servedBy(tx: Tx, { id, organisation: wanted }: { id: string; organisation: string }): Promise<boolean> {
	const [row] = await tx
		.select({ id: organisation.id })
		.from(organisation)
		.innerJoin(providerOrganisation, and(eq(providerOrganisation.providerId, id), sql`${providerOrganisation.organisationId} = any (${organisation.path})`))
		.where(and(eq(organisation.id, wanted), isNull(organisation.validUntil)));
	return row !== undefined;
}

/** Signs nobody in any more, or again. Sessions that it has opened stay. @throws {DomainError} `forbidden`, `not-found` */
export async function setProviderDisabled({ tx, actor }: Asked, { id, disabledAt }: { id: string; disabledAt: Date | null }): Promise<void> {
	requireForPortal(actor, 'change-settings');
	const changed = await tx.update(provider).set({ disabledAt }).where(eq(provider.id, id)).returning({ id: provider.id });
	if (changed.length === 0) throw new DomainError('not-found');
	await audit(tx, { action: disabledAt ? 'provider.disabled' : 'provider.enabled', object: { kind: 'provider', id } });
}

/** The provider serves this organisation and what is below it, or no longer. @throws {DomainError} `forbidden`, `not-found` */
export async function setServes({ tx, actor }: Asked, { id, organisation: organisationId, serves }: { id: string; organisation: string; serves: boolean }): Promise<void> {
	requireForPortal(actor, 'change-settings');
	const [there] = await tx.select({ provider: provider.id, organisation: organisation.id }).from(provider).innerJoin(organisation, eq(organisation.id, organisationId)).where(eq(provider.id, id));
	if (!there) throw new DomainError('not-found');
	if (serves) await tx.insert(providerOrganisation).values({ providerId: id, organisationId }).onConflictDoNothing();
	else {
		await tx.delete(providerOrganisation).where(and(eq(providerOrganisation.providerId, id), eq(providerOrganisation.organisationId, organisationId)));
		// Nobody gets an account where the provider has no say any more.
		const [{ newcomers } = { newcomers: null }] = await tx.select({ newcomers: provider.newcomersOrganisationId }).from(provider).where(eq(provider.id, id));
		if (newcomers !== null && !(await servedBy(tx, { id, organisation: newcomers }))) await tx.update(provider).set({ newcomersOrganisationId: null }).where(eq(provider.id, id));
	}
	await audit(tx, { action: serves ? 'provider.bound' : 'provider.unbound', object: { kind: 'provider', id, organisation: organisationId } });
}
