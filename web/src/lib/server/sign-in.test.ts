import { rateLimit, session } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetSessions, SESSION_DAYS } from './auth.ts';
import { chooseLocale, localeOf } from './preferences.ts';
import { createLimiter, forgetCounters, LOGIN_PER_ACCOUNT, LOGIN_PER_ADDRESS, networkOf } from './rate-limit.ts';
import { checkPassword } from './sign-in.ts';
import { hashSecret } from './secret.ts';
import { makeTestHouse, type TestHouse } from './test-house.fixture.ts';

const PASSWORD = 'čtyři slova za sebou';
let house: TestHouse;
beforeAll(async () => {
	house = await makeTestHouse();
});
afterAll(() => house?.close());

/** A new network address each time, so that tests do not count against each other. */
const anywhere = () => `test-${crypto.randomUUID()}`;
const attempt = (email: string, password: string, address = anywhere()) => checkPassword({ db: house.portal.db, limits: house.portal.limits, email, password, address });

describe('e-mail and password', () => {
	it('let in whoever knows both, however the e-mail is written', async () => {
		const { id, email } = await house.addPerson({ role: 'member', password: PASSWORD });
		expect(await attempt(email, PASSWORD)).toBe(id);
		expect(await attempt(`  ${email.toUpperCase()} `, PASSWORD)).toBe(id);
		// The same letters typed as base letter and accent (as macOS does).
		expect(await attempt(email, PASSWORD.normalize('NFD'))).toBe(id);
	});

	it('do not let in with a wrong password, an unknown e-mail or a disabled account', async () => {
		const { email } = await house.addPerson({ role: 'member', password: PASSWORD });
		const disabled = await house.addPerson({ role: 'member', password: PASSWORD, disabled: true });
		expect(await attempt(email, 'něco jiného')).toBeUndefined();
		expect(await attempt('nobody@example.test', PASSWORD)).toBeUndefined();
		expect(await attempt(disabled.email, PASSWORD)).toBeUndefined();
	});
});

it('the language somebody has chosen is theirs, whichever browser asks', async () => {
	const { id } = await house.addPerson({ role: 'member', password: PASSWORD });
	const other = await house.addPerson({ role: 'member', password: PASSWORD });
	expect(await localeOf(house.portal.db, id)).toBeUndefined();
	await chooseLocale(house.portal.db, { personId: id, locale: 'en' });
	expect([await localeOf(house.portal.db, id), await localeOf(house.portal.db, other.id)]).toEqual(['en', undefined]);
});

describe('guessing is slowed', () => {
	it('for one account from many addresses, even with the right password in the end', async () => {
		const { email } = await house.addPerson({ role: 'member', password: PASSWORD });
		for (let n = 0; n < LOGIN_PER_ACCOUNT.points; n++) expect(await attempt(email, 'hádám')).toBeUndefined();
		await expect(attempt(email, PASSWORD)).rejects.toMatchObject({ code: 'rate-limited' });
	});

	it('also when all guesses come at once', async () => {
		const { email } = await house.addPerson({ role: 'member', password: PASSWORD });
		const outcomes = await Promise.allSettled(Array.from({ length: 3 * LOGIN_PER_ACCOUNT.points }, () => attempt(email, 'hádám')));
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(LOGIN_PER_ACCOUNT.points);
	});

	it('from a whole IPv6 network as from one address', () => {
		expect(new Set(['2001:db8:1:2::1', '2001:DB8:1:2:ffff::9', '2001:0db8:0001:0002:a:b:c:d', '2001:db8:1:2::1%eth0'].map(networkOf))).toEqual(new Set(['2001:db8:1:2::/64']));
		expect(['2001:db8:1:3::1', '::1', '192.0.2.7', '::ffff:192.0.2.7'].map(networkOf)).toEqual(['2001:db8:1:3::/64', '0:0:0:0::/64', '192.0.2.7', '::ffff:192.0.2.7']);
	});

	it('and people who sign in without a mistake are not counted', async () => {
		const { id, email } = await house.addPerson({ role: 'member', password: PASSWORD });
		const address = anywhere();
		const limit = createLimiter({ db: house.portal.db, rule: LOGIN_PER_ADDRESS });
		for (let n = 0; n < LOGIN_PER_ADDRESS.points - 1; n++) await limit.consume(address);
		for (let n = 0; n < 3; n++) expect(await attempt(email, PASSWORD, address)).toBe(id);
	});

	it('for many accounts from one address, while others sign in from elsewhere', async () => {
		const { id, email } = await house.addPerson({ role: 'member', password: PASSWORD });
		const address = anywhere();
		const limit = createLimiter({ db: house.portal.db, rule: LOGIN_PER_ADDRESS });
		for (let n = 0; n < LOGIN_PER_ADDRESS.points - 1; n++) await limit.consume(address);
		expect(await attempt('x@example.test', 'hádám', address)).toBeUndefined();
		await expect(attempt(email, PASSWORD, address)).rejects.toMatchObject({ code: 'rate-limited' });
		expect(await attempt(email, PASSWORD)).toBe(id);
	});

	it('and a success forgives the account’s mistakes', async () => {
		const { id, email } = await house.addPerson({ role: 'member', password: PASSWORD });
		for (let round = 0; round < 2; round++) {
			for (let n = 0; n < LOGIN_PER_ACCOUNT.points - 1; n++) await attempt(email, 'překlep');
			expect(await attempt(email, PASSWORD)).toBe(id);
		}
	});

	it('across portals that share a database', async () => {
		const address = anywhere();
		const [one, other] = [createLimiter({ db: house.portal.db, rule: LOGIN_PER_ADDRESS }), createLimiter({ db: house.owner.db, rule: LOGIN_PER_ADDRESS })];
		for (let n = 0; n < LOGIN_PER_ADDRESS.points; n++) await (n % 2 ? one : other).consume(address);
		await expect(one.check(address)).rejects.toMatchObject({ code: 'rate-limited' });
		await expect(other.check(address)).rejects.toMatchObject({ code: 'rate-limited' });
	});
});

