/** What an encoder or a wall screen is answered: SDP (RFC 8866, RFC 9725 §4.2) and fragments of it (RFC 8840). Pure. */
import type { types } from 'mediasoup';
import { write, type MediaDescription } from 'sdp-transform';
import type { Section } from './offer.ts';

export interface Place {
	iceParameters: types.IceParameters;
	iceCandidates: types.IceCandidate[];
	dtlsParameters: types.DtlsParameters;
}

export interface Track {
	ssrc: number;
	cname: string;
}

export interface Answer extends Place {
	sections: Section[];
	/** What is sent in each section, by its mid; nothing where the device sends. */
	tracks?: ReadonlyMap<string, Track>;
}

export function answerSdp({ sections, tracks = new Map(), ...place }: Answer): string {
	return write({
		version: 0,
		origin: { username: 'sal', sessionId: String(Date.now()), sessionVersion: 1, netType: 'IN', ipVer: 4, address: '0.0.0.0' },
		name: '-',
		timing: { start: 0, stop: 0 },
		icelite: 'ice-lite',
		groups: [{ type: 'BUNDLE', mids: sections.filter(({ accepted }) => accepted !== null).map(({ mid }) => mid).join(' ') }],
		media: sections.map((section) => mediaOf(section, tracks.get(section.mid), place))
	});
}

/** New ICE credentials after a restart, with where to send (RFC 8840 §4.4). */
export function iceFragment({ iceParameters, iceCandidates, mids }: Pick<Place, 'iceParameters' | 'iceCandidates'> & { mids: string[] }): string {
	const lines = [`a=group:BUNDLE ${mids.join(' ')}`, 'a=ice-lite', `a=ice-ufrag:${iceParameters.usernameFragment}`, `a=ice-pwd:${iceParameters.password}`, 'm=audio 9 UDP/TLS/RTP/SAVPF 0', `a=mid:${mids[0] ?? '0'}`];
	return [...lines, ...iceCandidates.map((one) => `a=candidate:${candidateLine(one)}`), 'a=end-of-candidates', ''].join('\r\n');
}

/** MID of the first section that a fragment is about is not needed: all are bundled. Does it ask for new credentials? */
export const asksForRestart = (fragment: string): boolean => /^a=ice-ufrag:\S+/m.test(fragment) && /^a=ice-pwd:\S+/m.test(fragment);

function mediaOf({ offered, mid, accepted }: Section, track: Track | undefined, place: Place): MediaDescription {
	if (accepted === null) return { type: offered.type, port: 0, protocol: offered.protocol, payloads: String(offered.payloads ?? '0'), mid, direction: 'inactive', rtp: [], fmtp: [] };
	const { codecs, headerExtensions } = accepted;
	const name = ({ mimeType }: types.RtpCodecParameters) => mimeType.replace(/^.*\//, '');
	return {
		type: offered.type,
		port: 9,
		protocol: offered.protocol,
		payloads: codecs.map(({ payloadType }) => payloadType).join(' '),
		connection: { version: 4, ip: '0.0.0.0' },
		mid,
		direction: track ? 'sendonly' : 'recvonly',
		rtcpMux: 'rtcp-mux',
		rtcpRsize: 'rtcp-rsize',
		iceUfrag: place.iceParameters.usernameFragment,
		icePwd: place.iceParameters.password,
		candidates: place.iceCandidates.map(({ foundation, priority, address, port, protocol, type, tcpType }) => ({ foundation, component: 1, transport: protocol, priority, ip: address, port, type, ...(tcpType !== undefined && { tcptype: tcpType }) })),
		endOfCandidates: 'end-of-candidates',
		fingerprint: fingerprintOf(place.dtlsParameters),
		setup: 'passive',
		rtp: codecs.map((codec) => ({ payload: codec.payloadType, codec: name(codec), rate: codec.clockRate, ...(codec.channels !== undefined && codec.channels > 1 && { encoding: codec.channels }) })),
		// As offered: a profile of H.264 that is written in another way would not be recognized by strict encoders.
		fmtp: offered.fmtp.filter(({ payload }) => codecs.some(({ payloadType }) => payloadType === payload)),
		rtcpFb: codecs.flatMap(({ payloadType, rtcpFeedback }) => (rtcpFeedback ?? []).map(({ type, parameter }) => ({ payload: payloadType, type, ...(parameter !== undefined && parameter !== '' && { subtype: parameter }) }))),
		ext: headerExtensions.map(({ id, uri }) => ({ value: id, uri })),
		...(track && { msid: [{ id: track.cname, appdata: offered.type }], ssrcs: [{ id: track.ssrc, attribute: 'cname', value: track.cname }] })
	};
}

function fingerprintOf({ fingerprints }: types.DtlsParameters): { type: string; hash: string } {
	const best = fingerprints.find(({ algorithm }) => algorithm === 'sha-256') ?? fingerprints[0];
	return { type: best?.algorithm ?? '', hash: best?.value ?? '' };
}

function candidateLine({ foundation, protocol, priority, address, port, type, tcpType }: types.IceCandidate): string {
	return `${foundation} 1 ${protocol} ${String(priority)} ${address} ${String(port)} typ ${type}${tcpType === undefined ? '' : ` tcptype ${tcpType}`}`;
}
