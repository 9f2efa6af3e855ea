/** Recordings: what was kept, what was made of it, who looked. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { id, instant, tsvector } from './columns.ts';
import { organisation, person } from './identity.ts';
import { meeting, type MeetingKind, type WatchPolicy } from './meetings.ts';

export type RecordingState = 'recording' | 'stored' | 'sealed' | 'preparing' | 'ready' | 'failed' | 'erasing' | 'erased';

export const recording = pgTable(
	'recording',
	{
		/** Given by the media server. */
		id: uuid().primaryKey(),
		meetingId: uuid()
			.notNull()
			.references(() => meeting.id),
		/** Title, kind, owner and watch policy are the meeting's as they were when it was recorded. */
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id),
		title: text().notNull(),
		kind: text().$type<MeetingKind>().notNull(),
		watch: text().$type<WatchPolicy>().notNull().default('invited'),
		published: boolean().notNull().default(false),
		/** Names of the people in it, for the list and the search. */
		people: text().array().notNull().default(sql`'{}'::text[]`),
		state: text().$type<RecordingState>().notNull().default('recording'),
		/** Which state it failed in, so that "try again" knows where to go on. */
		failedIn: text().$type<RecordingState>(),
		failure: text(),
		percent: integer(),
		etaSeconds: integer(),
		startedAt: instant().notNull(),
		endedAt: instant(),
		durationMs: bigint({ mode: 'number' }),
		closeManifestKey: text(),
		closeManifestVersion: text(),
		closeManifestSha256: text(),
		packageManifestKey: text(),
		packageManifestVersion: text(),
		packageManifestSha256: text(),
		retentionMode: text().$type<'COMPLIANCE' | 'GOVERNANCE'>(),
		retentionUntil: instant(),
		/** When the locks in the archive were last set. */
		lockedAt: instant(),
		/** A case conference that somebody confirmed: until when it is kept, who said so, and why. */
		keptUntil: instant(),
		keptAt: instant(),
		keptBy: uuid().references(() => person.id),
		keptReason: text(),
		erasedAt: instant(),
		mp4Key: text(),
		mp4Bytes: bigint({ mode: 'number' }),
		posterKey: text(),
		waveformKey: text(),
		verifiedAt: instant(),
		/** The findings of the last verification, as storage reported them. */
		verification: jsonb(),
		createdAt: instant().notNull().defaultNow(),
		updatedAt: instant().notNull().defaultNow(),
		search: tsvector()
	},
	(t) => [
		index('recording_search').using('gin', t.search),
		// Ascending: read backwards they serve ORDER BY … DESC, which drizzle's own DESC index (NULLS LAST) does not.
		index('recording_started').on(t.startedAt, t.id),
		index('recording_organisation_started').on(t.organisationId, t.startedAt),
		index('recording_meeting').on(t.meetingId),
		index('recording_unfinished').on(t.state).where(sql`${t.state} <> 'ready'`),
		index('recording_published').on(t.startedAt).where(sql`${t.published}`),
		index('recording_published_organisation').on(t.organisationId).where(sql`${t.published}`),
		index('recording_watched_organisation').on(t.organisationId).where(sql`${t.kind} <> 'case' and ${t.watch} in ('organisation','public')`),
		// Case conferences that nobody has confirmed: asked for with every list, and few.
		index('recording_unconfirmed').on(t.startedAt).where(sql`${t.kind} = 'case' and ${t.keptAt} is null and ${t.state} in ('ready','failed')`),
		check('recording_state', sql`${t.state} in ('recording','stored','sealed','preparing','ready','failed','erasing','erased')`),
		check('recording_percent', sql`${t.percent} between 0 and 100`)
	]
);

const recordingId = () =>
	uuid()
		.notNull()
		.references(() => recording.id, { onDelete: 'cascade' });
/** Milliseconds since the recording's zero. */
const offsetMs = () => doublePrecision().notNull();

