/** Meetings, who belongs to them, and what happened in them. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { affiliation, organisation, person, substitution } from './identity.ts';

export type MeetingKind = 'session' | 'case' | 'call';
export type MeetingState = 'planned' | 'live' | 'ended' | 'cancelled';
/** Who may watch a recording: hosts only; everyone invited; also the whole owning organisation; everyone. */
export type WatchPolicy = 'hosts' | 'invited' | 'organisation' | 'public';

export const meeting = pgTable(
	'meeting',
	{
		id: id(),
		title: text().notNull(),
		description: text().notNull().default(''),
		kind: text().$type<MeetingKind>().notNull(),
		/** The owner. */
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id),
		startsAt: instant().notNull(),
		/** IANA zone in which the start was meant; repetition follows it across daylight saving time. */
		zone: text().notNull().default('Europe/Prague'),
		plannedMinutes: integer().notNull(),
		/** RFC 5545 RRULE of a series, on its first meeting only. */
		rrule: text(),
		/** The first meeting of the series this one belongs to; null when it stands alone or is the first. */
		seriesId: uuid().references((): AnyPgColumn => meeting.id),
		recorded: boolean().notNull().default(false),
		watch: text().$type<WatchPolicy>().notNull().default('invited'),
		/** Visible to everyone, without an account too. */
		published: boolean().notNull().default(false),
		/** Who waits for a host before entering. */
		lobby: text().$type<'nobody' | 'guests' | 'everyone'>().notNull().default('guests'),
		state: text().$type<MeetingState>().notNull().default('planned'),
		startedAt: instant(),
		endedAt: instant(),
		cancelledAt: instant(),
		cancelReason: text(),
		/** Days to keep chat and attendance if unrecorded; null: the portal's setting. */
		chatRetentionDays: integer(),
		/** SEQUENCE of the calendar entry, up by one with every change (RFC 5545 §3.8.7.4). */
		sequence: integer().notNull().default(0),
		createdBy: uuid().references(() => person.id),
		createdAt: instant().notNull().defaultNow(),
		updatedAt: instant().notNull().defaultNow()
	},
	(t) => [
		index('meeting_starts').on(t.startsAt),
		index('meeting_organisation_starts').on(t.organisationId, t.startsAt),
		index('meeting_live').on(t.state).where(sql`${t.state} = 'live'`),
		index('meeting_created_by').on(t.createdBy),
		uniqueIndex('meeting_series_start').on(t.seriesId, t.startsAt),
		check('meeting_kind', sql`${t.kind} in ('session','case','call')`),
		check('meeting_state', sql`${t.state} in ('planned','live','ended','cancelled')`),
		check('meeting_watch', sql`${t.watch} in ('hosts','invited','organisation','public')`),
		check('meeting_lobby', sql`${t.lobby} in ('nobody','guests','everyone')`),
		check('meeting_minutes', sql`${t.plannedMinutes} between 1 and 1440`)
	]
);

const meetingId = () =>
	uuid()
		.notNull()
		.references(() => meeting.id, { onDelete: 'cascade' });

export const meetingPerson = pgTable(
	'meeting_person',
	{
		meetingId: meetingId(),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		role: text().$type<'host' | 'invited'>().notNull()
	},
	(t) => [primaryKey({ columns: [t.meetingId, t.personId] }), index('meeting_person_person').on(t.personId), check('meeting_person_role', sql`${t.role} in ('host','invited')`)]
);

/** A whole organisation is invited: everyone in it and below it. */
export const meetingOrganisation = pgTable(
	'meeting_organisation',
	{
		meetingId: meetingId(),
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id)
	},
	(t) => [primaryKey({ columns: [t.meetingId, t.organisationId] }), index('meeting_organisation_organisation').on(t.organisationId)]
);

export const guestLink = pgTable(
	'guest_link',
	{
		id: id(),
		meetingId: meetingId(),
		/** SHA-256 (hex) of the token in the address. */
		tokenHash: text().notNull().unique(),
		label: text().notNull().default(''),
		createdBy: uuid().references(() => person.id),
		createdAt: instant().notNull().defaultNow(),
		expiresAt: instant().notNull(),
		revokedAt: instant(),
		revokedBy: uuid().references(() => person.id)
	},
	(t) => [index('guest_link_meeting').on(t.meetingId)]
);

export const guest = pgTable(
	'guest',
	{
		id: id(),
		meetingId: meetingId(),
		linkId: uuid()
			.notNull()
			.references(() => guestLink.id, { onDelete: 'cascade' }),
		name: text().notNull(),
		/** SHA-256 (hex) of the guest's cookie. */
		sessionHash: text().notNull().unique(),
		createdAt: instant().notNull().defaultNow(),
		expiresAt: instant().notNull()
	},
	(t) => [index('guest_meeting').on(t.meetingId)]
);

