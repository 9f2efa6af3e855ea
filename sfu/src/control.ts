/**
 * The two signed HTTP seams between portal and media server. Both bodies are compact Ed25519 JWS (jose) with JSON inside:
 *  - control: portal → sfu, `POST /control`, signed with the portal's key;
 *  - callbacks: sfu → portal, `POST <SAL_CALLBACK_URL>`, signed with the sfu's key, ordered per room, sent until acknowledged with 204.
 */
import { CompactSign, compactVerify, importPKCS8, importSPKI } from 'jose';
import * as v from 'valibot';
import { grants, sources } from './protocol.ts';

const uuid = v.pipe(v.string(), v.uuid());
const time = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * How a council's session stands that is held in this room: the whole of it each time, so that the next call makes good one that was lost. A version that
 * is older than the one held changes nothing. Answered with {@link councilAnswer}.
 */
export const councilCallSchema = v.object({
	type: v.literal('council'),
	version: count,
	/** As the portal's screens read it; opaque here. */
	state: v.pipe(v.unknown(), v.check((state) => JSON.stringify(state).length <= 262_144, 'too large')),
	/** Who may open the microphone beside the hosts; null: everybody who may publish (before the opening, in a break). */
	speak: v.nullable(v.array(uuid)),
	/** Large on every screen, and recorded in the top layer; the interpreter's tile stays beside it. */
	floor: v.nullable(uuid),
	interpreter: v.nullable(uuid),
	/** A part without the public: everybody but these and the hosts waits in the lobby until it is over, and the recording goes on in a part of its own. */
	closed: v.nullable(v.object({ insiders: v.array(uuid) })),
	/** Whose picture and sound are evidence of their presence, and how long they may fail. */
	evidence: v.nullable(v.object({ of: v.array(uuid), graceSeconds: count })),
	/** The public may watch. */
	public: v.boolean(),
	/** What has happened since the last confirmed one: into the recording's log of events, each once. */
	marks: v.array(v.object({ sequence: count, at: time, type: v.string(), data: v.unknown() }))
});

/** What the portal may tell a room. */
export const controlSchema = v.object({
	/** Idempotency key; the answer to a repeated id is the first one's. */
	id: uuid,
	/** After this time (ms since 1970) the call is refused. */
	expires: time,
	room: v.pipe(uuid, v.toLowerCase()),
	call: v.variant('type', [
		/** Ends the meeting for everybody and closes its recording. */
		v.object({ type: v.literal('end') }),
		/** A guest link was revoked: out at once, and never back. */
		v.object({ type: v.literal('remove'), participant: uuid }),
		/** An account was disabled or signed out everywhere: out at once, and back only with a token signed after `before` (ms since 1970, the portal's clock). */
		v.object({ type: v.literal('out'), participant: uuid, before: time }),
		/** What the portal gives has changed; what hosts have given in the room stays. Tokens signed before `before` do not bring the old grants back. */
		v.object({ type: v.literal('grants'), participant: uuid, grants: v.array(v.picklist(grants)), before: time }),
		/**
		 * A picture and a sound from a program instead of a browser (the demo's past meeting):
		 * opens two PlainTransports on loopback (VP8 + Opus, comedia, rtcp-mux) and answers with {@link ingestAnswer}.
		 * Publishing counts as consent: whoever runs the program gave it.
		 */
		v.object({ type: v.literal('ingest'), admission: v.string() /* a join token */ }),
		/** The hall's equipment: an encoder that sends (WHIP) or a wall screen that plays (WHEP). Answered with {@link equipmentAnswer}. */
		v.object({ type: v.literal('offer'), way: v.picklist(['send', 'receive']), admission: v.string() /* a join token, whose `sub` is the device */, sdp: v.pipe(v.string(), v.maxLength(65_536)) }),
		/** An ICE fragment of a device (RFC 9725 §4.3.2): with new credentials in it ICE begins anew. `etag`: of the ICE session that is meant; null: whichever. Answered with {@link fragmentAnswer}. */
		v.object({ type: v.literal('fragment'), participant: uuid, session: uuid, etag: v.nullable(v.string()), fragment: v.pipe(v.string(), v.maxLength(65_536)) }),
		/** Answered with {@link hangUpAnswer}. */
		v.object({ type: v.literal('hangUp'), participant: uuid, session: uuid }),
		/** Which devices are connected? Answered with {@link devicesAnswer}. */
		v.object({ type: v.literal('devices') }),
		v.object({ type: v.literal('record'), action: v.picklist(['start', 'pause', 'resume', 'stop']) }),
		councilCallSchema
	])
});
export type Control = v.InferOutput<typeof controlSchema>;
export type CouncilCall = v.InferOutput<typeof councilCallSchema>;

/** The highest version and mark that the room holds. */
export const councilAnswer = v.object({ version: count, sequence: count });
export type CouncilAnswer = v.InferOutput<typeof councilAnswer>;

/** Where an ingesting program sends its RTP: payload type and SSRC as the room expects them. */
export const ingestAnswer = v.object({
	video: v.object({ ip: v.string(), port: count, payloadType: count, ssrc: count }),
	audio: v.object({ ip: v.string(), port: count, payloadType: count, ssrc: count })
});
export type IngestAnswer = v.InferOutput<typeof ingestAnswer>;

