import { credential, mailBody, mailOutbox, oneTimeLink, person, session } from '@sal/db';
import { desc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerRequest, askForReset, openRequests, RESET_PER_ACCOUNT, RESET_PER_ADDRESS } from './forgotten.ts';
import { INVITATION_HOURS, invite, RESET_MINUTES } from './invite.ts';
import { createLimiter } from './rate-limit.ts';
import { checkPassword } from './sign-in.ts';
import { makeTestHouse, type TestHouse } from './test-house.fixture.ts';
import { readWelcome, setFirstPassword } from './welcome.ts';
import { findActor, withActor } from '@sal/db';

const ORIGIN = 'https://sal.test';
const OLD = 'čtyři slova za sebou';
const NEW = 'docela jiná čtyři slova';
let house: TestHouse;
beforeAll(async () => {
	house = await makeTestHouse();
});
afterAll(() => house?.close());

const limits = () => ({ account: createLimiter({ db: house.portal.db, rule: RESET_PER_ACCOUNT }), address: createLimiter({ db: house.portal.db, rule: RESET_PER_ADDRESS }) });
const ask = (email: string, address: string = crypto.randomUUID()) => askForReset({ db: house.portal.db, limits: limits(), email, locale: 'en', address });
async function answerAll(): Promise<void> {
	for (const id of await openRequests(house.portal.db)) await answerRequest(house.portal.db, { id, origin: ORIGIN, now: new Date() });
}
/** Mails to this address, newest first, as nobody but the job that sends them may see them. */
const mailsTo = (email: string) => house.owner.db.select({ subject: mailOutbox.subject, text: mailBody.text, uselessAfter: mailOutbox.uselessAfter }).from(mailOutbox).innerJoin(mailBody, eq(mailBody.mailId, mailOutbox.id)).where(eq(sql`lower(${mailOutbox.recipient})`, email.toLowerCase())).orderBy(desc(mailOutbox.createdAt));
const tokenIn = (text = '') => /\/welcome\/([\w-]{43})/.exec(text)?.[1] ?? '';
const signIn = (email: string, password: string) => checkPassword({ db: house.portal.db, limits: house.portal.limits, email, password, address: crypto.randomUUID() });

describe('a forgotten password', () => {
	it('is replaced through a mail: once, ending all that was signed in, with a notice', async () => {
		const { db, auth } = house.portal;
		const { id, email } = await house.addPerson({ role: 'official', password: OLD });
		await auth.signIn({ personId: id, userAgent: 'elsewhere' });
		await ask(` ${email.toUpperCase()}`);
		await answerAll();
		const [mail] = await mailsTo(email);
		expect(mail?.subject).toBe('A new password for the portal Sál');
		const token = tokenIn(mail?.text);
		expect(await readWelcome({ db, token, now: new Date() })).toMatchObject({ purpose: 'reset', personId: id });
		const set = () => setFirstPassword({ db, token, now: new Date(), password: NEW, portal: ORIGIN });
		expect(await set()).toBe(id);
		await expect(set()).rejects.toMatchObject({ code: 'link-used' });
		expect(await signIn(email, NEW)).toBe(id);
		expect(await signIn(email, OLD)).toBeUndefined();
		expect(await house.owner.db.select().from(session).where(eq(session.userId, id))).toEqual([]);
		expect((await mailsTo(email))[0]).toMatchObject({ subject: expect.stringContaining('změněno') });
	});

	it('sends nothing to an address without an account, or whose account is disabled', async () => {
		const { email } = await house.addPerson({ role: 'official', password: OLD, disabled: true });
		const unknown = `nikdo.${crypto.randomUUID()}@obec.test`;
		await ask(email);
		await ask(unknown);
		await answerAll();
		expect(await openRequests(house.portal.db)).toEqual([]);
		expect([...(await mailsTo(email)), ...(await mailsTo(unknown))]).toEqual([]);
	});

	it('opens for an hour, and the newest link only', async () => {
		const { db } = house.portal;
		const { email } = await house.addPerson({ role: 'official', password: OLD });
		const tokens: string[] = [];
		for (let request = 0; request < 2; request++) {
			await ask(email);
			await answerAll();
			tokens.unshift(tokenIn((await mailsTo(email))[0]?.text));
		}
		const [newest = '', older = ''] = tokens;
		const in59 = new Date(Date.now() + (RESET_MINUTES - 1) * 60_000);
		const in61 = new Date(Date.now() + (RESET_MINUTES + 1) * 60_000);
		expect(await readWelcome({ db, token: newest, now: in59 })).toBeDefined();
		for (const [token, now] of [[newest, in61], [older, new Date()]] as const) await expect(readWelcome({ db, token, now })).rejects.toMatchObject({ code: 'link-used' });
	});

	it('refuses a common password without using the link up', async () => {
		const { db } = house.portal;
		const { id, email } = await house.addPerson({ role: 'official', password: OLD });
		await ask(email);
		await answerAll();
		const token = tokenIn((await mailsTo(email))[0]?.text);
		await expect(setFirstPassword({ db, token, now: new Date(), password: 'password12345', portal: ORIGIN })).rejects.toMatchObject({ code: 'password-common' });
		expect(await setFirstPassword({ db, token, now: new Date(), password: NEW, portal: ORIGIN })).toBe(id);
	});

	it.each([
		['one address', () => 'stále@obec.test', () => crypto.randomUUID(), RESET_PER_ACCOUNT.points],
		['one network', () => `${crypto.randomUUID()}@obec.test`, () => 'net-of-the-flood', RESET_PER_ADDRESS.points]
	])('cannot be asked for without end for %s, known or not', async (_, email, address, points) => {
		const run = crypto.randomUUID();
		const once = () => ask(`${run}.${email()}`, `${run}${address()}`);
		for (let time = 0; time < points; time++) await once();
		await expect(once()).rejects.toMatchObject({ code: 'rate-limited' });
	});
});

