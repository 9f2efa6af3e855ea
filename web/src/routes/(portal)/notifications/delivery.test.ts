/** From an act to what people get: in the portal, by mail, in a browser. */
import { createECDH } from 'node:crypto';
import { mailBody, mailOutbox, notification, person, pushSubscription, withActor, type Actor, type PersonActor } from '@sal/db';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { byId, type NotificationKind } from '#lib/notification-kind.ts';
import { collectKinds } from '#lib/server/collect-kinds.ts';
import { notify } from '#lib/server/notify.ts';
import { browser, openPushService, type PushService } from '#lib/server/push/push-service.fixture.ts';
import { vapidFrom } from '#lib/server/push/vapid.ts';
import { makeTestHouse, type TestHouse } from '#lib/server/test-house.fixture.ts';
import { mailDigest, peopleWithNews } from './digest.server.ts';
import { peopleToWake, wake } from './push.server.ts';
import { listNotices, openNotice, readAll, subscribe, unreadCount, writeChoices } from './store.server.ts';

const kind = (id: string, ways: Pick<NotificationKind, 'mail' | 'push'>): NotificationKind => ({ id, title: () => id, say: ({ what = '' }) => `Případ ${what}`, discreet: () => 'Máte novou zprávu.', ...ways });
const kinds = byId([kind('test.urgent', { mail: 'hourly', push: true }), kind('test.silent', { mail: 'never', push: false })]);
const pair = createECDH('prime256v1');
pair.generateKeys();
const vapid = vapidFrom({ privateKey: Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url'), origin: 'https://sal.test' });

let house: TestHouse;
let service: PushService;
let job: Actor;
beforeAll(async () => {
	[house, service] = await Promise.all([makeTestHouse(), openPushService()]);
	job = { kind: 'job', organisation: house.organisationId, name: 'test' };
});
afterAll(async () => {
	await service.close();
	await house.close();
});

const addPerson = () => house.addPerson({ role: 'member', password: 'čtyři slova za sebou' });
const as = (id: string): PersonActor => ({ kind: 'person', person: id, organisation: house.organisationId, affiliation: crypto.randomUUID(), grants: [] });
const tellThem = (people: string[], name = 'test.urgent') => withActor(house.portal.db, job, (tx) => notify(tx, { people, kind: name, data: { what: 'Novák' }, href: '/meetings' }));
const inFiveMinutes = () => new Date(Date.now() + 6 * 60_000);
const digest = (id: string, now = inFiveMinutes()) => withActor(house.portal.db, job, (tx) => mailDigest(tx, { person: id, kinds, origin: 'https://sal.test', now }));
const waking = (id: string) => wake({ db: house.portal.db, actor: job, person: id, kinds, vapid, services: [service.origin], now: new Date() });
const subscribed = (id: string, path: string) => withActor(house.portal.db, as(id), (tx) => subscribe(tx, { endpoint: service.origin + path, keys: browser, userAgent: 'Firefox' }));

it('everybody sees and reads their own, and nobody else\'s', async () => {
	const [mine, others] = [await addPerson(), await addPerson()];
	await tellThem([mine.id, others.id]);
	await tellThem([mine.id], 'test.silent');
	await withActor(house.portal.db, as(mine.id), async (tx) => {
		expect(await unreadCount(tx, mine.id)).toBe(2);
		expect(await unreadCount(tx, others.id)).toBe(0);
		const { notices } = await listNotices(tx, { person: mine.id, unread: true });
		expect(notices.map((notice) => notice.kind)).toEqual(['test.silent', 'test.urgent']);
		const [newest, oldest] = notices;
		expect(await openNotice(tx, { person: mine.id, id: oldest?.id ?? 0, now: new Date() })).toBe('/meetings');
		expect(await unreadCount(tx, mine.id)).toBe(1);
		await readAll(tx, { person: mine.id, upTo: newest?.id ?? 0, now: new Date() });
		expect(await unreadCount(tx, mine.id)).toBe(0);
		expect((await listNotices(tx, { person: mine.id, unread: false })).notices).toHaveLength(2);
	});
	await withActor(house.portal.db, as(others.id), async (tx) => {
		const { notices } = await listNotices(tx, { person: others.id, unread: true });
		expect(notices).toHaveLength(1);
		expect(await openNotice(tx, { person: mine.id, id: notices[0]?.id ?? 0, now: new Date() })).toBeNull();
	});
});

it('whoever acts is not told of their own act', async () => {
	const [actor, other] = [await addPerson(), await addPerson()];
	await withActor(house.portal.db, as(actor.id), (tx) => notify(tx, { people: [actor.id, other.id], kind: 'test.urgent', href: `/meetings/${actor.id}` }));
	const told = await house.owner.db.select({ person: notification.personId }).from(notification).where(and(eq(notification.kind, 'test.urgent'), eq(notification.href, `/meetings/${actor.id}`)));
	expect(told.map((row) => row.person)).toEqual([other.id]);
});

it('one digest tells discreetly, in the reader\'s language, what was not read, and only once', async () => {
	const reader = await addPerson();
	await house.owner.db.update(person).set({ locale: 'en' }).where(eq(person.id, reader.id));
	await tellThem([reader.id]);
	await tellThem([reader.id], 'test.silent');
	expect(await digest(reader.id, new Date())).toBe(0);
	expect(await withActor(house.portal.db, job, (tx) => peopleWithNews(tx, new Date()))).toContain(reader.id);
	expect(await digest(reader.id)).toBe(1);
	const mails = await house.owner.db.select().from(mailOutbox).innerJoin(mailBody, eq(mailBody.mailId, mailOutbox.id)).where(eq(mailOutbox.recipient, reader.email));
	expect(mails.map((row) => row.mail_outbox.locale)).toEqual(['en']);
	expect(mails[0]?.mail_body.text).toContain('Máte novou zprávu.');
	expect(mails[0]?.mail_body.text).not.toContain('Novák');
	expect(await digest(reader.id)).toBe(0);
});

it('no digest of what was read, or switched off', async () => {
	const [quick, quiet] = [await addPerson(), await addPerson()];
	await tellThem([quick.id, quiet.id]);
	await withActor(house.portal.db, as(quick.id), (tx) => readAll(tx, { person: quick.id, upTo: Number.MAX_SAFE_INTEGER, now: new Date() }));
	await withActor(house.portal.db, as(quiet.id), (tx) => writeChoices(tx, { person: quiet.id, kinds: [...kinds.values()], choices: [{ kind: 'test.urgent', mail: false, push: true }] }));
	expect([await digest(quick.id), await digest(quiet.id)]).toEqual([0, 0]);
});

it('pushes to every browser once, discreetly, and forgets the ones that are gone', async () => {
	const owner = await addPerson();
	service.answers.set('/gone', 410);
	await subscribed(owner.id, '/kept');
	await subscribed(owner.id, '/gone');
	await tellThem([owner.id]);
	await tellThem([owner.id], 'test.silent');
	expect(await withActor(house.portal.db, job, (tx) => peopleToWake(tx, new Date()))).toContain(owner.id);
	expect(await waking(owner.id)).toBe(1);
	const [arrived] = service.arrived.filter(({ path }) => path === '/kept');
	expect(arrived?.payload).toMatchObject({ title: 'Sál', body: 'Máte novou zprávu.', href: expect.stringMatching(/^\/notifications\/\d+$/) });
	expect((await house.owner.db.select().from(pushSubscription).where(eq(pushSubscription.personId, owner.id))).map((row) => row.endpoint)).toEqual([`${service.origin}/kept`]);
	expect(await withActor(house.portal.db, job, (tx) => peopleToWake(tx, new Date()))).not.toContain(owner.id);
});

it('waits for a push service that is busy', async () => {
	const owner = await addPerson();
	service.answers.set('/busy', 503);
	await subscribed(owner.id, '/busy');
	await tellThem([owner.id]);
	await expect(waking(owner.id)).rejects.toThrow('busy');
	service.answers.delete('/busy');
	expect(await waking(owner.id)).toBe(1);
});

it('a browser belongs to whoever allowed it last', async () => {
	const [first, second] = [await addPerson(), await addPerson()];
	await subscribed(first.id, '/shared');
	await subscribed(second.id, '/shared');
	await tellThem([first.id, second.id]);
	expect([await waking(first.id), await waking(second.id)]).toEqual([0, 1]);
});

it('the jobs find the kinds that modules declare', async () => {
	expect([...(await collectKinds()).keys()]).toEqual(expect.arrayContaining(['meetings.invited', 'recordings.ready']));
});
