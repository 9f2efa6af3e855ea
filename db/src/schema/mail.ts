/** Mail on its way out, and the requests that lead to one. */
import { sql } from 'drizzle-orm';
import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';

/** One mail to one person, written in the transaction of the act that it tells of. What it says is in {@link mailBody} until it is sent. */
export const mailOutbox = pgTable(
	'mail_outbox',
	{
		id: id(),
		recipient: text().notNull(),
		locale: text().$type<'cs' | 'en'>().notNull(),
		subject: text().notNull(),
		createdAt: instant().notNull().defaultNow(),
		/** After this moment it would only mislead (its link has expired): it is not sent any more. Null: it never grows old. */
		uselessAfter: instant(),
		attempts: integer().notNull().default(0),
		nextAttemptAt: instant().notNull().defaultNow(),
		sentAt: instant(),
		/** Given up: refused for good, tried for too long, or useless. */
		failedAt: instant(),
		/** What the mail server answered last. */
		lastError: text()
	},
	(t) => [index('mail_outbox_due').on(t.nextAttemptAt).where(sql`${t.sentAt} is null and ${t.failedAt} is null`), index('mail_outbox_created').on(t.createdAt)]
);

/** Apart from the outbox, because it may carry a link that opens an account: deleted as soon as the mail is sent or given up, and never shown to administrators. */
export const mailBody = pgTable('mail_body', {
	mailId: uuid()
		.primaryKey()
		.references(() => mailOutbox.id, { onDelete: 'cascade' }),
	text: text().notNull(),
	html: text(),
	/** A calendar object (RFC 5545) that goes with it, whole, with its METHOD (RFC 5546): mail programs offer to put it into the calendar. */
	calendar: text()
});

/** Somebody asked for a new password. Looked at by a job, so that the answer takes the same time whether the address is known or not. */
export const resetRequest = pgTable('reset_request', {
	id: id(),
	email: text().notNull(),
	/** Language of the page on which it was asked. */
	locale: text().$type<'cs' | 'en'>().notNull(),
	createdAt: instant().notNull().defaultNow()
});
