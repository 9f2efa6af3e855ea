/** What media server and stream process tell each other beside the packets. Times are ms since 1970 on the media server's clock. */
import * as v from 'valibot';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
/** Of the meeting; becomes the name of a folder and part of a public address. */
const session = v.pipe(v.string(), v.uuid());
const time = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(2_000));

const counts = v.object({ for: count, against: count, abstained: count, notVoted: count });
/** Only votes that everybody may see: the title is the item's, never a closed one's. */
const vote = v.variant('state', [
	v.object({ state: v.literal('open') }),
	v.object({ state: v.literal('closed'), counts: v.nullable(counts), passed: v.nullable(v.boolean()), elected: v.array(text) }),
	v.object({ state: v.literal('annulled') })
]);
export type ShownVote = v.InferOutput<typeof vote>;

/** What stands on screen when it is not the session itself. */
export const notices = ['before', 'suspended', 'closed', 'after'] as const;
export type Notice = (typeof notices)[number];

export const sceneSchema = v.object({
	/** Null: the session is shown. Otherwise a still card, and silence. */
	notice: v.nullable(v.picklist(notices)),
	title: text,
	/** Numbers of tracks; null when there is no such picture. */
	main: v.nullable(count),
	interpreter: v.nullable(count),
	item: v.nullable(v.object({ number: text, title: text })),
	/** Who speaks. */
	speaker: v.nullable(text),
	vote: v.nullable(vote)
});
export type Scene = v.InferOutput<typeof sceneSchema>;

export const uses = ['main', 'interpreter', 'sound'] as const;

export const trackSchema = v.object({
	type: v.literal('track'),
	session,
	/** Never used twice in one run of the media server. */
	track: count,
	participant: id,
	use: v.picklist(uses),
	mimeType: v.string(),
	payloadType: count,
	clockRate: v.pipe(count, v.minValue(1)),
	/** Id of the abs-capture-time header extension in this track's packets; null when it is not there. */
	captureTimeExtension: v.nullable(count)
});
export type TrackMessage = v.InferOutput<typeof trackSchema>;

/** Media server → stream process. */
export const toStream = v.variant('type', [
	/** Opens every connection; `epoch` is a fresh UUID per run of the media server. */
	v.object({ type: v.literal('hello'), sfu: id, epoch: id }),
	/** Everything that runs has been named: what was not is over. */
	v.object({ type: v.literal('introduced') }),
	v.object({ type: v.literal('open'), session }),
	v.object({ type: v.literal('scene'), session, at: time, scene: sceneSchema }),
	v.object({ type: v.literal('close'), session }),
	trackSchema,
	v.object({ type: v.literal('trackEnd'), track: count }),
	/** The publisher has muted (`held`) or unmuted. */
	v.object({ type: v.literal('hold'), track: count, held: v.boolean() }),
	/** A sender report: the publisher's clock (`ntp`, ms since 1970 as the publisher has it) at RTP timestamp `rtp`. */
	v.object({ type: v.literal('clock'), track: count, ntp: time, rtp: count, arrival: time })
]);
export type ToStream = v.InferOutput<typeof toStream>;

/** Stream process → media server. */
export const fromStream = v.variant('type', [v.object({ type: v.literal('needKeyFrame'), track: count })]);
export type FromStream = v.InferOutput<typeof fromStream>;
