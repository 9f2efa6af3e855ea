/** Forgotten passwords: the page only notes that somebody asked, a job finds out whether there is such an account. */
import { person, resetRequest, withIdentity, type Database, type Origin } from '@sal/db';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { audit } from './audit.ts';
import { sendReset } from './invite.ts';
import { networkOf, type Limiter, type LimitRule } from './rate-limit.ts';

/** Links for one address, known or not: nobody's mailbox is filled by a stranger. */
export const RESET_PER_ACCOUNT: LimitRule = { name: 'reset-account', points: 3, seconds: 900, blockSeconds: 900 };
/** And from one network, for any address. */
export const RESET_PER_ADDRESS: LimitRule = { name: 'reset-address', points: 20, seconds: 900, blockSeconds: 900 };

/** So many requests are taken up by one look. */
const AT_ONCE = 100;

interface Ask {
	db: Database;
	limits: { account: Limiter; address: Limiter };
	email: string;
	locale: 'cs' | 'en';
	/** Network address of the browser. */
	address: string;
}

/** Notes the wish. Does the same, and takes as long, for addresses without an account. @throws {DomainError} `rate-limited` */
export async function askForReset({ db, limits, email, locale, address }: Ask): Promise<void> {
	const account = email.trim().toLowerCase();
	await limits.address.consume(networkOf(address));
	await limits.account.consume(account);
	await withIdentity(db, async (tx) => {
		await tx.insert(resetRequest).values({ email: account, locale });
		await tx.execute(sql`select pg_notify('sal_jobs', 'reset')`);
	});
}

/** Ids of the requests that nobody has looked at. */
export async function openRequests(db: Database): Promise<string[]> {
	const rows = await withIdentity(db, (tx) => tx.select({ id: resetRequest.id }).from(resetRequest).orderBy(asc(resetRequest.createdAt)).limit(AT_ONCE));
	return rows.map(({ id }) => id);
}

/** Sends the link if there is such an account, and forgets the request, all at once. */
export async function answerRequest(db: Database, { id, origin, now, from = {} }: { id: string; origin: string; now: Date; from?: Origin }): Promise<void> {
	await withIdentity(
		db,
		async (tx) => {
			const [request] = await tx.delete(resetRequest).where(eq(resetRequest.id, id)).returning({ email: resetRequest.email, locale: resetRequest.locale });
			if (!request) return;
			const [found] = await tx.select({ id: person.id }).from(person).where(and(eq(sql`lower(${person.email})`, request.email), isNull(person.disabledAt), isNull(person.erasedAt)));
			if (found) await sendReset(tx, { person: found.id, origin, now, locale: request.locale });
			await audit(tx, { action: 'password.reset-asked', outcome: found ? 'done' : 'refused', ...(found ? { object: { kind: 'person', id: found.id }, subjects: [found.id] } : { personal: { email: request.email } }) });
		},
		from
	);
}
