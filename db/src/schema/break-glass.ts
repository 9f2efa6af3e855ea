/** Break-glass: a clinician opens a patient's case that is not theirs, with a reason, for a short time, and its owner is told. */
import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { affiliation, person } from './identity.ts';
import { meeting } from './meetings.ts';

/** Written by `sal_break_glass` only; what was opened and why is never changed, only judged. */
export const breakGlass = pgTable(
	'break_glass',
	{
		id: id(),
		meetingId: uuid()
			.notNull()
			.references(() => meeting.id),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		affiliationId: uuid()
			.notNull()
			.references(() => affiliation.id),
		reason: text().notNull(),
		at: instant().notNull().defaultNow(),
		until: instant().notNull(),
		/** What one of those who run the case thinks of it. */
		verdict: text().$type<'in-order' | 'objected'>(),
		note: text().notNull().default(''),
		reviewedAt: instant(),
		reviewedBy: uuid().references(() => person.id),
		/** When running rooms were told that it is over. */
		closedAt: instant()
	},
	(t) => [
		index('break_glass_meeting').on(t.meetingId),
		index('break_glass_person').on(t.personId, t.until),
		index('break_glass_open').on(t.until).where(sql`${t.closedAt} is null`),
		check('break_glass_verdict', sql`${t.verdict} in ('in-order','objected') and ${t.reviewedAt} is not null or ${t.verdict} is null`),
		check('break_glass_reason', sql`length(${t.reason}) >= 10`)
	]
);
