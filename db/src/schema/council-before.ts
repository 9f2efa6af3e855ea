/** Before a session: who says that they come, and who is invited to speak without a seat. */
import { sql } from 'drizzle-orm';
import { bigint, check, foreignKey, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { councilItem, councilSession } from './council.ts';
import { person } from './identity.ts';
import { guestLink } from './meetings.ts';

const sessionId = () =>
	uuid()
		.notNull()
		.references(() => councilSession.id);

/** In the hall, by picture and sound, or not at all. */
export type CouncilAnswer = 'hall' | 'remote' | 'excused';

/** What a member has answered to the invitation. Append-only: the last answer holds, those before stay. Why somebody cannot come is for the office and themself: it may be an illness. */
export const councilAnswer = pgTable(
	'council_answer',
	{
		/** In the order of writing. */
		id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
		sessionId: sessionId(),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		answer: text().$type<CouncilAnswer>().notNull(),
		reason: text().notNull().default(''),
		/** The member, or whoever of the office noted what they were told. */
		byPerson: uuid()
			.notNull()
			.references(() => person.id),
		at: instant().notNull().defaultNow()
	},
	(t) => [index('council_answer_session').on(t.sessionId, t.personId, t.id), index('council_answer_person').on(t.personId), check('council_answer_answer', sql`${t.answer} in ('hall','remote','excused')`), check('council_answer_reason', sql`length(${t.reason}) <= 500`)]
);

/** Somebody without a seat whom the office has invited to speak: by mail, with a link of their own to the room. Taken back, never deleted. */
export const councilSpeaker = pgTable(
	'council_speaker',
	{
		id: id(),
		sessionId: sessionId(),
		name: text().notNull(),
		/** Emptied some time after the session: nobody is written to any more. */
		email: text().notNull(),
		/** Of which organisation or on whose behalf; empty: for themself. */
		behalf: text().notNull().default(''),
		/** To which item they speak; null: to any. */
		itemId: uuid(),
		/** Their way into the room: whoever came by it is this speaker. */
		linkId: uuid()
			.notNull()
			.references(() => guestLink.id),
		locale: text().$type<'cs' | 'en'>().notNull().default('cs'),
		invitedBy: uuid()
			.notNull()
			.references(() => person.id),
		invitedAt: instant().notNull().defaultNow(),
		withdrawnAt: instant()
	},
	(t) => [
		foreignKey({ name: 'council_speaker_item', columns: [t.itemId, t.sessionId], foreignColumns: [councilItem.id, councilItem.sessionId] }),
		uniqueIndex('council_speaker_once').on(t.sessionId, sql`lower(${t.email})`).where(sql`${t.withdrawnAt} is null and ${t.email} <> ''`),
		uniqueIndex('council_speaker_link').on(t.linkId)
	]
);
