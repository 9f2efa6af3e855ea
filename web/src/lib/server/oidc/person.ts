/** Which person of ours a provider's subject is. */
import { affiliation, person, providerIdentity, type Tx } from '@sal/db';
import { and, eq, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { audit } from '../audit.ts';
import type { Provider } from './provider.ts';
import { ProviderRefusal } from './refusal.ts';

/** What we take from an ID token or from the provider's user info. */
export const claimsSchema = v.object({
	sub: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
	email: v.optional(v.pipe(v.string(), v.email(), v.maxLength(254))),
	email_verified: v.optional(v.boolean(), false),
	name: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(120)), ''),
	given_name: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(120)), ''),
	family_name: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(120)), '')
});
export type Claims = v.InferOutput<typeof claimsSchema>;

interface Found {
	tx: Tx;
	provider: Provider;
	claims: Claims;
	now: Date;
}

/**
 * The id of the person. Whoever has come before is known by provider and subject alone. At the first time, a verified e-mail address ties a
 * person who has an account. Either way the provider must serve every organisation that the person belongs to: a session may act in any of them. People who have no account get one where the provider may bring newcomers.
 * @throws {ProviderRefusal} `provider-unknown-person`
 */
export async function personOf(found: Found): Promise<string> {
	const { tx, provider, claims, now } = found;
	const [known] = await tx
		.update(providerIdentity)
		.set({ lastUsedAt: now })
		.where(and(eq(providerIdentity.providerId, provider.id), eq(providerIdentity.subject, claims.sub)))
		.returning({ personId: providerIdentity.personId });
	// Asked each time: the person may have got a place since that is none of the provider's.
	if (known) return served(tx, provider, known.personId);
	if (!claims.email || !claims.email_verified) throw new ProviderRefusal('provider-unknown-person', 'email_verified');
	const [owner] = await tx.select({ id: person.id }).from(person).where(eq(sql`lower(${person.email})`, claims.email.toLowerCase()));
	const id = owner ? await served(tx, provider, owner.id) : await newcomer(found, claims.email);
	const tied = await tx.insert(providerIdentity).values({ providerId: provider.id, subject: claims.sub, personId: id, email: claims.email, lastUsedAt: now }).onConflictDoNothing().returning({ id: providerIdentity.id });
	// The address has been given to somebody else: to the provider they are two people.
	if (tied.length === 0) throw new ProviderRefusal('provider-unknown-person', 'other_subject');
	await audit(tx, { action: 'provider.tied', object: { kind: 'person', id }, detail: { provider: provider.id }, subjects: [id], person: id });
	return id;
}

async function enabled(tx: Tx, id: string): Promise<string> {
	const [found] = await tx.select({ disabledAt: person.disabledAt, erasedAt: person.erasedAt }).from(person).where(eq(person.id, id));
	if (!found || found.disabledAt || found.erasedAt) throw new ProviderRefusal('provider-unknown-person', 'disabled');
	return id;
}

async function served(tx: Tx, provider: Provider, id: string): Promise<string> {
	const [row] = await tx.execute<{ serves: boolean }>(sql`select sal_provider_serves(${provider.id}::uuid, ${id}::uuid) as serves`);
	if (!row?.serves) throw new ProviderRefusal('provider-unknown-person', 'not_served');
	return enabled(tx, id);
}

/** Makes an account without roles, where the provider's setting says so. */
async function newcomer({ tx, provider, claims }: Found, email: string): Promise<string> {
	const { newcomersOrganisationId: organisationId, emailDomains } = provider;
	if (!organisationId) throw new ProviderRefusal('provider-unknown-person', 'unknown_email');
	const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
	if (emailDomains.length > 0 && !emailDomains.includes(domain)) throw new ProviderRefusal('provider-unknown-person', 'foreign_domain');
	const id = crypto.randomUUID();
	const name = claims.name || `${claims.given_name} ${claims.family_name}`.trim() || email;
	await tx.insert(person).values({ id, email, name, givenName: claims.given_name, familyName: claims.family_name || (name.split(/\s+/).at(-1) ?? name) });
	await tx.insert(affiliation).values({ personId: id, organisationId });
	await audit(tx, { action: 'provider.newcomer', object: { kind: 'person', id, organisation: organisationId }, detail: { provider: provider.id }, subjects: [id], person: id });
	return id;
}
