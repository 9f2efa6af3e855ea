/** What organisations ask at signing in, for their administrators: their own subtree, and never less than above. */
import { organisation, signInPolicy, type Actor, type PersonActor, type Tx } from '@sal/db';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { refuseUnseen, type Values } from '#lib/changed-meanwhile.ts';
import { may } from '#lib/permissions/decide.ts';
import { audit } from '#lib/server/audit.ts';
import { policyColumns, policyOf } from '#lib/server/sign-in/policy.ts';
import { DEFAULT_POLICY, looserThan, policyValues, type SignInPolicy } from '#lib/sign-in/policy.ts';
import { permissions } from '../permissions.ts';
import { requireForPortal } from '../store.server.ts';

interface Asked {
	tx: Tx;
	actor: Actor;
	id: string;
}

/** The organisation, when the actor sets what it asks. @throws {DomainError} `not-found`, `forbidden` */
async function administered({ tx, actor, id }: Asked): Promise<{ person: PersonActor; parentId: string | null; path: string[] }> {
	const person = requireForPortal(actor, 'sign-in');
	const [row] = await tx.select({ parentId: organisation.parentId, path: organisation.path }).from(organisation).where(eq(organisation.id, id));
	if (!row) throw new DomainError('not-found');
	if (!may({ subject: actor, action: permissions.actions['change-sign-in'], resource: { path: row.path, relations: [], traits: [] }, now: new Date() })) throw new DomainError('forbidden');
	return { person, ...row };
}

/** Those that the actor administers, by name. @throws {DomainError} `forbidden` */
export async function administeredOrganisations({ tx, actor }: Omit<Asked, 'id'>): Promise<{ id: string; name: string }[]> {
	requireForPortal(actor, 'sign-in');
	return tx.select({ id: organisation.id, name: organisation.name }).from(organisation).where(and(isNull(organisation.validUntil), sql`${organisation.id} in (select sal_administered())`)).orderBy(organisation.path);
}

const aboveOf = (tx: Tx, parentId: string | null): Promise<SignInPolicy> => (parentId ? policyOf(tx, parentId) : Promise.resolve(DEFAULT_POLICY));

/** What it asks itself, and what is asked above it. @throws {DomainError} `not-found`, `forbidden` */
export async function readPolicy(asked: Asked): Promise<{ own: SignInPolicy | undefined; above: SignInPolicy }> {
	const { parentId } = await administered(asked);
	const [own] = await asked.tx.select(policyColumns).from(signInPolicy).where(eq(signInPolicy.organisationId, asked.id));
	return { own, above: await aboveOf(asked.tx, parentId) };
}

/** Sets it; answers with the fields that would be looser than above, and then nothing is written. `seen`: what the form showed. @throws {DomainError} `not-found`, `forbidden`, `changed-meanwhile` */
export async function setPolicy({ policy, seen, ...asked }: Asked & { policy: SignInPolicy; seen?: Values }): Promise<(keyof SignInPolicy)[]> {
	const { tx, id } = asked;
	const { person, parentId } = await administered(asked);
	const above = await aboveOf(tx, parentId);
	// There may be no row to lock: whoever sets the first one waits here too.
	await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`sal.sign-in-policy.${id}`}, 0))`);
	const [own] = await tx.select(policyColumns).from(signInPolicy).where(eq(signInPolicy.organisationId, id));
	refuseUnseen({ seen, now: policyValues(own ?? above) });
	const looser = looserThan(policy, above);
	if (looser.length > 0) return looser;
	const row = { ...policy, secondFactorRoles: [...policy.secondFactorRoles], changedAt: new Date(), changedBy: person.person };
	await tx.insert(signInPolicy).values({ organisationId: id, ...row }).onConflictDoUpdate({ target: signInPolicy.organisationId, set: row });
	await audit(tx, { action: 'sign-in-policy.changed', object: { kind: 'organisation', id, organisation: id }, detail: { ...policy } });
	return [];
}

/** From now on it asks what is asked above it. @throws {DomainError} `not-found`, `forbidden` */
export async function removePolicy(asked: Asked): Promise<void> {
	const { tx, id } = asked;
	await administered(asked);
	await tx.delete(signInPolicy).where(eq(signInPolicy.organisationId, id));
	await audit(tx, { action: 'sign-in-policy.removed', object: { kind: 'organisation', id, organisation: id } });
}
