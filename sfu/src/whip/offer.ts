/**
 * The offer of an encoder (WHIP, RFC 9725) or of a wall screen (WHEP, draft-ietf-wish-whep) as mediasoup's parameters. Pure. Everything in it is
 * the other side's word: what does not fit is refused with a reason, and never believed.
 */
import type { types } from 'mediasoup';
import { parse, parseParams, parsePayloads, type MediaDescription, type SessionDescription } from 'sdp-transform';

/** `malformed`: no SDP, or not what WebRTC asks of one. `unacceptable`: nothing in it that can be taken. */
export type OfferFault = 'malformed' | 'unacceptable';

export class OfferRefused extends Error {
	readonly why: OfferFault;
	/** What exactly, in English, for whoever sets up the device. */
	constructor(why: OfferFault, detail: string) {
		super(detail);
		this.why = why;
	}
}

/** One m-line of the offer; `accepted` is null where nothing of it is used. */
export interface Section {
	offered: MediaDescription;
	mid: string;
	accepted: Accepted | null;
}

export interface Accepted {
	kind: types.MediaKind;
	/** Each with the payload type that the offer gives it, best first; its retransmission right behind it. */
	codecs: types.RtpCodecParameters[];
	headerExtensions: types.RtpHeaderExtensionParameters[];
	/** Of the sender; empty when the offer names no SSRC. */
	encodings: types.RtpEncodingParameters[];
	cname: string | undefined;
}

export interface Offer {
	sections: Section[];
	dtls: types.DtlsParameters;
}

