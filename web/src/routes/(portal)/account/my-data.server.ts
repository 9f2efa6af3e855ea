import { notification, notificationSetting, passkey, person, providerIdentity, pushSubscription, session, totp, withIdentity } from '@sal/db';
import { and, asc, eq, gt, isNotNull } from 'drizzle-orm';
import { few, many, type MyDataFile } from '#lib/my-data.ts';
import { m } from '#lib/paraglide/messages.js';
import { portal } from '#lib/server/portal.ts';
import { readMyLog } from './my-data/log.server.ts';

export const myData: MyDataFile[] = [
	{
		name: 'person.jsonl',
		about: m.account_data_file_person,
		rows: few((tx, id) =>
			tx.select({ id: person.id, name: person.name, givenName: person.givenName, familyName: person.familyName, email: person.email, externalId: person.externalId, language: person.locale, createdAt: person.createdAt }).from(person).where(eq(person.id, id))
		)
	},
	{
		name: 'sign-in.jsonl',
		about: m.account_data_file_sign_in,
		rows: few((_, id) =>
			withIdentity(portal().db, async (tx) => [
				...(await tx.select({ since: totp.confirmedAt }).from(totp).where(and(eq(totp.personId, id), isNotNull(totp.confirmedAt)))).map((row) => ({ kind: 'phone-codes', ...row })),
				...(await tx.select({ name: passkey.name, createdAt: passkey.createdAt, lastUsedAt: passkey.lastUsedAt }).from(passkey).where(eq(passkey.personId, id))).map((row) => ({ kind: 'passkey', ...row })),
				...(await tx.select({ email: providerIdentity.email, subject: providerIdentity.subject, createdAt: providerIdentity.createdAt, lastUsedAt: providerIdentity.lastUsedAt }).from(providerIdentity).where(eq(providerIdentity.personId, id))).map((row) => ({ kind: 'provider', ...row }))
			])
		)
	},
	{
		name: 'sessions.jsonl',
		about: m.account_data_file_sessions,
		rows: few((tx, id) => tx.select({ openedAt: session.createdAt, lastSeenAt: session.lastSeenAt, expiresAt: session.expiresAt, method: session.method, secondFactorAt: session.secondFactorAt, address: session.address, userAgent: session.userAgent }).from(session).where(eq(session.userId, id)).orderBy(asc(session.createdAt)))
	},
	{
		name: 'notification-settings.jsonl',
		about: m.account_data_file_notification_settings,
		rows: few(async (tx, id) => [
			...(await tx.select({ kind: notificationSetting.kind, channel: notificationSetting.channel, enabled: notificationSetting.enabled }).from(notificationSetting).where(eq(notificationSetting.personId, id))),
			...(await tx.select({ browser: pushSubscription.endpoint }).from(pushSubscription).where(eq(pushSubscription.personId, id))).map(({ browser }) => ({ channel: 'push', service: new URL(browser).host }))
		])
	},
	{
		name: 'notifications.jsonl',
		about: m.account_data_file_notifications,
		rows: many<{ id: number }>((tx, id, { after, limit }) =>
			tx
				.select({ id: notification.id, kind: notification.kind, data: notification.data, href: notification.href, at: notification.at, readAt: notification.readAt })
				.from(notification)
				.where(and(eq(notification.personId, id), after && gt(notification.id, after.id)))
				.orderBy(asc(notification.id))
				.limit(limit)
		)
	},
	{
		name: 'log.jsonl',
		about: m.account_data_file_log,
		async *rows({ inTx }) {
			for (let after: string | undefined; ; ) {
				const { entries, next } = await inTx((tx) => readMyLog(tx, { kind: 'all', after }, 500));
				yield* entries;
				if (next === undefined) return;
				after = next;
			}
		}
	}
];
