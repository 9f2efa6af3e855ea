import { affiliation, credential, oneTimeLink, organisation, person, roleGrant, session, withIdentity, type Database, type LinkPurpose, type Origin, type Tx } from '@sal/db';
import { and, eq, gt, isNull } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from './audit.ts';
import { tellPasswordChanged } from './invite.ts';
import { refuseWeakPassword } from './new-password.ts';
import { hashPassword } from './password.ts';
import { hashSecret } from './secret.ts';

export interface Welcome {
	purpose: LinkPurpose;
	personId: string | null;
}

const open = (token: string, now: Date) => and(eq(oneTimeLink.tokenHash, hashSecret(token)), isNull(oneTimeLink.usedAt), gt(oneTimeLink.expiresAt, now));

/** What this one-time link is for. @throws {DomainError} `link-used` when it is unknown, used or expired */
export async function readWelcome({ db, token, now }: { db: Database; token: string; now: Date }): Promise<Welcome> {
	const [link] = await withIdentity(db, (tx) => tx.select({ purpose: oneTimeLink.purpose, personId: oneTimeLink.personId }).from(oneTimeLink).where(open(token, now)));
	if (!link) throw new DomainError('link-used');
	return link;
}

/** Marks the link as used; of two that come at once, the second is refused. */
async function use(tx: Tx, token: string, now: Date): Promise<Welcome> {
	const [link] = await tx.update(oneTimeLink).set({ usedAt: now }).where(open(token, now)).returning({ purpose: oneTimeLink.purpose, personId: oneTimeLink.personId });
	if (!link) throw new DomainError('link-used');
	return link;
}

export interface FirstAdmin {
	db: Database;
	token: string;
	now: Date;
	organisationName: string;
	name: string;
	email: string;
	password: string;
}

/**
 * Makes the topmost organisation and its administrator. Returns the person's id.
 * @throws {DomainError} `link-used`, `password-common`, `password-personal`; the link then still opens
 */
export async function makeFirstAdmin({ db, token, now, organisationName, name, email, password }: FirstAdmin): Promise<string> {
	refuseWeakPassword(password, { email, name });
	const passwordHash = await hashPassword(password);
	return withIdentity(db, async (tx) => {
		const link = await use(tx, token, now);
		// Another link of the same kind may have been used in the meantime: there is one first administrator.
		const [anyone] = await tx.select({ id: credential.personId }).from(credential).limit(1);
		if (link.purpose !== 'first-admin' || anyone) throw new DomainError('link-used');
		const organisationId = crypto.randomUUID();
		const id = crypto.randomUUID();
		await tx.insert(organisation).values({ id: organisationId, kind: 'region', name: organisationName });
		await tx.insert(person).values({ id, email, name });
		const place = crypto.randomUUID();
		await tx.insert(affiliation).values({ id: place, personId: id, organisationId });
		await tx.insert(roleGrant).values({ affiliationId: place, role: 'portal.admin', organisationId });
		await tx.insert(credential).values({ personId: id, passwordHash, changedAt: now });
		return id;
	});
}

export interface SetPassword {
	db: Database;
	token: string;
	now: Date;
	password: string;
	/** The portal's public address, for the notice. */
	portal: string;
	/** For the log: where the request came from. */
	origin?: Origin;
}

/**
 * Sets the password of the person whom the link names, ends whatever was signed in before, and tells them by mail if they had another.
 * Returns the person's id. @throws {DomainError} `link-used`, `password-common`, `password-personal`; the link then still opens
 */
export async function setFirstPassword({ db, token, now, password, portal, origin = {} }: SetPassword): Promise<string> {
	const passwordHash = await hashPassword(password);
	return withIdentity(
		db,
		async (tx) => {
			const { personId, purpose } = await use(tx, token, now);
			const [owner] = personId ? await tx.select({ name: person.name, email: person.email, disabledAt: person.disabledAt }).from(person).where(eq(person.id, personId)) : [];
			if (!personId || !owner || owner.disabledAt) throw new DomainError('link-used');
			refuseWeakPassword(password, owner);
			const [old] = await tx.select({ changedAt: credential.changedAt }).from(credential).where(eq(credential.personId, personId));
			await tx.insert(credential).values({ personId, passwordHash, changedAt: now }).onConflictDoUpdate({ target: credential.personId, set: { passwordHash, changedAt: now } });
			await tx.delete(session).where(eq(session.userId, personId));
			if (old) await tellPasswordChanged(tx, { person: personId, origin: portal });
			await audit(tx, { action: 'password.set', object: { kind: 'person', id: personId }, detail: { by: purpose }, person: personId });
			return personId;
		},
		origin
	);
}
