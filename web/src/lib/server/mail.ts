/** Mail: an act writes it in its own transaction, a job sends it. */
import { mailBody, mailOutbox, type Tx } from '@sal/db';
import { sql } from 'drizzle-orm';

export interface OutgoingMail {
	/** One bare address. */
	to: string;
	/** Language of what it says. */
	locale: 'cs' | 'en';
	subject: string;
	text: string;
	html?: string;
	/** A calendar object with its METHOD (RFC 5546): mail programs offer to put it into the calendar. */
	calendar?: string;
	/** After this moment it is not sent any more, because what it offers has ended. */
	uselessAfter?: Date;
}

/** Longest subject that every mail program shows whole lines of (RFC 5322 §2.1.1 allows 998 octets in a line). */
const SUBJECT_MAX = 200;

/**
 * Puts a mail into the outbox: sent when, and only if, this transaction is committed. At least once: a job that is killed between sending
 * and noting it sends again, with the same Message-ID. The text is deleted once it is sent, so it may carry a one-time link.
 */
export async function sendMail(tx: Tx, { to, locale, subject, text, html, calendar, uselessAfter }: OutgoingMail): Promise<void> {
	// Made here: the database would have to show the row to give its id back, and whoever acts may not see the outbox.
	const id = crypto.randomUUID();
	await tx.insert(mailOutbox).values({ id, recipient: to, locale, subject: subject.replaceAll(/\s+/g, ' ').trim().slice(0, SUBJECT_MAX), uselessAfter: uselessAfter ?? null });
	await tx.insert(mailBody).values({ mailId: id, text, html: html ?? null, calendar: calendar ?? null });
	await tx.execute(sql`select pg_notify('sal_jobs', 'mail')`);
}
