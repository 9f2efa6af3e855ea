/** What the portal has to tell people: in the portal, in a digest by mail, and by Web Push to browsers that they have allowed it. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { person } from './identity.ts';

const personId = () =>
	uuid()
		.notNull()
		.references(() => person.id, { onDelete: 'cascade' });

export const notification = pgTable(
	'notification',
	{
		id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
		personId: personId(),
		/** `<module>.<what>`: the module that declares it makes a sentence of it. */
		kind: text().notNull(),
		data: jsonb().$type<Record<string, string>>().notNull(),
		/** Path of the thing, on our own origin. */
		href: text().notNull(),
		at: instant().notNull().defaultNow(),
		readAt: instant(),
		/** When it went into a digest. */
		mailedAt: instant(),
		/** When it was pushed, or found to be one that is not. */
		pushedAt: instant()
	},
	(t) => [
		index('notification_person').on(t.personId, t.id),
		index('notification_unread').on(t.personId).where(sql`${t.readAt} is null`),
		index('notification_unmailed').on(t.at).where(sql`${t.readAt} is null and ${t.mailedAt} is null`),
		index('notification_unpushed').on(t.at).where(sql`${t.pushedAt} is null`),
		check('notification_href', sql`${t.href} like '/%' and ${t.href} not like '//%' and strpos(${t.href}, chr(92)) = 0`)
	]
);

/** What a person has switched, where it differs from what the kind comes with. */
export const notificationSetting = pgTable(
	'notification_setting',
	{ personId: personId(), kind: text().notNull(), channel: text().$type<'mail' | 'push'>().notNull(), enabled: boolean().notNull() },
	(t) => [primaryKey({ columns: [t.personId, t.kind, t.channel] }), check('notification_setting_channel', sql`${t.channel} in ('mail','push')`)]
);

/** A browser that a person has allowed to be woken (Push API): where to send (RFC 8030) and for which keys to encrypt (RFC 8291). */
export const pushSubscription = pgTable(
	'push_subscription',
	{
		id: id(),
		personId: personId(),
		endpoint: text().notNull().unique(),
		/** The browser's public key on P-256 and its authentication secret, base64url. */
		p256dh: text().notNull(),
		auth: text().notNull(),
		userAgent: text().notNull().default(''),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [index('push_subscription_person').on(t.personId)]
);
