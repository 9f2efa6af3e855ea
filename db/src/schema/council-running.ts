/** A running session: who is present, and who speaks. */
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { councilItem, councilSession } from './council.ts';
import { person } from './identity.ts';

const sessionId = () =>
	uuid()
		.notNull()
		.references(() => councilSession.id);

/** One stay of a member in a session, in the hall or by picture and sound. Ended, never deleted: the minutes say when somebody came and went. */
export const councilStay = pgTable(
	'council_stay',
	{
		id: id(),
		sessionId: sessionId(),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		mode: text().$type<'hall' | 'remote'>().notNull(),
		from: instant().notNull(),
		until: instant(),
		/** How it is known: the member's own tablet, the code in the hall, the clerk's list, the media server. */
		known: text().$type<'desk' | 'qr' | 'clerk' | 'evidence'>().notNull(),
		ended: text().$type<'left' | 'evidence' | 'clerk' | 'chair' | 'media-server' | 'session'>(),
		/** Picture or sound of a remote member has stopped: until then they count as present. */
		failingUntil: instant()
	},
	(t) => [
		index('council_stay_session').on(t.sessionId),
		index('council_stay_person').on(t.personId),
		uniqueIndex('council_stay_open').on(t.sessionId, t.personId, t.mode).where(sql`${t.until} is null`),
		check('council_stay_mode', sql`${t.mode} in ('hall','remote')`),
		check('council_stay_times', sql`${t.until} is null or ${t.until} >= ${t.from}`),
		check('council_stay_ended', sql`(${t.until} is null) = (${t.ended} is null)`)
	]
);

export type SpeechKind = 'ordinary' | 'faction' | 'factual' | 'reply' | 'guest';

/** A request for the floor and the speech that came of it. */
export const councilSpeech = pgTable(
	'council_speech',
	{
		id: id(),
		sessionId: sessionId(),
		itemId: uuid(),
		/** Id in the room: of a person, or of a guest without an account. */
		participant: uuid().notNull(),
		personId: uuid().references(() => person.id),
		/** As the screens and the minutes say it. */
		name: text().notNull(),
		kind: text().$type<SpeechKind>().notNull(),
		askedAt: instant().notNull().defaultNow(),
		withdrawnAt: instant(),
		givenAt: instant(),
		/** Seconds that were given, extensions included. */
		seconds: integer(),
		endedAt: instant(),
		ended: text().$type<'done' | 'time' | 'chair' | 'gone'>()
	},
	(t) => [
		index('council_speech_session').on(t.sessionId),
		foreignKey({ name: 'council_speech_item', columns: [t.itemId, t.sessionId], foreignColumns: [councilItem.id, councilItem.sessionId] }),
		/** One has the floor, and nobody waits twice with the same kind of request. */
		uniqueIndex('council_speech_floor').on(t.sessionId).where(sql`${t.givenAt} is not null and ${t.endedAt} is null`),
		uniqueIndex('council_speech_waiting').on(t.sessionId, t.participant, t.kind).where(sql`${t.givenAt} is null and ${t.withdrawnAt} is null`),
		check('council_speech_kind', sql`${t.kind} in ('ordinary','faction','factual','reply','guest')`),
		check('council_speech_given', sql`(${t.givenAt} is null) = (${t.seconds} is null) and (${t.endedAt} is null or ${t.givenAt} is not null) and (${t.endedAt} is null) = (${t.ended} is null)`)
	]
);