describe('a session', () => {
	const signIn = async () => {
		const { id } = await house.addPerson({ role: 'clerk', password: PASSWORD });
		const cookie = await house.portal.auth.signIn({ personId: id, userAgent: 'test' });
		return { id, cookie };
	};

	it('tells who is signed in, with place and organisation', async () => {
		const { id, cookie } = await signIn();
		expect(cookie.attributes).toMatchObject({ httpOnly: true, sameSite: 'lax', path: '/' });
		expect((await house.portal.auth.validate(cookie.value))?.user).toMatchObject({ id, organisationId: house.organisationId });
	});

	it('is kept as a hash: what the table holds opens nothing', async () => {
		const { id, cookie } = await signIn();
		const rows = await house.owner.db.select().from(session).where(eq(session.userId, id));
		expect(rows).toHaveLength(1);
		expect(rows[0]?.id).not.toBe(cookie.value);
		expect(await house.portal.auth.validate(rows[0]?.id ?? '')).toBeUndefined();
	});

	it('ends at log-out, and the same person’s others go on', async () => {
		const { id, cookie } = await signIn();
		const other = await house.portal.auth.signIn({ personId: id, userAgent: 'other' });
		await house.portal.auth.signOut(cookie.value);
		expect(await house.portal.auth.validate(cookie.value)).toBeUndefined();
		expect(await house.portal.auth.validate(other.value)).toBeDefined();
	});

	it('ends with all others at "log out everywhere", and other people’s go on', async () => {
		const { id, cookie } = await signIn();
		const second = await house.portal.auth.signIn({ personId: id, userAgent: 'other' });
		const stranger = await signIn();
		await house.portal.auth.signOutEverywhere(id);
		expect(await house.portal.auth.validate(cookie.value)).toBeUndefined();
		expect(await house.portal.auth.validate(second.value)).toBeUndefined();
		expect(await house.portal.auth.validate(stranger.cookie.value)).toBeDefined();
	});

	it('ends a week after signing in, however often it is used, and then goes from the table', async () => {
		const { id, cookie } = await signIn();
		const longAgo = (days: number) => house.owner.db.update(session).set({ createdAt: new Date(Date.now() - days * 86_400_000) }).where(eq(session.userId, id));
		await longAgo(SESSION_DAYS - 0.01);
		expect(await house.portal.auth.validate(cookie.value)).toBeDefined();
		await longAgo(SESSION_DAYS);
		expect(await house.portal.auth.validate(cookie.value)).toBeUndefined();
		await forgetSessions(house.portal.db, new Date());
		expect(await house.owner.db.select().from(session).where(eq(session.userId, id))).toEqual([]);
	});

	it('and the counters of attempts leave no rows behind', async () => {
		const old = await signIn();
		const good = await signIn();
		await house.owner.db.update(session).set({ expiresAt: new Date(Date.now() - 1_000) }).where(eq(session.userId, old.id));
		const [expired, counting] = [anywhere(), anywhere()];
		const limit = createLimiter({ db: house.portal.db, rule: LOGIN_PER_ADDRESS });
		for (const address of [expired, counting]) await limit.consume(address);
		const keyOf = (address: string) => `${LOGIN_PER_ADDRESS.name}:${hashSecret(address)}`;
		await house.owner.db.update(rateLimit).set({ expire: new Date(Date.now() - 1_000) }).where(eq(rateLimit.key, keyOf(expired)));
		await forgetSessions(house.portal.db, new Date());
		await forgetCounters(house.portal.db, new Date());
		const sessionsOf = (userId: string) => house.owner.db.$count(session, eq(session.userId, userId));
		expect([await sessionsOf(old.id), await sessionsOf(good.id)]).toEqual([0, 1]);
		const counted = (address: string) => house.owner.db.$count(rateLimit, eq(rateLimit.key, keyOf(address)));
		expect([await counted(expired), await counted(counting)]).toEqual([0, 1]);
	});

	it('ends when its time is over', async () => {
		const { id, cookie } = await signIn();
		await house.owner.db.update(session).set({ expiresAt: new Date(Date.now() - 1000) }).where(eq(session.userId, id));
		expect(await house.portal.auth.validate(cookie.value)).toBeUndefined();
	});
});