describe('an invitation', () => {
	async function inviter(role: 'admin' | 'clerk') {
		const { id } = await house.addPerson({ role, password: OLD });
		const found = await findActor(house.portal.db, { person: id });
		if (!found) throw new Error('no affiliation');
		return found.actor;
	}

	it('names who invites, and opens for three days', async () => {
		const { db } = house.portal;
		const { id, email } = await house.addPerson({ role: 'official', password: OLD });
		await house.owner.db.delete(credential).where(eq(credential.personId, id));
		const admin = await inviter('admin');
		const now = new Date();
		await withActor(db, admin, (tx) => invite(tx, { person: id, origin: ORIGIN, now }));
		const [mail] = await mailsTo(email);
		expect(mail?.text).toContain('Zkušební Osoba vám založil(a) účet');
		const token = tokenIn(mail?.text);
		expect(mail?.uselessAfter).toEqual(new Date(now.getTime() + INVITATION_HOURS * 3_600_000));
		expect(await readWelcome({ db, token, now })).toMatchObject({ purpose: 'invitation' });
		await setFirstPassword({ db, token, now, password: NEW, portal: ORIGIN });
		expect(await signIn(email, NEW)).toBe(id);
		// There was no password before, so there is nothing to be warned of.
		expect(await mailsTo(email)).toHaveLength(1);
	});

	it('is not for those who administer nobody, and writes nothing then', async () => {
		const { id, email } = await house.addPerson({ role: 'official', password: OLD });
		const clerk = await inviter('clerk');
		const attempt = withActor(house.portal.db, clerk, (tx) => invite(tx, { person: id, origin: ORIGIN, now: new Date() }));
		await expect(attempt).rejects.toMatchObject({ cause: { code: '42501' } });
		expect(await mailsTo(email)).toEqual([]);
		expect(await house.owner.db.select().from(oneTimeLink).where(eq(oneTimeLink.personId, id))).toEqual([]);
	});

	it('is not sent to somebody who is disabled', async () => {
		const { id } = await house.addPerson({ role: 'official', password: OLD });
		await house.owner.db.update(person).set({ disabledAt: new Date() }).where(eq(person.id, id));
		const admin = await inviter('admin');
		await expect(withActor(house.portal.db, admin, (tx) => invite(tx, { person: id, origin: ORIGIN, now: new Date() }))).rejects.toMatchObject({ code: 'not-found' });
	});
});