/** How a device is let in. What is refused is refused with its reason: of the offer, or of the room. */
export const equipmentAnswer = v.variant('ok', [
	v.object({ ok: v.literal(true), session: uuid, etag: v.string(), sdp: v.string(), iceServers: v.array(v.object({ urls: v.array(v.string()), username: v.string(), credential: v.string() })) }),
	v.object({ ok: v.literal(false), why: v.picklist(['malformed', 'unacceptable', 'busy', 'waiting', 'removed', 'ended', 'locked', 'full']), detail: v.optional(v.string()) })
]);
export type EquipmentAnswer = v.InferOutput<typeof equipmentAnswer>;

/** `gone`: there is no such session (any more); `stale`: of another ICE session. `fragment` is null where nothing is to be told. */
export const fragmentAnswer = v.variant('ok', [v.object({ ok: v.literal(true), etag: v.string(), fragment: v.nullable(v.string()) }), v.object({ ok: v.literal(false), why: v.picklist(['gone', 'stale']) })]);
export type FragmentAnswer = v.InferOutput<typeof fragmentAnswer>;

/** Was there such a session? */
export const hangUpAnswer = v.object({ found: v.boolean() });

/** Of each device what is known now: null where nothing has come yet. Rates in bit/s and pictures a second. */
export const devicesAnswer = v.array(
	v.object({
		participant: uuid,
		way: v.picklist(['send', 'receive']),
		since: time,
		connected: v.boolean(),
		bitrate: count,
		sound: v.boolean(),
		picture: v.nullable(v.object({ codec: v.string(), width: v.nullable(count), height: v.nullable(count), rate: v.nullable(v.number()) }))
	})
);
export type Devices = v.InferOutput<typeof devicesAnswer>;

/** PostgreSQL refuses NUL. One such letter would come again for ever, and hold back every callback of the room behind it. */
const storable = v.pipe(v.string(), v.transform((text) => text.replaceAll('\0', '')));

const who = { participant: uuid };
/** What the media server tells the portal, in order, at least once. */
export const callbackSchema = v.object({
	sfu: v.string(),
	room: uuid,
	/** 1, 2, 3 … per room and never again the same; a number already seen is acknowledged and ignored. */
	sequence: count,
	at: time,
	event: v.variant('type', [
		v.object({ type: v.literal('opened') }),
		v.object({ type: v.literal('joined'), ...who, name: storable, guest: v.boolean() }),
		v.object({ type: v.literal('left'), ...who, reason: v.picklist(['left', 'lost', 'removed', 'ended', 'lobby']) }),
		/** Which host let somebody in from the lobby, turned them away there, or sent them back to it. */
		v.object({ type: v.literal('lobby'), ...who, by: uuid, name: storable, guest: v.boolean(), decision: v.picklist(['admitted', 'turned-away', 'sent-back']) }),
		v.object({ type: v.literal('consent'), ...who, given: v.boolean() }),
		v.object({ type: v.literal('publishing'), ...who, source: v.picklist(sources), on: v.boolean() }),
		v.object({ type: v.literal('chat'), ...who, id: uuid, name: storable, guest: v.boolean(), text: storable }),
		/** `part`: of a council's session, when it started; `closed` is not for the public. */
		v.object({ type: v.literal('recording'), recording: uuid, state: v.picklist(['started', 'paused', 'resumed', 'stopped']), part: v.optional(v.picklist(['open', 'closed'])) }),
		/**
		 * What is seen of somebody whose picture and sound are evidence: told when it changes. `failing`: one of them has stopped arriving, and the grace period runs until `until`;
		 * `gone`: it has passed, or they have left.
		 */
		v.object({ type: v.literal('evidence'), ...who, picture: v.boolean(), sound: v.picklist(['flowing', 'muted', 'missing']), standing: v.picklist(['present', 'failing', 'gone']), until: v.nullable(time) }),
		/** This process was away, and has seen nothing of anybody: nobody left by their own will. */
		v.object({ type: v.literal('evidenceGap'), from: time, to: time }),
		/** The recorder has closed the recording: every piece and the signed close manifest are in the bucket `spool` under this prefix. */
		v.object({ type: v.literal('recordingClosed'), recording: uuid, manifestKey: v.string(), manifestVersion: v.string(), manifestSha256: v.string() }),
		v.object({ type: v.literal('recordingFailed'), recording: uuid, reason: storable }),
		v.object({ type: v.literal('ended') })
	])
});
export type Callback = v.InferOutput<typeof callbackSchema>;

/** Signs any JSON value as a compact JWS. `kid` names the signer (`sal-web`, or the sfu's id). */
export async function signMessage({ message, privateKeyPem, kid }: { message: unknown; privateKeyPem: string; kid: string }): Promise<string> {
	return new CompactSign(new TextEncoder().encode(JSON.stringify(message))).setProtectedHeader({ alg: 'EdDSA', kid }).sign(await importPKCS8(privateKeyPem, 'EdDSA'));
}

/** Checks signature, signer and shape. Throws when anything is off. */
export async function verifyMessage<S extends v.GenericSchema>({ jws, publicKeyPem, kid, schema }: { jws: string; publicKeyPem: string; kid: string; schema: S }): Promise<v.InferOutput<S>> {
	const { payload, protectedHeader } = await compactVerify(jws, await importSPKI(publicKeyPem, 'EdDSA'), { algorithms: ['EdDSA'] });
	if (protectedHeader.kid !== kid) throw new Error(`message was signed by ${protectedHeader.kid ?? 'nobody'}, not by ${kid}`);
	return v.parse(schema, JSON.parse(new TextDecoder().decode(payload)));
}
