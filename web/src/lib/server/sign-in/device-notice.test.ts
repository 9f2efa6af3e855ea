import { mailBody, mailOutbox, notification, withIdentity } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTestHouse, type TestHouse } from '../test-house.fixture.ts';
import { tellOfDevice } from './device-notice.ts';

let house: TestHouse;
beforeAll(async () => {
	house = await makeTestHouse();
});
afterAll(() => house?.close());

it('a sign-in from a new browser is told by mail and on the portal: when, in which browser, from where', async () => {
	const { id, email } = await house.addPerson({ role: 'official', password: 'čtyři slova za sebou' });
	const now = new Date('2026-11-23T09:30:00Z');
	await withIdentity(house.portal.db, (tx) => tellOfDevice(tx, { personId: id, userAgent: 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0', address: '192.0.2.7', now, origin: 'http://localhost' }));
	const told = await house.owner.db.select({ kind: notification.kind, data: notification.data, href: notification.href }).from(notification).where(eq(notification.personId, id));
	expect(told).toEqual([{ kind: 'account.new-sign-in', data: { at: now.toISOString(), device: 'Firefox · Windows', address: '192.0.2.7' }, href: '/account/sessions' }]);
	const letters = await house.owner.db.select({ text: mailBody.text }).from(mailBody).innerJoin(mailOutbox, eq(mailOutbox.id, mailBody.mailId)).where(eq(mailOutbox.recipient, email));
	expect(letters).toEqual([{ text: expect.stringMatching(/10:30[^]*Firefox · Windows[^]*192\.0\.2\.7/) }]);
});
