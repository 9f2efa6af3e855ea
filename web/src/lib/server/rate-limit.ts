import { rateLimit, type Database } from '@sal/db';
import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible';
import { lte } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { isIPv6 } from 'node:net';
import { hashSecret } from './secret.ts';

export interface LimitRule {
	/** Part of the key: counters of different rules do not touch. */
	name: string;
	points: number;
	/** Seconds in which the points may be used up. */
	seconds: number;
	/** Seconds of refusal afterwards. */
	blockSeconds: number;
}

/** Wrong passwords for one account, from anywhere: slows guessing, without locking anybody out for longer than a quarter of an hour. */
export const LOGIN_PER_ACCOUNT: LimitRule = { name: 'login-account', points: 10, seconds: 900, blockSeconds: 900 };
/** Wrong passwords from one address, for any account. An office behind one address has many people, hence more points. */
export const LOGIN_PER_ADDRESS: LimitRule = { name: 'login-address', points: 50, seconds: 900, blockSeconds: 900 };

/** Wrong codes of one person: six digits withstand a handful of guesses, not thousands (NIST SP 800-63B-4 §3.2.2 allows 100). */
export const SECOND_FACTOR_PER_PERSON: LimitRule = { name: 'second-factor', points: 5, seconds: 900, blockSeconds: 900 };
/** Passkeys that were refused from one address, and challenges asked for: each costs a row and a signature check. */
export const PASSKEYS_PER_ADDRESS: LimitRule = { name: 'passkey-address', points: 100, seconds: 900, blockSeconds: 900 };

/** Names given at guest links from one address: a whole office may come, but nobody fills a lobby with people of his own. */
export const GUESTS_PER_ADDRESS: LimitRule = { name: 'guest-address', points: 120, seconds: 900, blockSeconds: 900 };

/** Unknown tokens of equipment from one address: an encoder with a wrong one tries again every few seconds, and is told what is wrong. */
export const EQUIPMENT_PER_ADDRESS: LimitRule = { name: 'equipment-address', points: 60, seconds: 900, blockSeconds: 300 };

/** Cases that one clinician opens in an emergency: more than that in a day is none. */
export const BREAK_GLASS_PER_PERSON: LimitRule = { name: 'break-glass', points: 10, seconds: 86_400, blockSeconds: 3_600 };

export interface Limiter {
	/** Counts one attempt. @throws {DomainError} `rate-limited` */
	consume(key: string): Promise<void>;
	/** Refuses when the points are already used up, without counting. @throws {DomainError} `rate-limited` */
	check(key: string): Promise<void>;
	/** Gives one attempt back: it was none. */
	giveBack(key: string): Promise<void>;
	/** Forgets what was counted. */
	forgive(key: string): Promise<void>;
}

/** What to count an address by: of IPv6 the network, because whoever has one address there has 2⁶⁴ of them (RFC 6177). */
export function networkOf(address: string): string {
	if (!isIPv6(address) || address.toLowerCase().startsWith('::ffff:')) return address;
	const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
	const groups = (part: string) => part.split(':').filter(Boolean);
	const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
	const all = [...groups(head), ...Array<string>(Math.max(0, missing)).fill('0'), ...groups(tail ?? '')];
	return `${all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** Deletes counters whose time is over: every account and address that was ever tried would stay. Answers with how many went. */
export async function forgetCounters(db: Database, now: Date): Promise<number> {
	return (await db.delete(rateLimit).where(lte(rateLimit.expire, now))).count;
}

/** Counters in PostgreSQL, so that several portals count together and a restart forgives nothing. Keys are stored as hashes. */
export function createLimiter({ db, rule }: { db: Database; rule: LimitRule }): Limiter {
	const limiter = new RateLimiterDrizzle({ storeClient: db, schema: rateLimit, keyPrefix: rule.name, points: rule.points, duration: rule.seconds, blockDuration: rule.blockSeconds, clearExpiredByTimeout: false });
	return {
		async consume(key) {
			try {
				await limiter.consume(hashSecret(key));
			} catch (reason) {
				if (reason instanceof RateLimiterRes) throw new DomainError('rate-limited');
				throw reason;
			}
		},
		async check(key) {
			const state = await limiter.get(hashSecret(key));
			if (state && state.consumedPoints >= rule.points && state.msBeforeNext > 0) throw new DomainError('rate-limited');
		},
		async giveBack(key) {
			await limiter.reward(hashSecret(key));
		},
		async forgive(key) {
			await limiter.delete(hashSecret(key));
		}
	};
}
