import { credential, person, session, withIdentity, type Database, type Origin } from '@sal/db';
import { and, eq, ne } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from './audit.ts';
import { tellPasswordChanged } from './invite.ts';
import { refuseWeakPassword } from './new-password.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { type Limiter } from './rate-limit.ts';
import { hashSecret } from './secret.ts';

export interface ChangePassword {
	db: Database;
	limits: { account: Limiter };
	personId: string;
	/** The session that stays. */
	sessionId: string;
	current: string;
	password: string;
	now: Date;
	origin: Origin;
	/** The portal's public address, for the mail that tells of it. */
	portal: string;
}

/**
 * Sets another password for somebody who knows the old one, and ends every other session of theirs.
 * @throws {DomainError} `password-wrong`, `password-common`, `password-personal`, `rate-limited`
 */
export async function changePassword({ db, limits, personId, sessionId, current, password, now, origin, portal }: ChangePassword): Promise<void> {
	// Counted with the guesses at the login page: an open session must not be a place to guess at leisure.
	const [own] = await withIdentity(db, (tx) => tx.select({ email: person.email, name: person.name, passwordHash: credential.passwordHash }).from(person).leftJoin(credential, eq(credential.personId, person.id)).where(eq(person.id, personId)));
	if (!own) throw new DomainError('not-found');
	const account = own.email.toLowerCase();
	await limits.account.consume(account);
	if (!(await verifyPassword(own.passwordHash ?? undefined, current))) throw new DomainError('password-wrong');
	await limits.account.forgive(account);
	refuseWeakPassword(password, own);
	const passwordHash = await hashPassword(password);
	await withIdentity(
		db,
		async (tx) => {
			await tx.update(credential).set({ passwordHash, changedAt: now }).where(eq(credential.personId, personId));
			await tx.delete(session).where(and(eq(session.userId, personId), ne(session.id, hashSecret(sessionId))));
			await tellPasswordChanged(tx, { person: personId, origin: portal });
			await audit(tx, { action: 'password.changed', object: { kind: 'person', id: personId }, person: personId });
		},
		origin
	);
}
