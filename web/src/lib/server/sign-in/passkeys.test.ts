import { passkey, withIdentity, type Tx } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTestHouse, type TestHouse } from '../test-house.fixture.ts';
import { makeAuthenticator } from './authenticator.fixture.ts';
import { answerSignIn, askToSignIn } from './passkeys.ts';

let house: TestHouse;
beforeAll(async () => {
	house = await makeTestHouse();
});
afterAll(() => house?.close());

const rp = { origin: 'https://sal.kraj.test' };
const now = new Date('2027-03-04T12:00:00Z');
const as = <T>(fn: (tx: Tx) => Promise<T>) => withIdentity(house.portal.db, fn);
const ask = (at = now) => as((tx) => askToSignIn(tx, { rp, now: at }));

async function somebody(counter: number) {
	const { id: who } = await house.addPerson({ role: 'member', password: 'čtyři slova za sebou' });
	const authenticator = makeAuthenticator();
	await house.owner.db.insert(passkey).values({ id: authenticator.id, personId: who, publicKey: authenticator.publicKey, counter, transports: [], name: 'Klíč', backedUp: false, createdAt: now });
	const answer = (secret: string | undefined, response: Parameters<typeof answerSignIn>[1]['response'], at = now) => as((tx) => answerSignIn(tx, { rp, secret, response, now: at }));
	return { who, authenticator, answer };
}

it('lets in whose passkey answers, and counts on', async () => {
	const { who, authenticator, answer } = await somebody(7);
	const { options, secret } = await ask();
	expect(await answer(secret, authenticator.answer({ challenge: options.challenge, origin: rp.origin, counter: 8 }))).toEqual({ who, passkey: authenticator.id });
	expect(await house.owner.db.select({ counter: passkey.counter }).from(passkey).where(eq(passkey.id, authenticator.id))).toEqual([{ counter: 8 }]);
});

it('takes passkeys that do not count at all, as those of phones', async () => {
	const { who, authenticator, answer } = await somebody(0);
	for (const _ of ['once', 'again']) {
		const { options, secret } = await ask();
		expect(await answer(secret, authenticator.answer({ challenge: options.challenge, origin: rp.origin, counter: 0 }))).toMatchObject({ who });
	}
});

it.each([
	['goes back', 6],
	['stands still', 7],
	['is gone', 0]
])('refuses a copy: its counter %s', async (_, counter) => {
	const { who, authenticator, answer } = await somebody(7);
	const { options, secret } = await ask();
	expect(await answer(secret, authenticator.answer({ challenge: options.challenge, origin: rp.origin, counter }))).toEqual({ refused: 'copied', who });
	expect(await house.owner.db.select({ counter: passkey.counter }).from(passkey).where(eq(passkey.id, authenticator.id))).toEqual([{ counter: 7 }]);
});

it('refuses an answer that was given before, to another question, too late, or on another page', async () => {
	const { who, authenticator, answer } = await somebody(1);
	const [first, second] = [await ask(), await ask()];
	const given = authenticator.answer({ challenge: first.options.challenge, origin: rp.origin, counter: 2 });
	expect(await answer(second.secret, given)).toEqual({ refused: 'wrong', who });
	expect(await answer(first.secret, given)).toMatchObject({ who });
	// The question was taken with its first answer.
	expect(await answer(first.secret, given)).toEqual({ refused: 'unknown' });
	expect(await answer(undefined, given)).toEqual({ refused: 'unknown' });
	const late = await ask();
	expect(await answer(late.secret, authenticator.answer({ challenge: late.options.challenge, origin: rp.origin, counter: 3 }), new Date(now.getTime() + 6 * 60_000))).toEqual({ refused: 'unknown' });
	const phished = await ask();
	expect(await answer(phished.secret, authenticator.answer({ challenge: phished.options.challenge, origin: 'https://sal-kraj.test', counter: 3 }))).toEqual({ refused: 'wrong', who });
});

it('knows no passkey that somebody else signs for', async () => {
	const { authenticator, answer, who } = await somebody(1);
	const { options, secret } = await ask();
	const forged = { ...makeAuthenticator().answer({ challenge: options.challenge, origin: rp.origin, counter: 5 }), id: authenticator.id, rawId: authenticator.id };
	expect(await answer(secret, forged)).toEqual({ refused: 'wrong', who });
});
