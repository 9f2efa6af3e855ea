/**
 * The wire between browser and media server: socket.io events, one schema each for input and answer, used by both ends.
 * Times are milliseconds since 1970 on the media server's clock unless a comment says otherwise.
 *
 * Round trips before media flows: connect (1), `enter` (2), `receive` ‖ `produce` (3), `connectTransport` of the receiving transport (4).
 */
import type { types } from 'mediasoup';
import * as v from 'valibot';

/** What a person may do in a room. The portal decides (meetings/rules.ts), the token carries, the media server checks. */
export const grants = ['publish', 'screen', 'chat', 'host', 'record'] as const;
export type Grant = (typeof grants)[number];

/** Where a track comes from; one of each per person. */
export const sources = ['camera', 'microphone', 'screen', 'screenSound'] as const;
export type Source = (typeof sources)[number];

/** Why a call was refused. The interface has one sentence for each, in both languages. */
export const failures = [
	'bad-input', // the message does not fit its schema
	'unknown-event',
	'not-entered', // called before `enter`, or while in the lobby
	'forbidden', // the grant is missing
	'no-floor', // a council's session: somebody else has the floor
	'not-found', // no such person, producer, transport
	'locked', // the room is locked
	'room-full',
	'rate-limited',
	'not-recordable', // this meeting must not be recorded
	'consent-needed', // the recording runs and this person has not agreed yet
	'recorder-unavailable',
	'draining', // the media server is going down for maintenance
	'internal'
] as const;
export type Failure = (typeof failures)[number];

/** Reasons with which a connection is refused at the handshake (`connect_error`'s `data.code`) or ended. */
export const handshakeFailures = ['token-invalid', 'token-expired', 'resume-invalid', 'taken-over', 'removed', 'locked', 'ended', 'room-full', 'rate-limited', 'draining'] as const;
export type HandshakeFailure = (typeof handshakeFailures)[number];

const uuid = v.pipe(v.string(), v.uuid());
/** mediasoup's own ids are UUIDs too, but theirs to change. */
const mediaId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const nothing = v.object({});
const time = v.pipe(v.number(), v.finite());
const pixels = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16_384));

/**
 * RTP and DTLS parameters are mediasoup's types; mediasoup checks their inside (ORTC) and throws on anything wrong.
 * Here only the outside is bound: an object of bounded size.
 */
function mediasoupObject<T extends object>(maxBytes: number) {
	return v.pipe(
		v.custom<T>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'an object is needed'),
		v.check((value) => JSON.stringify(value).length <= maxBytes, 'too large')
	);
}
const dtlsParameters = mediasoupObject<types.DtlsParameters>(4_000);
const rtpParameters = mediasoupObject<types.RtpParameters>(20_000);
const rtpCapabilities = mediasoupObject<types.RtpCapabilities>(30_000);

/** Nobody can type control characters, a terminal obeys them, and PostgreSQL takes no NUL at all: only lines and tabs are kept. */
const withoutControls = (text: string): string => text.replaceAll(/[^\P{Cc}\t\n]/gu, '');

/** `handshake.auth` of the socket: a fresh token, or the secret of an earlier join. Never both. */
export const authSchema = v.union([
	v.strictObject({ token: v.pipe(v.string(), v.minLength(1), v.maxLength(4_096)) }),
	v.strictObject({ room: v.pipe(uuid, v.toLowerCase()), resume: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })
]);
export type Auth = v.InferOutput<typeof authSchema>;

/** One person as everyone in the room sees them. */
const participant = v.object({
	id: uuid,
	name: v.string(),
	organisation: v.string(),
	guest: v.boolean(),
	host: v.boolean(),
	/** `away`: the socket is gone and the resume grace period runs. */
	state: v.picklist(['here', 'away']),
	joinedAt: time,
	/** The tracks that are published now. `paused`: muted by choice. */
	producers: v.array(v.object({ id: mediaId, source: v.picklist(sources), paused: v.boolean() })),
	/** When the hand went up; null when it is down. The order of the queue is the order of these times. */
	handAt: v.nullable(time),
	/** Mean score of this person's connection, 0 (lost) … 10 (good); null before it is known. */
	quality: v.nullable(v.number()),
	consent: v.boolean()
});
export type Participant = v.InferOutput<typeof participant>;

const waiting = v.object({ id: uuid, name: v.string(), organisation: v.string(), guest: v.boolean(), since: time });
export type Waiting = v.InferOutput<typeof waiting>;

const chatMessage = v.object({ id: uuid, at: time, from: uuid, name: v.string(), guest: v.boolean(), text: v.string() });
export type ChatMessage = v.InferOutput<typeof chatMessage>;

