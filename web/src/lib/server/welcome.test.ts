import { oneTimeLink } from '@sal/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashSecret, newSecret } from './secret.ts';
import { checkPassword } from './sign-in.ts';
import { makeTestHouse, type TestHouse } from './test-house.fixture.ts';
import { makeFirstAdmin, readWelcome, setFirstPassword } from './welcome.ts';

let house: TestHouse;
beforeAll(async () => {
	house = await makeTestHouse();
});
afterAll(() => house?.close());

async function link(options: { purpose: 'first-admin' | 'set-password'; personId?: string; hours?: number }): Promise<string> {
	const token = newSecret();
	await house.owner.db.insert(oneTimeLink).values({ tokenHash: hashSecret(token), purpose: options.purpose, personId: options.personId ?? null, expiresAt: new Date(Date.now() + (options.hours ?? 1) * 3_600_000) });
	return token;
}
const now = () => new Date();

it('a link sets a password once, and the old one no longer works', async () => {
	const { db, limits } = house.portal;
	const { id, email } = await house.addPerson({ role: 'official', password: 'staré dlouhé heslo' });
	const token = await link({ purpose: 'set-password', personId: id });
	expect(await setFirstPassword({ db, token, now: now(), password: 'nové dlouhé heslo', portal: 'http://localhost' })).toBe(id);
	await expect(setFirstPassword({ db, token, now: now(), password: 'ještě jiné heslo', portal: 'http://localhost' })).rejects.toMatchObject({ code: 'link-used' });
	const sign = (password: string) => checkPassword({ db, limits, email, password, address: crypto.randomUUID() });
	expect(await sign('nové dlouhé heslo')).toBe(id);
	expect(await sign('staré dlouhé heslo')).toBeUndefined();
});

it('an expired or invented link opens nothing', async () => {
	const { db } = house.portal;
	const { id } = await house.addPerson({ role: 'official', password: 'staré dlouhé heslo' });
	const expired = await link({ purpose: 'set-password', personId: id, hours: -1 });
	for (const token of [expired, newSecret()]) await expect(readWelcome({ db, token, now: now() })).rejects.toMatchObject({ code: 'link-used' });
});

it('there is one first administrator: where somebody has an account, the link makes none', async () => {
	const { db } = house.portal;
	await house.addPerson({ role: 'member', password: 'už tu někdo je' });
	const token = await link({ purpose: 'first-admin' });
	const attempt = makeFirstAdmin({ db, token, now: now(), organisationName: 'Kraj', name: 'Kdokoli', email: 'kdokoli@example.test', password: 'dlouhé heslo správce' });
	await expect(attempt).rejects.toMatchObject({ code: 'link-used' });
});

it.each([
	['password-common', 'Password12345'],
	['password-personal', 'Kdokoli.Novy.2026']
])('the first administrator gets no password that would be guessed (%s), and the link still opens', async (code, password) => {
	const { db } = house.portal;
	const token = await link({ purpose: 'first-admin' });
	await expect(makeFirstAdmin({ db, token, now: now(), organisationName: 'Kraj', name: 'Kdokoli Nový', email: 'kdokoli.novy@example.test', password })).rejects.toMatchObject({ code });
	expect(await readWelcome({ db, token, now: now() })).toMatchObject({ purpose: 'first-admin' });
});
