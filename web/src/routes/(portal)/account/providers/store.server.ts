import { providerIdentity, type Actor, type Tx } from '@sal/db';
import { and, eq, sql } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';

interface Asked {
	tx: Tx;
	actor: Actor;
}

export interface OwnIdentity {
	id: string;
	/** Of the provider. */
	name: string;
	/** The address that the provider gave when the two were tied together. */
	email: string;
	createdAt: Date;
	lastUsedAt: Date | null;
}

const own = (actor: Actor): string => {
	if (actor.kind !== 'person') throw new DomainError('forbidden');
	return actor.person;
};

/** The providers through which the actor can sign in. @throws {DomainError} `forbidden` */
export async function ownIdentities({ tx, actor }: Asked): Promise<OwnIdentity[]> {
	return tx
		.select({ id: providerIdentity.id, name: sql<string>`coalesce((select p.name from sal_provider_names() p where p.id = ${providerIdentity.providerId}), '')`, email: providerIdentity.email, createdAt: providerIdentity.createdAt, lastUsedAt: providerIdentity.lastUsedAt })
		.from(providerIdentity)
		.where(eq(providerIdentity.personId, own(actor)))
		.orderBy(providerIdentity.createdAt);
}

/** Unties the actor from a provider's subject. @throws {DomainError} `not-found` when it is not theirs */
export async function untie({ tx, actor }: Asked, id: string): Promise<void> {
	const gone = await tx.delete(providerIdentity).where(and(eq(providerIdentity.id, id), eq(providerIdentity.personId, own(actor)))).returning({ provider: providerIdentity.providerId });
	const [row] = gone;
	if (!row) throw new DomainError('not-found');
	await audit(tx, { action: 'provider.untied', object: { kind: 'person', id: own(actor) }, detail: { provider: row.provider } });
}