export const recordingFile = pgTable(
	'recording_file',
	{
		recordingId: recordingId(),
		fileId: text().notNull(),
		participant: uuid(),
		name: text(),
		source: text(),
		kind: text().notNull(),
		contentType: text().notNull(),
		codec: text(),
		width: integer(),
		height: integer(),
		startMs: offsetMs(),
		endMs: offsetMs(),
		bytes: bigint({ mode: 'number' }).notNull(),
		sha256: text().notNull(),
		objectKey: text().notNull(),
		objectVersion: text().notNull()
	},
	(t) => [primaryKey({ columns: [t.recordingId, t.fileId] })]
);

/** Where a second is missing, and why; `fileId` null: of the whole recording. */
export const recordingGap = pgTable(
	'recording_gap',
	{ id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(), recordingId: recordingId(), fileId: text(), participant: uuid(), startMs: offsetMs(), endMs: offsetMs(), reason: text().notNull() },
	(t) => [index('recording_gap_recording').on(t.recordingId)]
);

/** Lanes of the player: who spoke when. */
export const recordingSpeakerSegment = pgTable(
	'recording_speaker_segment',
	{ id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(), recordingId: recordingId(), participant: uuid().notNull(), name: text().notNull(), startMs: offsetMs(), endMs: offsetMs() },
	(t) => [index('recording_speaker_segment_recording').on(t.recordingId, t.startMs)]
);

export const recordingChapter = pgTable(
	'recording_chapter',
	{ id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(), recordingId: recordingId(), atMs: offsetMs(), kind: text().notNull(), title: text().notNull(), participant: uuid() },
	(t) => [index('recording_chapter_recording').on(t.recordingId, t.atMs)]
);

export const recordingChat = pgTable(
	'recording_chat',
	{ id: uuid().primaryKey(), recordingId: recordingId(), atMs: offsetMs(), name: text().notNull(), guest: boolean().notNull().default(false), text: text().notNull() },
	(t) => [index('recording_chat_recording').on(t.recordingId, t.atMs)]
);

/** A link for people without an account. */
export const recordingLink = pgTable(
	'recording_link',
	{
		id: id(),
		recordingId: recordingId(),
		/** SHA-256 (hex) of the token in the address. */
		tokenHash: text().notNull().unique(),
		label: text().notNull().default(''),
		permission: text().$type<'view' | 'download'>().notNull(),
		createdBy: uuid().references(() => person.id),
		createdAt: instant().notNull().defaultNow(),
		expiresAt: instant().notNull(),
		revokedAt: instant(),
		revokedBy: uuid().references(() => person.id)
	},
	(t) => [index('recording_link_recording').on(t.recordingId), check('recording_link_permission', sql`${t.permission} in ('view','download')`)]
);

/** Who asked for the erasing of a recording and who confirmed it; nobody asked when its time was over. At most one that was not withdrawn. */
export const recordingErasure = pgTable(
	'recording_erasure',
	{
		id: id(),
		recordingId: recordingId(),
		grounds: text().$type<'asked' | 'retention-over'>().notNull(),
		reason: text().notNull(),
		askedBy: uuid().references(() => person.id),
		askedAt: instant().notNull(),
		withdrawnBy: uuid().references(() => person.id),
		withdrawnAt: instant(),
		confirmedBy: uuid().references(() => person.id),
		confirmedAt: instant(),
		/** SHA-256 (hex) of the package that was erased, as its tombstone says. */
		packageSha256: text()
	},
	(t) => [
		uniqueIndex('recording_erasure_current').on(t.recordingId).where(sql`${t.withdrawnAt} is null`),
		check('recording_erasure_grounds', sql`(${t.grounds} = 'asked' and ${t.askedBy} is not null) or (${t.grounds} = 'retention-over' and ${t.confirmedAt} is not null)`),
		check('recording_erasure_two_people', sql`${t.confirmedBy} <> ${t.askedBy}`)
	]
);
