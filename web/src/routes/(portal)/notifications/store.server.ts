/** What one person was told, and how they want to be told. Row-level security shows everybody their own only. */
import { notification, notificationSetting, pushSubscription, type Tx } from '@sal/db';
import { and, count, desc, eq, inArray, isNull, lt, lte, sql } from 'drizzle-orm';
import { chosen, differences, type Choice } from './rules.ts';
import type { NotificationKind } from '#lib/notification-kind.ts';

/** Notices on one page. */
const PAGE = 30;
/** Nobody reads an exact number beyond this one. */
export const COUNTED = 100;

export interface Notice {
	id: number;
	kind: string;
	data: Record<string, string>;
	at: Date;
	readAt: Date | null;
}

/** How many are unread, up to {@link COUNTED}. */
export async function unreadCount(tx: Tx, person: string): Promise<number> {
	const some = tx.select({ id: notification.id }).from(notification).where(and(eq(notification.personId, person), isNull(notification.readAt))).limit(COUNTED).as('some');
	const [row] = await tx.select({ unread: count() }).from(some);
	return row?.unread ?? 0;
}

/** Newest first; `before` goes on behind the last one shown. `next` is null on the last page. */
export async function listNotices(tx: Tx, { person, unread, before }: { person: string; unread: boolean; before?: number }): Promise<{ notices: Notice[]; next: number | null }> {
	const rows = await tx
		.select({ id: notification.id, kind: notification.kind, data: notification.data, at: notification.at, readAt: notification.readAt })
		.from(notification)
		.where(and(eq(notification.personId, person), unread ? isNull(notification.readAt) : undefined, before === undefined ? undefined : lt(notification.id, before)))
		.orderBy(desc(notification.id))
		.limit(PAGE + 1);
	const notices = rows.slice(0, PAGE);
	return { notices, next: rows.length > PAGE ? (notices.at(-1)?.id ?? null) : null };
}

/** Notes that it was read; answers with the path of its thing, null when there is no such notice of theirs. */
export async function openNotice(tx: Tx, { person, id, now }: { person: string; id: number; now: Date }): Promise<string | null> {
	const [row] = await tx.select({ href: notification.href, readAt: notification.readAt }).from(notification).where(and(eq(notification.personId, person), eq(notification.id, id)));
	if (row && row.readAt === null) await tx.update(notification).set({ readAt: now }).where(eq(notification.id, id));
	return row?.href ?? null;
}

/** All up to the newest one that the person has seen: what came meanwhile stays unread. */
export async function readAll(tx: Tx, { person, upTo, now }: { person: string; upTo: number; now: Date }): Promise<void> {
	await tx.update(notification).set({ readAt: now }).where(and(eq(notification.personId, person), isNull(notification.readAt), lte(notification.id, upTo)));
}

/** What this person is told outside the portal, kind by kind. */
export async function readChoices(tx: Tx, { person, kinds }: { person: string; kinds: readonly NotificationKind[] }): Promise<Choice[]> {
	const settings = await tx.select().from(notificationSetting).where(eq(notificationSetting.personId, person));
	return chosen(kinds, settings);
}

/** Keeps only what differs from what the kinds come with, so that a kind's new default reaches everybody who has not chosen. */
export async function writeChoices(tx: Tx, { person, kinds, choices }: { person: string; kinds: readonly NotificationKind[]; choices: readonly Choice[] }): Promise<void> {
	await tx.delete(notificationSetting).where(and(eq(notificationSetting.personId, person), inArray(notificationSetting.kind, kinds.map(({ id }) => id))));
	const rows = differences(kinds, choices).map((row) => ({ ...row, personId: person }));
	if (rows.length > 0) await tx.insert(notificationSetting).values(rows);
}

export interface Subscription {
	endpoint: string;
	keys: { p256dh: string; auth: string };
}

/** This browser belongs to whoever acts in the transaction, from now on. */
export async function subscribe(tx: Tx, { endpoint, keys, userAgent }: Subscription & { userAgent: string }): Promise<void> {
	await tx.execute(sql`select sal_subscribe(${endpoint}, ${keys.p256dh}, ${keys.auth}, ${userAgent})`);
}

export async function unsubscribe(tx: Tx, { person, endpoint }: { person: string; endpoint: string }): Promise<void> {
	await tx.delete(pushSubscription).where(and(eq(pushSubscription.personId, person), eq(pushSubscription.endpoint, endpoint)));
}

/** In how many browsers of theirs a person is told. */
export async function subscribedBrowsers(tx: Tx, person: string): Promise<number> {
	const [row] = await tx.select({ browsers: count() }).from(pushSubscription).where(eq(pushSubscription.personId, person));
	return row?.browsers ?? 0;
}
