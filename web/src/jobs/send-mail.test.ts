import { mailBody, mailOutbox, withActor, withIdentity } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Config } from '#lib/server/config.ts';
import { sendMail } from '#lib/server/mail.ts';
import { startMailServer, type MailServer } from '#lib/server/mail/smtp.fixture.ts';
import { makeTestHouse, type TestHouse } from '#lib/server/test-house.fixture.ts';
import { attemptMail, dueMails, forgetMails } from './send-mail.ts';

const FROM = 'Portál kraje <portal@kraj.test>';
let house: TestHouse;
const servers: MailServer[] = [];
beforeAll(async () => {
	house = await makeTestHouse();
});
afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
});
afterAll(() => house?.close());

async function mailServer(options: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
	const server = await startMailServer(options);
	servers.push(server);
	return server;
}

const withMail = (url: string): { config: Config; db: TestHouse['portal']['db'] } => ({ config: { ...house.portal.config, mail: { url, from: FROM } }, db: house.portal.db });

/** Puts a mail into the outbox and answers with its id. */
async function put(options: { to?: string; uselessAfter?: Date } = {}): Promise<string> {
	const subject = `Pozvánka ${crypto.randomUUID()}`;
	await withIdentity(house.portal.db, (tx) => sendMail(tx, { to: 'příjemce@obec.test', locale: 'cs', subject, text: 'Heslo nastavíte zde: https://sal.test/welcome/tajné', html: '<p>Heslo nastavíte <a href="https://sal.test/welcome/tajné">zde</a></p>', ...options }));
	const [row] = await house.owner.db.select({ id: mailOutbox.id }).from(mailOutbox).where(eq(mailOutbox.subject, subject));
	return row?.id ?? '';
}
const outbox = async (id: string) => (await house.owner.db.select().from(mailOutbox).where(eq(mailOutbox.id, id)))[0];
const bodies = async (id: string) => (await house.owner.db.select().from(mailBody).where(eq(mailBody.mailId, id))).length;

it('a mail arrives as it was written, and what it said is gone from the outbox', async () => {
	const server = await mailServer();
	const id = await put();
	expect(await dueMails(withMail(server.url), new Date())).toContain(id);
	expect(await attemptMail(withMail(server.url), { id, now: new Date() })).toBe('sent');
	const [{ to, mail } = { to: [], mail: undefined }] = server.received;
	expect(to).toEqual(['příjemce@obec.test']);
	expect(mail).toMatchObject({ from: { name: 'Portál kraje', address: 'portal@kraj.test' }, messageId: `<${id}@kraj.test>` });
	expect(mail?.text).toContain('https://sal.test/welcome/tajné');
	expect(mail?.html).toContain('<a href=');
	expect(await bodies(id)).toBe(0);
	expect(await attemptMail(withMail(server.url), { id, now: new Date() })).toBe('gone');
	expect(server.received).toHaveLength(1);
});

it('an act that is called off sends nothing', async () => {
	const subject = `Nikdy ${crypto.randomUUID()}`;
	const act = withIdentity(house.portal.db, async (tx) => {
		await sendMail(tx, { to: 'a@b.test', locale: 'cs', subject, text: 'x' });
		throw new Error('called off');
	});
	await expect(act).rejects.toThrow('called off');
	expect(await house.owner.db.select().from(mailOutbox).where(eq(mailOutbox.subject, subject))).toEqual([]);
});

it('a mail waits while the mail server is away, and goes when it is back', async () => {
	const away = await startMailServer();
	await away.close();
	const id = await put();
	const now = new Date();
	expect(await attemptMail(withMail(away.url), { id, now })).toBe('waits');
	expect(await outbox(id)).toMatchObject({ attempts: 1, sentAt: null, nextAttemptAt: new Date(now.getTime() + 60_000) });
	expect(await dueMails(withMail(away.url), now)).not.toContain(id);
	const back = await mailServer({ port: Number(new URL(away.url).port) });
	const later = new Date(now.getTime() + 60_000);
	expect(await dueMails(withMail(back.url), later)).toContain(id);
	expect(await attemptMail(withMail(back.url), { id, now: later })).toBe('sent');
	expect(back.received).toHaveLength(1);
});

it('a recipient refused for good is given up at once, one refused for now is tried again', async () => {
	const server = await mailServer({ refuse: (recipient) => (recipient.startsWith('neznamy') ? 550 : 451) });
	const gone = await put({ to: 'neznamy@obec.test' });
	const busy = await put({ to: 'plny@obec.test' });
	expect(await attemptMail(withMail(server.url), { id: gone, now: new Date() })).toBe('given-up');
	expect((await outbox(gone))?.lastError).toContain('550');
	expect(await bodies(gone)).toBe(0);
	expect(await attemptMail(withMail(server.url), { id: busy, now: new Date() })).toBe('waits');
	expect(await bodies(busy)).toBe(1);
});

it('a mail whose link has expired is not sent', async () => {
	const server = await mailServer();
	const id = await put({ uselessAfter: new Date(Date.now() - 1000) });
	expect(await attemptMail(withMail(server.url), { id, now: new Date() })).toBe('given-up');
	expect(server.received).toEqual([]);
});

it('without a mail server everything stays in the outbox', async () => {
	const id = await put();
	expect(await dueMails(house.portal, new Date())).toEqual([]);
	expect((await outbox(id))?.failedAt).toBeNull();
});

it('nobody but the job that sends it reads what a mail says', async () => {
	const id = await put();
	const read = (fn: typeof withIdentity) => fn(house.portal.db, (tx) => tx.select().from(mailBody).where(eq(mailBody.mailId, id)));
	expect(await read(withIdentity)).toEqual([]);
	expect(await read((db, fn) => withActor(db, { kind: 'public' }, fn))).toEqual([]);
	expect(await read((db, fn) => withActor(db, { kind: 'job', organisation: house.organisationId, name: 'mail.send' }, fn))).toHaveLength(1);
});

it('who was written to is forgotten after ninety days', async () => {
	const server = await mailServer();
	const [sent, waits] = [await put(), await put()];
	await attemptMail(withMail(server.url), { id: sent, now: new Date() });
	for (const [days, there] of [[89, true], [91, false]] as const) {
		await forgetMails(house.portal.db, new Date(Date.now() + days * 86_400_000));
		expect((await outbox(sent)) !== undefined).toBe(there);
	}
	expect(await outbox(waits)).toBeDefined();
});
