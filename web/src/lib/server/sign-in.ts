import { credential, person, withIdentity, type Database } from '@sal/db';
import { eq, sql } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { verifyPassword } from './password.ts';
import type { Limiter } from './rate-limit.ts';

export interface SignIn {
	db: Database;
	limits: { account: Limiter; address: Limiter };
	email: string;
	password: string;
	/** Network address of the browser. */
	address: string;
}

/**
 * The id of the person whom e-mail and password belong to; undefined when they do not fit, with no hint which of them.
 * Only failures count towards the limits. @throws {DomainError} `rate-limited`
 */
export async function checkPassword({ db, limits, email, password, address }: SignIn): Promise<string | undefined> {
	const account = email.trim().toLowerCase();
	// Refused before the hash is computed: a flood must not cost 20 ms of processor each.
	await limits.address.check(address);
	await limits.account.check(account);
	const [found] = await withIdentity(db, (tx) =>
		tx
			.select({ id: person.id, disabledAt: person.disabledAt, passwordHash: credential.passwordHash })
			.from(person)
			.innerJoin(credential, eq(credential.personId, person.id))
			.where(eq(sql`lower(${person.email})`, account))
	);
	const matches = await verifyPassword(found?.passwordHash, password);
	if (!found || !matches || found.disabledAt) {
		await countFailure({ limits, account, address });
		return undefined;
	}
	await limits.account.forgive(account);
	return found.id;
}

async function countFailure({ limits, account, address }: { limits: SignIn['limits']; account: string; address: string }): Promise<void> {
	const outcomes = await Promise.allSettled([limits.account.consume(account), limits.address.consume(address)]);
	// The attempt that uses up the points is still answered as a wrong password; the next one is refused.
	for (const outcome of outcomes) if (outcome.status === 'rejected' && !(outcome.reason instanceof DomainError)) throw outcome.reason;
}