const recording = v.object({
	/** `starting`: asked for, the recorder has not confirmed the first packet yet. `closing`: pieces are on their way. */
	state: v.picklist(['off', 'starting', 'running', 'paused', 'closing', 'failed']),
	/** Id of the running recording (UUID), null when off. */
	id: v.nullable(uuid),
	startedAt: v.nullable(time),
	/** Everything up to this time is safe in the object store; null until the first piece is. */
	storedUntil: v.nullable(time),
	/** What the host must know: nothing, the store is behind, the disk is nearly full, the recorder is gone. */
	alarm: v.nullable(v.picklist(['store-behind', 'spool-nearly-full', 'spool-full', 'recorder-gone'])),
	/** With `spool-nearly-full`: for how long the disk lasts if everything goes on as in the last minute; null when that cannot be said. */
	minutesLeft: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))))
});
export type RecordingState = v.InferOutput<typeof recording>;

const transportOptions = v.object({
	id: mediaId,
	iceParameters: mediasoupObject<types.IceParameters>(2_000),
	iceCandidates: v.custom<types.IceCandidate[]>(Array.isArray),
	dtlsParameters
});

const consumer = v.object({
	id: mediaId,
	producerId: mediaId,
	/** Whose track. */
	participant: uuid,
	source: v.picklist(sources),
	kind: v.picklist(['audio', 'video']),
	rtpParameters,
	/** The publisher has muted. */
	producerPaused: v.boolean()
});
export type ConsumerOptions = v.InferOutput<typeof consumer>;

/** How a council's session stands that is held in this room. */
const council = v.object({
	version: v.number(),
	/** As the portal has built it; its screens parse it. */
	state: v.unknown(),
	/** Who may open the microphone beside the hosts; null: everybody who may publish. */
	speak: v.nullable(v.array(uuid)),
	floor: v.nullable(uuid),
	interpreter: v.nullable(uuid),
	closed: v.boolean()
});
export type CouncilState = v.InferOutput<typeof council>;

/** Everything a browser needs to draw the room; sent at `enter`, and whole again after every reconnect. */
const snapshot = v.object({
	room: uuid,
	title: v.string(),
	kind: v.picklist(['session', 'case', 'call']),
	you: v.object({ id: uuid, grants: v.array(v.picklist(grants)), guest: v.boolean() }),
	/** Present after the first join; keep it in memory only. Good until the end, removal or revocation. */
	resume: v.nullable(v.string()),
	/** `lobby`: wait for `admitted`, then call `enter` again. The rest of the snapshot is empty until then. */
	place: v.picklist(['lobby', 'room']),
	/** In the lobby because a closed part runs: `admitted` comes by itself when it is over. */
	shutOut: v.boolean(),
	serverTime: time,
	locked: v.boolean(),
	recordable: v.boolean(),
	recording,
	participants: v.array(participant),
	/** Only hosts see who waits. */
	waiting: v.array(waiting),
	chat: v.array(chatMessage),
	council: v.nullable(council),
	media: v.nullable(
		v.object({
			routerRtpCapabilities: rtpCapabilities,
			iceServers: v.array(v.object({ urls: v.array(v.string()), username: v.optional(v.string()), credential: v.optional(v.string()) })),
			send: transportOptions,
			receive: transportOptions
		})
	)
});
export type Snapshot = v.InferOutput<typeof snapshot>;

/** An event a browser may send. `grant`: what the sender must hold. `place`: `lobby` events are allowed before admission. */
function event<I extends v.GenericSchema, O extends v.GenericSchema>(input: I, output: O, rule: { grant?: Grant; lobby?: true } = {}) {
	return { input, output, grant: rule.grant, lobby: rule.lobby ?? false };
}

/** Whom an action of a host is aimed at. */
const target = v.object({ participant: uuid });

