/** Tokens with which directories keep the people of an organisation (SCIM). */
import { organisation, person, scimToken, type Actor, type Tx } from '@sal/db';
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { may } from '#lib/permissions/decide.ts';
import { audit } from '#lib/server/audit.ts';
import { hashSecret, newSecret } from '#lib/server/secret.ts';
import { permissions } from './permissions.ts';
import { requireImporter } from './store.server.ts';

interface Asked {
	tx: Tx;
	actor: Actor;
}

async function requireConnecting({ tx, actor, id }: Asked & { id: string }): Promise<void> {
	requireImporter(actor);
	const [found] = await tx.select({ path: organisation.path }).from(organisation).where(eq(organisation.id, id));
	if (!found) throw new DomainError('not-found');
	if (!may({ subject: actor, action: permissions.actions.connect, resource: { path: found.path, relations: [], traits: [] }, now: new Date() })) throw new DomainError('forbidden');
}

/** Answers with the token, which nobody can read again. @throws {DomainError} `forbidden`, `not-found` */
export async function createToken({ tx, actor, organisationId, label, days, now }: Asked & { organisationId: string; label: string; days: number; now: Date }): Promise<string> {
	await requireConnecting({ tx, actor, id: organisationId });
	const { person: createdBy } = requireImporter(actor);
	const token = newSecret();
	const id = crypto.randomUUID();
	await tx.insert(scimToken).values({ id, tokenHash: hashSecret(token), organisationId, label, createdBy, expiresAt: new Date(now.getTime() + days * 86_400_000) });
	await audit(tx, { action: 'directory.token-created', object: { kind: 'scim-token', id, organisation: organisationId }, detail: { days } });
	return token;
}

/** From the next request on the token opens nothing. @throws {DomainError} `forbidden`, `not-found` */
export async function revokeToken({ tx, actor, id, now }: Asked & { id: string; now: Date }): Promise<void> {
	const { person: revokedBy } = requireImporter(actor);
	const [found] = /^[0-9a-f-]{36}$/.test(id) ? await tx.select({ organisationId: scimToken.organisationId }).from(scimToken).where(and(eq(scimToken.id, id), isNull(scimToken.revokedAt))) : [];
	if (!found) throw new DomainError('not-found');
	await requireConnecting({ tx, actor, id: found.organisationId });
	await tx.update(scimToken).set({ revokedAt: now, revokedBy }).where(eq(scimToken.id, id));
	await audit(tx, { action: 'directory.token-revoked', object: { kind: 'scim-token', id, organisation: found.organisationId } });
}

/** Tokens of what the actor administers, newest first. @throws {DomainError} `forbidden` */
export function readTokens({ tx, actor }: Asked) {
	requireImporter(actor);
	const { id, label, createdAt, expiresAt, revokedAt, lastUsedAt } = scimToken;
	return tx
		.select({ id, label, createdAt, expiresAt, revokedAt, lastUsedAt, organisation: organisation.name, by: person.name })
		.from(scimToken)
		.innerJoin(organisation, eq(organisation.id, scimToken.organisationId))
		.innerJoin(person, eq(person.id, scimToken.createdBy))
		.orderBy(desc(createdAt))
		.limit(100);
}

/** Organisations that a directory may be connected to: those that the actor administers, from the top. @throws {DomainError} `forbidden` */
export function readConnectable({ tx, actor }: Asked): Promise<{ id: string; name: string }[]> {
	requireImporter(actor);
	return tx.select({ id: organisation.id, name: organisation.name }).from(organisation)
		.where(and(sql`${organisation.id} in (select sal_administered())`, isNull(organisation.validUntil)))
		.orderBy(sql`cardinality(${organisation.path})`, organisation.name);
}
