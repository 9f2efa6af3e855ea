import { recoveryCode, signInChallenge, totp, withIdentity, type Tx } from '@sal/db';
import { eq } from 'drizzle-orm';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestHouse, type TestHouse } from '../test-house.fixture.ts';
import { forgetChallenges, openChallenge, readChallenge, takeChallenge } from './challenge.ts';
import { plainCode, RECOVERY_CODES, recoveryCodesLeft, renewRecoveryCodes, useRecoveryCode } from './recovery-codes.ts';
import { createSeal } from './seal.ts';
import { checkTotp, confirmTotp, enrolment } from './totp.ts';

let house: TestHouse;
beforeAll(async () => {
	house = await makeTestHouse();
});
afterAll(() => house?.close());

const seal = createSeal('klíč jen pro tuto zkoušku, dost dlouhý');
const as = <T>(fn: (tx: Tx) => Promise<T>) => withIdentity(house.portal.db, fn);
const somebody = async () => (await house.addPerson({ role: 'member', password: 'čtyři slova za sebou' })).id;
const now = new Date('2027-03-04T12:00:10Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
/** What an authenticator shows: a second implementation is not needed, the seed went through the address of the picture. */
const phone = (uri: string) => (at: Date) => new TOTP({ secret: Secret.fromBase32(new URL(uri).searchParams.get('secret') ?? '') }).generate({ timestamp: at.getTime() });

async function enrolled() {
	const personId = await somebody();
	const begun = await as((tx) => enrolment({ tx, seal, personId, email: 'jana@kraj.cz' }));
	const code = phone(begun?.uri ?? '');
	expect(await as((tx) => confirmTotp({ tx, seal, personId, code: code(now), now }))).toBe(true);
	const check = (at: Date, typed = code(at)) => as((tx) => checkTotp({ tx, seal, personId, code: typed, now: at }));
	return { personId, code, check };
}

describe('codes of a phone', () => {
	it('show the same picture until the first code was typed, and none afterwards', async () => {
		const personId = await somebody();
		const begin = () => as((tx) => enrolment({ tx, seal, personId, email: 'jana@kraj.cz' }));
		const [first, second] = [await begin(), await begin()];
		expect(second).toEqual(first);
		expect(first?.uri).toContain('otpauth://totp/S%C3%A1l:jana%40kraj.cz');
		expect(await as((tx) => confirmTotp({ tx, seal, personId, code: '000000', now }))).toBe(false);
		expect(await as((tx) => confirmTotp({ tx, seal, personId, code: phone(first?.uri ?? '')(now), now }))).toBe(true);
		expect(await begin()).toBeUndefined();
	});

	it('lie sealed in the table', async () => {
		const personId = await somebody();
		const begun = await as((tx) => enrolment({ tx, seal, personId, email: 'jana@kraj.cz' }));
		const [row] = await house.owner.db.select().from(totp).where(eq(totp.personId, personId));
		expect(JSON.stringify(row)).not.toContain(begun?.secret);
	});

	it('do not count before they are confirmed', async () => {
		const personId = await somebody();
		const begun = await as((tx) => enrolment({ tx, seal, personId, email: 'jana@kraj.cz' }));
		expect(await as((tx) => checkTotp({ tx, seal, personId, code: phone(begun?.uri ?? '')(now), now }))).toBe(false);
	});

	it('are taken of now and of one step around it, whatever the phone thinks', async () => {
		const { check, code } = await enrolled();
		expect(await check(later(300), code(later(240)))).toBe(false);
		expect(await check(later(300), code(later(360)))).toBe(false);
		expect(await check(later(300), code(later(270)))).toBe(true);
		expect(await check(later(300), code(later(300)))).toBe(true);
		expect(await check(later(300), code(later(330)))).toBe(true);
	});

	it('are taken once: neither the one of setting up, nor one read over a shoulder, nor an older one', async () => {
		const { check, code } = await enrolled();
		expect(await check(now)).toBe(false);
		expect(await check(later(60))).toBe(true);
		expect(await check(later(60))).toBe(false);
		expect(await check(later(61), code(later(30)))).toBe(false);
	});

	it('of two that come at once, one', async () => {
		const { check } = await enrolled();
		const both = await Promise.all([check(later(90)), check(later(90))]);
		expect(both.filter(Boolean)).toHaveLength(1);
	});

	it('of somebody else open nothing', async () => {
		const [own, other] = [await enrolled(), await enrolled()];
		expect(await own.check(later(120), other.code(later(120)))).toBe(false);
	});
});

describe('recovery codes', () => {
	it('are ten, each good once, however they are typed, and for their own person only', async () => {
		const [personId, stranger] = [await somebody(), await somebody()];
		const codes = await as((tx) => renewRecoveryCodes(tx, personId));
		const use = (code: string, whose = personId) => as((tx) => useRecoveryCode(tx, { personId: whose, code, now }));
		expect(new Set(codes).size).toBe(RECOVERY_CODES);
		const [first = '', second = ''] = codes;
		expect(await use(first, stranger)).toBe(false);
		expect(await use(first.toUpperCase().replaceAll('-', ' '))).toBe(true);
		expect(await use(first)).toBe(false);
		expect(await as((tx) => recoveryCodesLeft(tx, personId))).toBe(RECOVERY_CODES - 1);
		expect((await Promise.all([use(second), use(second)])).filter(Boolean)).toHaveLength(1);
		await as((tx) => renewRecoveryCodes(tx, personId));
		expect(await use(codes[2] ?? '')).toBe(false);
	});

	it('are not kept as they are', async () => {
		const personId = await somebody();
		const codes = await as((tx) => renewRecoveryCodes(tx, personId));
		const kept = JSON.stringify(await house.owner.db.select().from(recoveryCode).where(eq(recoveryCode.personId, personId)));
		for (const code of codes) expect(kept).not.toContain(plainCode(code));
	});
});

describe('somebody half-way in', () => {
	it('is known for ten minutes, for one purpose, and once', async () => {
		const personId = await somebody();
		const secret = await as((tx) => openChallenge(tx, { purpose: 'second-factor', personId, method: 'password', now }));
		const read = (at: Date, purpose: 'second-factor' | 'passkey-sign-in' = 'second-factor') => as((tx) => readChallenge(tx, { secret, purpose, now: at }));
		expect(await read(later(599))).toMatchObject({ personId, method: 'password' });
		expect(await read(later(600))).toBeUndefined();
		expect(await read(now, 'passkey-sign-in')).toBeUndefined();
		const take = () => as((tx) => takeChallenge(tx, { secret, purpose: 'second-factor', now }));
		expect((await Promise.all([take(), take()])).filter(Boolean)).toHaveLength(1);
	});

	it('is forgotten when the time is over', async () => {
		const personId = await somebody();
		await as((tx) => openChallenge(tx, { purpose: 'second-factor', personId, now: new Date(0) }));
		await as((tx) => forgetChallenges(tx, new Date(3_600_000)));
		expect(await house.owner.db.$count(signInChallenge, eq(signInChallenge.personId, personId))).toBe(0);
	});
});
