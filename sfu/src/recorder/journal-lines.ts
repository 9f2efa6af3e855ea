/** What a recording's journal in the spool says, line by line: everything needed to go on after a crash and to write the close manifest. */
import { gapSchema } from '@sal/storage';
import * as v from 'valibot';
import { openSchema, trackSchema } from '../feed/messages.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());

/** Where a track stood at the end of a piece, so that the next piece fits to it. */
export const trackStateSchema = v.object({
	/** Extended sequence number of the last packet in the piece. */
	sequence: v.pipe(v.number(), v.integer()),
	clock: v.object({ anchor: v.nullable(v.object({ rtp: finite, ntp: finite })), skip: finite, last: v.nullable(finite) }),
	publisherOffset: v.nullable(finite),
	/** Timestamp (unwrapped), arrival and time in the recording of the last frame. */
	frame: v.object({ rtp: finite, arrival: finite, time: finite, block: count })
});
export type TrackState = v.InferOutput<typeof trackStateSchema>;

export const fileLine = v.object({
	type: v.literal('file'),
	id: v.string(),
	/** Key of the track it belongs to; null for the log of events. */
	track: v.nullable(v.string()),
	kind: v.picklist(['media', 'events']),
	contentType: v.string(),
	extension: v.picklist(['webm', 'mkv', 'ndjson']),
	start: finite,
	/** For the keys in the store: whose file, and what. */
	who: v.string(),
	what: v.string(),
	about: v.record(v.string(), v.unknown())
});
export type FileLine = v.InferOutput<typeof fileLine>;

const writtenPiece = v.object({
	file: v.string(),
	number: count,
	offset: count,
	bytes: count,
	sha256: v.string(),
	chain: v.string(),
	start: finite,
	end: finite,
	keyFrame: v.boolean(),
	gaps: v.array(gapSchema)
});
/** A piece without what is needed only to go on after it. */
export type WrittenPiece = v.InferOutput<typeof writtenPiece>;

/** A piece and its version in the store. */
export const storedPiece = v.object({ ...writtenPiece.entries, versionId: v.string() });
export type StoredPiece = v.InferOutput<typeof storedPiece>;

export const pieceLine = v.object({
	type: v.literal('piece'),
	...writtenPiece.entries,
	/** State of the SHA-256 over the whole file up to here (base64). */
	hash: v.string(),
	track: v.nullable(trackStateSchema),
	/** For the log of events: the last feed number in it, and of which run of the media server; and the last event of a council's session. */
	events: v.nullable(v.object({ epoch: v.string(), number: count, mark: v.optional(count, 0) }))
});
export type PieceLine = v.InferOutput<typeof pieceLine>;

const storedLine = v.object({ type: v.literal('stored'), file: v.string(), number: count, key: v.string(), versionId: v.string() });
export type StoredLine = v.InferOutput<typeof storedLine>;

export const journalLine = v.variant('type', [
	openSchema,
	v.object({ ...trackSchema.entries, type: v.literal('track'), key: v.string() }),
	fileLine,
	pieceLine,
	storedLine,
	v.object({ type: v.literal('trackEnd'), key: v.string() }),
	v.object({ type: v.literal('gap'), ...gapSchema.entries }),
	v.object({ type: v.literal('pause'), at: finite }),
	v.object({ type: v.literal('resume'), at: finite }),
	v.object({ type: v.literal('close'), at: finite }),
	v.object({ type: v.literal('closed'), manifestKey: v.string(), manifestVersion: v.string(), manifestSha256: v.string() }),
	v.object({ type: v.literal('failed'), reason: v.string() })
]);
export type JournalLine = v.InferOutput<typeof journalLine>;