/** What mediasoup answers to of RTCP, when it is offered. */
const FEEDBACK: { type: string; parameter: string; kinds: types.MediaKind[] }[] = [
	{ type: 'nack', parameter: '', kinds: ['video'] },
	{ type: 'nack', parameter: 'pli', kinds: ['video'] },
	{ type: 'ccm', parameter: 'fir', kinds: ['video'] },
	{ type: 'transport-cc', parameter: '', kinds: ['audio', 'video'] },
	{ type: 'goog-remb', parameter: '', kinds: ['video'] }
];
const HASHES = new Set(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']);

export interface ReadOffer {
	sdp: string;
	/** `send`: the device sends; `receive`: it plays. */
	way: 'send' | 'receive';
	router: Pick<types.RtpCapabilities, 'codecs' | 'headerExtensions'>;
}

/** @throws {OfferRefused} */
export function readOffer({ sdp, way, router }: ReadOffer): Offer {
	const session = parsed(sdp);
	const bundled = new Set((session.groups ?? []).filter(({ type }) => type === 'BUNDLE').flatMap(({ mids }) => String(mids).split(' ')));
	const taken = new Set<types.MediaKind>();
	const mids = new Set<string>();
	const sections = session.media.map((offered): Section => {
		const mid = offered.mid === undefined ? '' : String(offered.mid);
		if (mid === '' || mids.has(mid)) throw new OfferRefused('malformed', 'each m-line needs an a=mid of its own');
		mids.add(mid);
		const accepted = bundled.has(mid) ? accept({ offered, way, router }) : null;
		// One picture and one sound: what comes after them is turned down.
		if (accepted === null || taken.has(accepted.kind)) return { offered, mid, accepted: null };
		taken.add(accepted.kind);
		return { offered, mid, accepted };
	});
	if (taken.size === 0) throw new OfferRefused('unacceptable', `nothing can be ${way === 'send' ? 'received' : 'sent'}: bundled sections with rtcp-mux are needed, Opus for sound, and VP8 or H.264 (packetization-mode=1, Baseline or Main) for the picture`);
	return { sections, dtls: dtlsOf(session, sections) };
}

function parsed(sdp: string): SessionDescription {
	let session: SessionDescription;
	try {
		session = parse(sdp);
	} catch {
		throw new OfferRefused('malformed', 'the body is no SDP');
	}
	if (!/^v=0\r?\n/.test(sdp) || session.media.length === 0) throw new OfferRefused('malformed', 'the body is no SDP with media');
	return session;
}

function accept({ offered, way, router }: Pick<ReadOffer, 'way' | 'router'> & { offered: MediaDescription }): Accepted | null {
	const { type: kind, direction = 'sendrecv' } = offered;
	if ((kind !== 'audio' && kind !== 'video') || offered.rtcpMux === undefined || offered.port === 0) return null;
	if (direction !== 'sendrecv' && direction !== (way === 'send' ? 'sendonly' : 'recvonly')) return null;
	const all = codecsOf(offered, kind, router.codecs ?? []);
	// A sender has one codec, the one it names first; to a player each can be sent that it knows.
	const codecs = way === 'send' ? withRetransmission(offered, all.slice(0, 1)) : all;
	if (codecs.length === 0) return null;
	const known = new Set((router.headerExtensions ?? []).filter((one) => one.kind === kind).map(({ uri }) => uri));
	const headerExtensions = (offered.ext ?? []).flatMap(({ uri, value }) => (isKnown(known, uri) && value >= 1 && value <= 14 ? [{ uri, id: value }] : []));
	const encodings = encodingsOf(offered, codecs.length > 1);
	if (way === 'send' && encodings.length === 0 && !headerExtensions.some(({ uri }) => uri === 'urn:ietf:params:rtp-hdrext:sdes:mid')) throw new OfferRefused('unacceptable', 'without a=ssrc the header extension sdes:mid is needed, or packets cannot be told apart');
	return { kind, codecs, headerExtensions, encodings, cname: offered.ssrcs?.find(({ attribute }) => attribute === 'cname')?.value };
}

const isKnown = (known: ReadonlySet<string>, uri: string): uri is types.RtpHeaderExtensionUri => known.has(uri);

/** The codecs of this section that the router has, in the order of the m-line, each with its offered payload type. */
function codecsOf(offered: MediaDescription, kind: types.MediaKind, capabilities: types.RtpCodecCapability[]): types.RtpCodecParameters[] {
	return parsePayloads(String(offered.payloads ?? '')).flatMap((payloadType) => {
		const line = offered.rtp.find(({ payload }) => payload === payloadType);
		if (line === undefined || line.codec.toLowerCase() === 'rtx') return [];
		const parameters = parametersOf(offered, payloadType);
		const capability = capabilities.find((one) => one.kind === kind && one.mimeType.toLowerCase() === `${kind}/${line.codec.toLowerCase()}` && fits(one, parameters));
		if (capability === undefined || capability.clockRate !== line.rate) return [];
		const { mimeType, clockRate, channels } = capability;
		const rtcpFeedback = FEEDBACK.filter(({ kinds }) => kinds.includes(kind))
			.filter(({ type, parameter }) => offered.rtcpFb?.some(({ payload, ...fb }) => (payload === payloadType || payload === '*') && fb.type === type && (fb.subtype ?? '') === parameter))
			.map(({ type, parameter }) => ({ type, parameter }));
		const own = /h264$/i.test(mimeType) ? capability.parameters : Object.fromEntries(Object.entries(parameters).filter(([name]) => ['useinbandfec', 'usedtx', 'minptime', 'stereo', 'sprop-stereo', 'maxplaybackrate', 'cbr'].includes(name)));
		return [{ mimeType, clockRate, payloadType, parameters: own, rtcpFeedback, ...(channels !== undefined && { channels }) }];
	});
}

const parametersOf = (offered: MediaDescription, payloadType: number): Record<string, unknown> => {
	const config = offered.fmtp.find(({ payload }) => payload === payloadType)?.config;
	return config === undefined ? {} : parseParams(config);
};

/** H.264 is not one codec: the packetization must be the one that everybody has, and of the profile the family counts (RFC 6184 §8.1). */
function fits({ mimeType, parameters: has = {} }: types.RtpCodecCapability, parameters: Record<string, unknown>): boolean {
	if (!/h264$/i.test(mimeType)) return true;
	const family = (profile: unknown) => String(profile ?? '42001f').slice(0, 2).toLowerCase();
	// Baseline and Constrained Baseline differ in what no encoder for WebRTC uses.
	return Number(parameters['packetization-mode'] ?? 0) === 1 && family(parameters['profile-level-id']) === family((has as Record<string, unknown>)['profile-level-id']);
}

/** Only where the sender also says which SSRC it uses for it. */
function withRetransmission(offered: MediaDescription, codecs: types.RtpCodecParameters[]): types.RtpCodecParameters[] {
	const [codec] = codecs;
	const rtx = offered.rtp.find((line) => line.codec.toLowerCase() === 'rtx' && Number(parametersOf(offered, line.payload).apt) === codec?.payloadType);
	if (codec === undefined || rtx === undefined || codec.mimeType.startsWith('audio') || !offered.ssrcGroups?.some(({ semantics }) => semantics === 'FID')) return codecs;
	return [codec, { mimeType: 'video/rtx', clockRate: codec.clockRate, payloadType: rtx.payload, parameters: { apt: codec.payloadType }, rtcpFeedback: [] }];
}

function encodingsOf(offered: MediaDescription, retransmits: boolean): types.RtpEncodingParameters[] {
	const pair = offered.ssrcGroups?.find(({ semantics }) => semantics === 'FID')?.ssrcs.split(' ').map(Number);
	const [ssrc = offered.ssrcs?.[0]?.id, again] = pair ?? [];
	if (!isSsrc(ssrc)) return [];
	return [{ ssrc, ...(retransmits && isSsrc(again) && { rtx: { ssrc: again } }) }];
}

const isSsrc = (value: number | undefined): value is number => value !== undefined && Number.isInteger(value) && value > 0 && value <= 0xffff_ffff;

function dtlsOf(session: SessionDescription, sections: Section[]): types.DtlsParameters {
	const [used] = sections.filter(({ accepted }) => accepted !== null);
	const fingerprint = used?.offered.fingerprint ?? session.fingerprint;
	const setup = used?.offered.setup ?? session.setup;
	if ((used?.offered.iceUfrag ?? session.iceUfrag) === undefined || (used?.offered.icePwd ?? session.icePwd) === undefined) throw new OfferRefused('malformed', 'a=ice-ufrag and a=ice-pwd are missing');
	if (fingerprint === undefined || !HASHES.has(fingerprint.type.toLowerCase()) || !/^[0-9A-F]{2}(:[0-9A-F]{2})+$/i.test(fingerprint.hash)) throw new OfferRefused('malformed', 'a=fingerprint is missing or no hash that is known');
	if (setup !== 'actpass' && setup !== 'active') throw new OfferRefused('malformed', 'a=setup must be actpass or active');
	return { role: 'client', fingerprints: [{ algorithm: fingerprint.type.toLowerCase() as types.FingerprintAlgorithm, value: fingerprint.hash.toUpperCase() }] };
}
