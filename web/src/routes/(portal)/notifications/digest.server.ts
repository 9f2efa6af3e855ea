/** What somebody has not read in the portal, in one mail. */
import { notification, notificationSetting, person, type Tx } from '@sal/db';
import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import { sayOutside, type NotificationKind } from '#lib/notification-kind.ts';
import { m } from '#lib/paraglide/messages.js';
import { sendMail } from '#lib/server/mail.ts';
import { writeLetter } from '#lib/server/mail/letter.ts';
import { dueInDigest, told } from './rules.ts';

/** What lay unread for longer is no news. */
const NEWS_DAYS = 8;
/** A mail of more lines is not read; the others are in the portal. */
const LINES = 15;

const waiting = (now: Date) => and(isNull(notification.readAt), isNull(notification.mailedAt), gt(notification.at, new Date(now.getTime() - NEWS_DAYS * 86_400_000)));

/** Whom there may be something to write to. */
export async function peopleWithNews(tx: Tx, now: Date): Promise<string[]> {
	const rows = await tx.selectDistinct({ id: notification.personId }).from(notification).where(waiting(now));
	return rows.map(({ id }) => id);
}

interface Digest {
	person: string;
	kinds: ReadonlyMap<string, NotificationKind>;
	/** The portal's public address. */
	origin: string;
	now: Date;
}

/** Writes to one person about what is due; answers with how many notices the mail tells of. In one transaction: what was mailed is not mailed again. */
export async function mailDigest(tx: Tx, { person: id, kinds, origin, now }: Digest): Promise<number> {
	const [reader] = await tx.select({ email: person.email, locale: person.locale }).from(person).where(and(eq(person.id, id), isNull(person.disabledAt)));
	if (!reader?.email) return 0;
	const settings = await tx.select().from(notificationSetting).where(eq(notificationSetting.personId, id));
	const rows = await tx.select().from(notification).where(and(eq(notification.personId, id), waiting(now))).orderBy(asc(notification.id)).for('update');
	const due = rows.flatMap((row) => {
		const kind = kinds.get(row.kind);
		return kind && told(kind, 'mail', settings) && dueInDigest({ mail: kind.mail, at: row.at, now }) ? [{ ...row, kind }] : [];
	});
	if (due.length === 0) return 0;
	const locale = reader.locale ?? 'cs';
	const lines = due.slice(0, LINES).map(({ kind, data }) => `• ${sayOutside(kind, data, locale)}`);
	const more = due.length - lines.length;
	const letter = writeLetter({
		locale,
		heading: m.notifications_mail_heading({}, { locale }),
		paragraphs: [...lines, ...(more > 0 ? [m.notifications_mail_more({ count: more }, { locale })] : [])],
		link: { label: m.notifications_mail_link({}, { locale }), href: `${origin}/notifications` },
		reason: m.notifications_mail_reason({ address: `${origin}/account/notifications` }, { locale })
	});
	await sendMail(tx, { to: reader.email, locale, subject: m.notifications_mail_subject({ count: due.length }, { locale }), ...letter });
	await tx.update(notification).set({ mailedAt: now }).where(inArray(notification.id, due.map((row) => row.id)));
	return due.length;
}
