/** What media server and recorder tell each other beside the packets. Times are ms since 1970 on the media server's clock. */
import * as v from 'valibot';
import { sources } from '../protocol.ts';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
/** Becomes the name of a folder in the recorder's spool. */
const recordingId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/));
const time = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const trackSchema = v.object({
	type: v.literal('track'),
	recording: recordingId,
	/** Number of the track, never used twice in one run of the media server. */
	track: count,
	producer: id,
	participant: id,
	name: v.string(),
	source: v.picklist(sources),
	kind: v.picklist(['audio', 'video']),
	mimeType: v.string(),
	payloadType: count,
	clockRate: v.pipe(count, v.minValue(1)),
	channels: v.pipe(count, v.minValue(1)),
	/** Id of the abs-capture-time header extension in this track's packets; null when it is not there. */
	captureTimeExtension: v.nullable(count)
});
export type TrackMessage = v.InferOutput<typeof trackSchema>;

export const openSchema = v.object({
	type: v.literal('open'),
	recording: recordingId,
	room: id,
	kind: v.picklist(['session', 'case', 'call']),
	title: v.string(),
	startedAt: time,
	/** Set when the media server was away and takes the recording up again. */
	restoredAt: v.nullable(time)
});
export type OpenMessage = v.InferOutput<typeof openSchema>;

/** Media server → recorder. `hello` opens every connection; `epoch` is a fresh UUID per run of the media server. */
export const toRecorder = v.variant('type', [
	v.object({ type: v.literal('hello'), sfu: id, epoch: id }),
	openSchema,
	trackSchema,
	v.object({ type: v.literal('trackEnd'), track: count }),
	/** The publisher has muted (`held`) or unmuted: a hole in time, and the RTP clock may have stood still in it. */
	v.object({ type: v.literal('hold'), track: count, held: v.boolean(), at: time }),
	/** A sender report: the publisher's clock (`ntp`, ms since 1970 as the publisher has it) at RTP timestamp `rtp`. */
	v.object({ type: v.literal('clock'), track: count, ntp: time, rtp: count, arrival: time }),
	v.object({
		type: v.literal('event'),
		recording: recordingId,
		event: v.object({ at: time, type: v.string(), participant: v.optional(v.string()), detail: v.optional(v.record(v.string(), v.unknown())) })
	}),
	/** The media server had to throw packets away because the recorder stayed away too long. */
	v.object({ type: v.literal('dropped'), recording: recordingId, from: time, to: time }),
	v.object({ type: v.literal('pause'), recording: recordingId, at: time }),
	v.object({ type: v.literal('resume'), recording: recordingId, at: time }),
	v.object({ type: v.literal('close'), recording: recordingId, at: time }),
	/** The outcome of this recording is known upstairs: do not tell it again. */
	v.object({ type: v.literal('outcomeKnown'), recording: recordingId })
]);
export type ToRecorder = v.InferOutput<typeof toRecorder>;

export const alarms = ['store-behind', 'spool-nearly-full', 'spool-full'] as const;
export type Alarm = (typeof alarms)[number];

/** Recorder → media server. */
export const fromRecorder = v.variant('type', [
	/** Everything up to and including this number is on the recorder's disk. */
	v.object({ type: v.literal('ack'), number: count }),
	/** Everything of this recording up to `until` is safe in the object store. */
	v.object({ type: v.literal('stored'), recording: recordingId, until: time }),
	v.object({ type: v.literal('needKeyFrame'), track: count }),
	v.object({ type: v.literal('alarm'), recording: recordingId, alarm: v.nullable(v.picklist(alarms)), minutesLeft: v.nullable(count) }),
	v.object({ type: v.literal('closed'), recording: recordingId, room: id, manifestKey: v.string(), manifestVersion: v.string(), manifestSha256: v.string() }),
	v.object({ type: v.literal('failed'), recording: recordingId, room: id, reason: v.string() })
]);
export type FromRecorder = v.InferOutput<typeof fromRecorder>;
