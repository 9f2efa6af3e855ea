/** Notices to the browsers that a person has allowed to be woken. */
import { notification, notificationSetting, person, pushSubscription, withActor, type Actor, type Database, type Tx } from '@sal/db';
import { and, asc, eq, exists, gt, inArray, isNull } from 'drizzle-orm';
import { sayOutside, type NotificationKind } from '#lib/notification-kind.ts';
import { m } from '#lib/paraglide/messages.js';
import { isPushService } from '#lib/server/push/services.ts';
import { sendPush } from '#lib/server/push/send.ts';
import type { Vapid } from '#lib/server/push/vapid.ts';
import { PUSH_WITHIN_MS, told } from './rules.ts';

const waiting = (now: Date) => and(isNull(notification.pushedAt), isNull(notification.readAt), gt(notification.at, new Date(now.getTime() - PUSH_WITHIN_MS)));

/** Whom there may be something to push to: those who have allowed a browser. */
export async function peopleToWake(tx: Tx, now: Date): Promise<string[]> {
	const subscribed = tx.select({ id: pushSubscription.id }).from(pushSubscription).where(eq(pushSubscription.personId, notification.personId));
	const rows = await tx.selectDistinct({ id: notification.personId }).from(notification).where(and(waiting(now), exists(subscribed)));
	return rows.map(({ id }) => id);
}

interface Waking {
	db: Database;
	/** A job's. */
	actor: Actor;
	person: string;
	kinds: ReadonlyMap<string, NotificationKind>;
	vapid: Vapid;
	/** To which push services may be sent. */
	services: readonly string[];
	now: Date;
}

/** The longest sentence that still fits a message, with room for what else is in it. */
const LONGEST = 400;

/**
 * Pushes what waits for one person; answers with how many messages went out. At least once: a browser that gets one again shows it in the same place.
 * @throws {Error} when a push service was busy or out of reach; the notices wait for the next attempt
 */
export async function wake({ db, actor, person: id, kinds, vapid, services, now }: Waking): Promise<number> {
	const { due, browsers, locale } = await withActor(db, actor, (tx) => readDue(tx, { person: id, kinds, now }));
	const gone = new Set<string>();
	const settled: number[] = [];
	let sent = 0;
	for (const { id: notice, sentence } of due) {
		let late = false;
		for (const { id: browser, ...subscription } of browsers.filter((one) => !gone.has(one.id))) {
			// Asked again: the operator may have narrowed the list since this browser was kept.
			const pushed = isPushService(subscription.endpoint, services)
				? await sendPush({ subscription, payload: { title: m.portal_name({}, { locale }), body: sentence.slice(0, LONGEST), tag: `notice-${notice}`, href: `/notifications/${notice}` }, topic: `notice${notice}`, vapid })
				: 'gone';
			if (pushed === 'gone') gone.add(browser);
			if (pushed === 'sent') sent += 1;
			if (pushed === 'later') late = true;
		}
		if (!late) settled.push(notice);
	}
	await withActor(db, actor, async (tx) => {
		if (gone.size > 0) await tx.delete(pushSubscription).where(inArray(pushSubscription.id, [...gone]));
		if (settled.length > 0) await tx.update(notification).set({ pushedAt: now }).where(inArray(notification.id, settled));
	});
	if (settled.length < due.length) throw new Error('a push service is busy or out of reach');
	return sent;
}

async function readDue(tx: Tx, { person: id, kinds, now }: Pick<Waking, 'person' | 'kinds' | 'now'>) {
	const [reader] = await tx.select({ locale: person.locale, disabledAt: person.disabledAt }).from(person).where(eq(person.id, id));
	const locale = reader?.locale ?? 'cs';
	const settings = await tx.select().from(notificationSetting).where(eq(notificationSetting.personId, id));
	const browsers = await tx.select({ id: pushSubscription.id, endpoint: pushSubscription.endpoint, p256dh: pushSubscription.p256dh, auth: pushSubscription.auth }).from(pushSubscription).where(eq(pushSubscription.personId, id));
	const rows = await tx.select().from(notification).where(and(eq(notification.personId, id), waiting(now))).orderBy(asc(notification.id));
	const due: { id: number; sentence: string }[] = [];
	const silent: number[] = [];
	for (const row of rows) {
		const kind = kinds.get(row.kind);
		if (kind && !reader?.disabledAt && told(kind, 'push', settings)) due.push({ id: row.id, sentence: sayOutside(kind, row.data, locale) });
		else silent.push(row.id);
	}
	if (silent.length > 0) await tx.update(notification).set({ pushedAt: now }).where(inArray(notification.id, silent));
	return { due, browsers, locale };
}