/** Browser → media server. Every call is answered by {@link Answer}. */
export const clientEvents = {
	/** First call on every socket, also after a resume: the whole room, and the two transports. */
	enter: event(nothing, snapshot, { lobby: true }),
	/** What this browser can decode; answers with a consumer for every track, video ones paused on the server. */
	receive: event(v.object({ rtpCapabilities }), v.object({ consumers: v.array(consumer) })),
	connectTransport: event(v.object({ transport: mediaId, dtlsParameters }), nothing),
	/** `dtlsParameters` rides along with the first track so that connecting the sending transport costs no round trip. */
	produce: event(
		v.object({ source: v.picklist(sources), kind: v.picklist(['audio', 'video']), rtpParameters, paused: v.boolean(), dtlsParameters: v.optional(dtlsParameters) }),
		v.object({ producer: mediaId }),
		{ grant: 'publish' }
	),
	closeProducer: event(v.object({ producer: mediaId }), nothing),
	pauseProducer: event(v.object({ producer: mediaId }), nothing),
	resumeProducer: event(v.object({ producer: mediaId }), nothing),
	/** Called when a consumer's track is attached; sound flows from then on. */
	consumerReady: event(v.object({ consumer: mediaId }), nothing),
	/**
	 * The tiles on screen, whole list each time: the only thing that resumes and pauses video. Sizes in device pixels.
	 * A producer that is not listed is paused for this browser; one that its person has pinned is recorded in its top layer.
	 */
	view: event(v.object({ tiles: v.pipe(v.array(v.object({ producer: mediaId, width: pixels, height: pixels, pinned: v.optional(v.boolean()) })), v.maxLength(100)) }), nothing),
	restartIce: event(v.object({ transport: mediaId }), v.object({ iceParameters: mediasoupObject<types.IceParameters>(2_000) })),
	chat: event(v.object({ text: v.pipe(v.string(), v.transform(withoutControls), v.trim(), v.minLength(1), v.maxLength(4_000)) }), chatMessage, { grant: 'chat' }),
	hand: event(v.object({ raised: v.boolean() }), nothing),
	react: event(v.object({ kind: v.picklist(['thumbs-up', 'clap', 'heart', 'laugh', 'surprise']) }), nothing),
	/** The answer to "this meeting is recorded, do you agree?". Without it nothing of this person is published while recording. */
	consent: event(v.object({ given: v.boolean() }), nothing, { lobby: true }),
	leave: event(nothing, nothing, { lobby: true }),

	admit: event(v.object({ participants: v.union([v.literal('all'), v.pipe(v.array(uuid), v.maxLength(1_000))]) }), nothing, { grant: 'host' }),
	/** Refuse someone who waits. */
	deny: event(target, nothing, { grant: 'host' }),
	/** Nobody can be unmuted by another. */
	mute: event(v.object({ participant: v.union([v.literal('all'), uuid]) }), nothing, { grant: 'host' }),
	stopCamera: event(target, nothing, { grant: 'host' }),
	lowerHand: event(target, nothing, { grant: 'host' }),
	toLobby: event(target, nothing, { grant: 'host' }),
	/** Removed for good: token and resume secret of this person no longer open this room. */
	remove: event(target, nothing, { grant: 'host' }),
	lock: event(v.object({ locked: v.boolean() }), nothing, { grant: 'host' }),
	makeHost: event(target, nothing, { grant: 'host' }),
	record: event(v.object({ action: v.picklist(['start', 'pause', 'resume', 'stop']) }), nothing, { grant: 'record' }),
	endForAll: event(nothing, nothing, { grant: 'host' })
} as const;
export type ClientEvent = keyof typeof clientEvents;
export type Input<E extends ClientEvent> = v.InferOutput<(typeof clientEvents)[E]['input']>;
export type Output<E extends ClientEvent> = v.InferOutput<(typeof clientEvents)[E]['output']>;
export type Answer<E extends ClientEvent> = { ok: true; data: Output<E> } | { ok: false; code: Failure };

/** Media server → browser. */
export const serverEvents = {
	participantJoined: participant,
	/** Anything about a person has changed: mute, hand, host, quality, away. The whole person each time. */
	participantChanged: participant,
	participantLeft: v.object({ id: uuid }),
	newConsumer: consumer,
	consumerClosed: v.object({ consumer: mediaId }),
	/** Loudest first, at most three; empty when it is quiet. */
	activeSpeakers: v.object({ participants: v.array(uuid) }),
	chat: chatMessage,
	reaction: v.object({ participant: uuid, kind: v.string() }),
	recording,
	/** The whole of it, after each act; a version that is not newer than the one held is an echo. */
	council,
	lockChanged: v.object({ locked: v.boolean() }),
	/** To hosts: the whole list each time. */
	waitingChanged: v.object({ waiting: v.array(waiting) }),
	/** To someone in the lobby: call `enter` again. */
	admitted: nothing,
	/** To someone who was put back into the lobby; because of a closed part: `admitted` follows when it is over. */
	sentToLobby: v.object({ closedPart: v.boolean() }),
	/** A host has muted your microphone or stopped your camera, or you no longer have the floor. The producer is paused on the server already. */
	stoppedByHost: v.object({ source: v.picklist(sources), producer: mediaId }),
	grantsChanged: v.object({ grants: v.array(v.picklist(grants)) }),
	/** Highest spatial layer of your camera that anybody (or the recorder) wants; -1: nobody, stop sending. */
	layersWanted: v.object({ producer: mediaId, maxSpatialLayer: v.pipe(v.number(), v.integer(), v.minValue(-1)) }),
	/** The worker behind your transports died, or the room moved: call `enter` again and publish again. */
	mediaLost: nothing,
	/** Last message on a socket. `taken-over`: the same person connected from elsewhere. */
	goodbye: v.object({ reason: v.picklist(['removed', 'signed-out', 'denied', 'ended', 'taken-over', 'draining']) })
} as const;
export type ServerEvent = keyof typeof serverEvents;
export type ServerMessage<E extends ServerEvent> = v.InferOutput<(typeof serverEvents)[E]>;

/** Typings for socket.io's two ends. */
export type ClientToServer = { [E in ClientEvent]: (input: Input<E>, answer: (result: Answer<E>) => void) => void };
export type ServerToClient = { [E in ServerEvent]: (message: ServerMessage<E>) => void };
