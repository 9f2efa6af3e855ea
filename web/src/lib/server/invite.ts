/** Mails that let somebody in: an invitation, a forgotten password, and the notice that a password was changed. */
import { person, type Tx } from '@sal/db';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { audit } from './audit.ts';
import { sendMail } from './mail.ts';
import { writeLetter } from './mail/letter.ts';
import { hashSecret, newSecret } from './secret.ts';

/** How long an invitation opens, in hours: over a weekend. */
export const INVITATION_HOURS = 72;
/** How long the link of a forgotten password opens, in minutes (OWASP Forgot Password Cheat Sheet: short-lived and single-use). */
export const RESET_MINUTES = 60;

interface Reader {
	id: string;
	email: string;
	locale: 'cs' | 'en';
}

interface Invitation {
	/** Id of whoever is invited. */
	person: string;
	/** The portal's public address, for the link. */
	origin: string;
	now: Date;
}

/**
 * Invites a person who has an account: a mail with a link, single-use and good for {@link INVITATION_HOURS}, at which they set a password.
 * Earlier links of theirs open nothing any more. For whoever administers every place of that person (the database refuses everybody else).
 * @throws {DomainError} `not-found` when there is no such person, or they are disabled or erased
 */
export async function invite(tx: Tx, { person: id, origin, now }: Invitation): Promise<void> {
	const reader = await readerOf(tx, id);
	const [by] = await tx.execute<{ name: string }>(sql`select name from person where id = sal_person()`);
	const { locale } = reader;
	const until = new Date(now.getTime() + INVITATION_HOURS * 3_600_000);
	const href = await openLink(tx, { reader, purpose: 'invitation', until, origin });
	const letter = writeLetter({
		locale,
		heading: m.mail_invitation_heading({}, { locale }),
		paragraphs: [
			m.mail_hello({}, { locale }),
			by ? m.mail_invitation_by({ name: by.name }, { locale }) : m.mail_invitation_by_nobody({}, { locale }),
			m.mail_invitation_todo({ hours: INVITATION_HOURS }, { locale }),
			m.mail_invitation_stranger({}, { locale })
		],
		link: { label: m.mail_invitation_link({}, { locale }), href },
		reason: m.mail_reason_account({ portal: origin }, { locale })
	});
	await sendMail(tx, { to: reader.email, locale, subject: m.mail_invitation_subject({}, { locale }), ...letter, uselessAfter: until });
	await audit(tx, { action: 'person.invited', object: { kind: 'person', id }, subjects: [id] });
}

/** Sends the link of a forgotten password, in `locale` to whoever has chosen none. In a transaction of the sign-in (`withIdentity`). @throws {DomainError} `not-found` */
export async function sendReset(tx: Tx, { person: id, origin, now, locale: asked }: Invitation & { locale: 'cs' | 'en' }): Promise<void> {
	const reader = await readerOf(tx, id, asked);
	const { locale } = reader;
	const until = new Date(now.getTime() + RESET_MINUTES * 60_000);
	const href = await openLink(tx, { reader, purpose: 'reset', until, origin });
	const letter = writeLetter({
		locale,
		heading: m.mail_reset_heading({}, { locale }),
		paragraphs: [m.mail_hello({}, { locale }), m.mail_reset_todo({ minutes: RESET_MINUTES }, { locale }), m.mail_reset_stranger({}, { locale })],
		link: { label: m.mail_reset_link({}, { locale }), href },
		reason: m.mail_reason_account({ portal: origin }, { locale })
	});
	await sendMail(tx, { to: reader.email, locale, subject: m.mail_reset_subject({}, { locale }), ...letter, uselessAfter: until });
}

/** Tells a person that their password was changed, in the transaction that changes it. @throws {DomainError} `not-found` */
export async function tellPasswordChanged(tx: Tx, { person: id, origin }: Pick<Invitation, 'person' | 'origin'>): Promise<void> {
	const { email, locale } = await readerOf(tx, id);
	const letter = writeLetter({
		locale,
		heading: m.mail_password_changed_heading({}, { locale }),
		paragraphs: [m.mail_hello({}, { locale }), m.mail_password_changed_what({}, { locale }), m.mail_password_changed_stranger({}, { locale })],
		link: { label: m.mail_password_changed_link({}, { locale }), href: `${origin}/login/forgot` },
		reason: m.mail_reason_account({ portal: origin }, { locale })
	});
	await sendMail(tx, { to: email, locale, subject: m.mail_password_changed_subject({}, { locale }), ...letter });
}

async function readerOf(tx: Tx, id: string, otherwise: 'cs' | 'en' = 'cs'): Promise<Reader> {
	const [found] = await tx.select({ id: person.id, email: person.email, locale: person.locale }).from(person).where(and(eq(person.id, id), isNull(person.disabledAt), isNull(person.erasedAt)));
	if (!found) throw new DomainError('not-found');
	return { ...found, locale: found.locale ?? otherwise };
}

async function openLink(tx: Tx, { reader, purpose, until, origin }: { reader: Reader; purpose: 'invitation' | 'reset'; until: Date; origin: string }): Promise<string> {
	const token = newSecret();
	await tx.execute(sql`select sal_open_link(${reader.id}::uuid, ${purpose}, ${hashSecret(token)}, ${until.toISOString()}::timestamptz)`);
	return `${origin}/welcome/${token}`;
}