/** Who was handed a join token, and from which network address. Append-only until retention takes it. */
export const meetingAdmission = pgTable(
	'meeting_admission',
	{
		id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
		meetingId: meetingId(),
		participant: uuid().notNull(),
		at: instant().notNull().defaultNow(),
		address: text(),
		/** As what a person came in: decided again when it ends. */
		affiliationId: uuid().references(() => affiliation.id),
		substitutionId: uuid().references(() => substitution.id),
		/** Handle of the session in which a person came: when that ends before its time, so does their place in the room. */
		session: uuid()
	},
	(t) => [index('meeting_admission_meeting').on(t.meetingId), index('meeting_admission_participant').on(t.participant)]
);

/** Joined and left, as the media server said. Append-only until retention takes it. */
export const attendance = pgTable(
	'attendance',
	{
		id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
		meetingId: meetingId(),
		/** Person id or guest id. */
		participant: uuid().notNull(),
		name: text().notNull(),
		guest: boolean().notNull(),
		event: text().$type<'joined' | 'left'>().notNull(),
		reason: text(),
		at: instant().notNull()
	},
	(t) => [index('attendance_meeting').on(t.meetingId, t.at), check('attendance_event', sql`${t.event} in ('joined','left')`)]
);

export const chatMessage = pgTable(
	'chat_message',
	{
		id: uuid().primaryKey(),
		meetingId: meetingId(),
		participant: uuid().notNull(),
		name: text().notNull(),
		guest: boolean().notNull(),
		text: text().notNull(),
		at: instant().notNull()
	},
	(t) => [index('chat_message_meeting').on(t.meetingId, t.at)]
);

/** Every answer to "this meeting is recorded, do you agree?". Evidence: append-only. */
export const consent = pgTable(
	'consent',
	{
		id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
		meetingId: meetingId(),
		participant: uuid().notNull(),
		given: boolean().notNull(),
		at: instant().notNull()
	},
	(t) => [index('consent_meeting').on(t.meetingId)]
);

/** The last callback applied per room: a number already seen is acknowledged and ignored. */
export const callbackCursor = pgTable('callback_cursor', {
	room: uuid()
		.primaryKey()
		.references(() => meeting.id, { onDelete: 'cascade' }),
	sfu: text().notNull(),
	last: bigint({ mode: 'number' }).notNull().default(0)
});

/** Secret of a person's calendar feed; renewed by replacing it. */
export const calendarFeed = pgTable('calendar_feed', {
	personId: uuid()
		.primaryKey()
		.references(() => person.id, { onDelete: 'cascade' }),
	/** SHA-256 (hex) of the token in the address. */
	tokenHash: text().notNull().unique(),
	/** Whose eyes it looks through; the first that holds when this one has ended. */
	affiliationId: uuid().references(() => affiliation.id),
	createdAt: instant().notNull().defaultNow()
});

/** Somebody's place in a running room has to be decided again. Written by triggers; gone once the media server has heard of the decision. */
export const roomReview = pgTable(
	'room_review',
	{
		meetingId: meetingId(),
		/** Person id or guest id. */
		participant: uuid().notNull(),
		/** Signed out everywhere: out of the room, whatever the person may do after signing in again. */
		out: boolean().notNull().default(false),
		since: instant().notNull().defaultNow(),
		/** Another one with every new reason, so that a reason is not taken for dealt with when the decision was older. */
		version: uuid().notNull().defaultRandom()
	},
	(t) => [primaryKey({ columns: [t.meetingId, t.participant] })]
);

/** Callbacks of a media server that could not be applied and never will be: kept for a human, so that the ones behind them go on. */
export const callbackQuarantine = pgTable(
	'callback_quarantine',
	{
		id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
		at: instant().notNull().defaultNow(),
		sfu: text().notNull(),
		/** As the callback says; there need not be such a meeting. */
		room: uuid(),
		sequence: bigint({ mode: 'number' }),
		/** `unreadable`: not the shape that was agreed; `unknown-room`; `refused`: the database does not take it. */
		reason: text().$type<'unreadable' | 'unknown-room' | 'refused'>().notNull(),
		/** The callback's JSON as it came. May hold what was said in a meeting: no page shows it. */
		body: text().notNull(),
		settledAt: instant(),
		settledBy: uuid().references(() => person.id)
	},
	(t) => [index('callback_quarantine_open').on(t.at).where(sql`${t.settledAt} is null`), uniqueIndex('callback_quarantine_once').on(t.sfu, t.room, t.sequence), check('callback_quarantine_reason', sql`${t.reason} in ('unreadable','unknown-room','refused')`)]
);
