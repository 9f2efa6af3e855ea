import { credential, person, withIdentity, type Database, type Origin } from '@sal/db';
import { eq, sql } from 'drizzle-orm';
import { audit } from './audit.ts';
import { verifyPassword } from './password.ts';
import { networkOf, type Limiter } from './rate-limit.ts';

export interface SignIn {
	db: Database;
	limits: { account: Limiter; address: Limiter };
	email: string;
	password: string;
	/** Network address of the browser. */
	address: string;
	/** Of the request, for the log. */
	origin?: Origin;
}

/**
 * The id of the person whom e-mail and password belong to; undefined when they do not fit, with no hint which of them.
 * Only failures count towards the limits. @throws {DomainError} `rate-limited`
 */
export async function checkPassword({ db, limits, email, password, address, origin }: SignIn): Promise<string | undefined> {
	const account = email.trim().toLowerCase();
	const network = networkOf(address);
	// Refused before the hash is computed: a flood must not cost 20 ms of processor each.
	await limits.address.check(network);
	await limits.account.check(account);
	// Counted before the answer is known, and given back after a success: of a thousand guesses at once, only so many may be looked at.
	await limits.address.consume(network);
	await limits.account.consume(account);
	const [found] = await withIdentity(db, (tx) =>
		tx
			.select({ id: person.id, disabledAt: person.disabledAt, passwordHash: credential.passwordHash })
			.from(person)
			.innerJoin(credential, eq(credential.personId, person.id))
			.where(eq(sql`lower(${person.email})`, account))
	);
	const matches = await verifyPassword(found?.passwordHash, password);
	if (!found || !matches || found.disabledAt) {
		// For addresses without an account as well: neither the log nor the time tells them apart. What was typed may be a password: it is not kept.
		await withIdentity(db, (tx) => audit(tx, { action: 'session.sign-in', outcome: 'failed', detail: { method: 'password', known: found !== undefined }, person: found?.id }), origin);
		return undefined;
	}
	await limits.address.giveBack(network);
	await limits.account.forgive(account);
	return found.id;
}
