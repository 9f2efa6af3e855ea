import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { types } from 'mediasoup';
import { answerSdp } from './answer.ts';
import { OfferRefused, readOffer } from './offer.ts';

const router: Pick<types.RtpCapabilities, 'codecs' | 'headerExtensions'> = {
	codecs: [
		{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, preferredPayloadType: 100 },
		{ kind: 'video', mimeType: 'video/VP8', clockRate: 90_000, preferredPayloadType: 101 },
		{ kind: 'video', mimeType: 'video/rtx', clockRate: 90_000, preferredPayloadType: 102, parameters: { apt: 101 } },
		{ kind: 'video', mimeType: 'video/H264', clockRate: 90_000, preferredPayloadType: 105, parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f' } }
	],
	headerExtensions: [{ kind: 'video', uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', preferredId: 1 }]
};
const head = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'a=group:BUNDLE a v', 'a=setup:actpass', 'a=ice-ufrag:abcd', 'a=ice-pwd:0123456789012345678901', 'a=fingerprint:sha-256 AA:BB'];
const audio = ['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=mid:a', 'a=sendonly', 'a=rtcp-mux', 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10;useinbandfec=1', 'a=ssrc:11 cname:hall'];
const video = (...lines: string[]) => ['m=video 9 UDP/TLS/RTP/SAVPF 98 97', 'a=mid:v', 'a=sendonly', 'a=rtcp-mux', 'a=rtpmap:98 H264/90000', 'a=rtpmap:97 rtx/90000', 'a=fmtp:97 apt=98', 'a=ssrc-group:FID 21 22', 'a=ssrc:21 cname:hall', 'a=ssrc:22 cname:hall', ...lines];
const sdp = (...parts: string[][]) => `${parts.flat().join('\r\n')}\r\n`;
const read = (text: string) => readOffer({ sdp: text, way: 'send', router });

describe('the picture of an encoder', () => {
	it.each([
		['42e01f', '1', true],
		['42001f', '1', true],
		['42c028', '1', true],
		['640028', '1', false], // High: not every browser plays it
		['42e01f', '0', false] // one packet a picture
	])('H.264 of the profile %s in packetization mode %s is taken: %s', (profile, mode, taken) => {
		const { sections } = read(sdp(head, audio, video(`a=fmtp:98 packetization-mode=${mode};profile-level-id=${profile}`)));
		expect(sections[1]?.accepted !== null).toBe(taken);
	});

	it('is answered as it was offered, with its retransmission', () => {
		const { sections } = read(sdp(head, audio, video('a=fmtp:98 packetization-mode=1;profile-level-id=42001f', 'a=rtcp-fb:98 nack pli', 'a=rtcp-fb:98 secret', 'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid', 'a=extmap:5 urn:nobody')));
		expect(sections[1]?.accepted).toMatchObject({ encodings: [{ ssrc: 21, rtx: { ssrc: 22 } }], cname: 'hall' });
		const answer = answerSdp({ sections, iceParameters: { usernameFragment: 'u', password: 'p', iceLite: true }, iceCandidates: [], dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'CC:DD' }] } });
		expect(answer).toContain('m=video 9 UDP/TLS/RTP/SAVPF 98 97\r\n');
		expect(answer).toContain('a=fmtp:98 packetization-mode=1;profile-level-id=42001f\r\n');
		expect(answer).toContain('a=rtcp-fb:98 nack pli\r\n');
		expect(answer).toContain('a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n');
		expect(answer).not.toMatch(/secret|nobody/);
	});

	it('a second one is turned down, and so are data', () => {
		const second = video('a=fmtp:98 packetization-mode=1;profile-level-id=42e01f').map((line) => line.replace('a=mid:v', 'a=mid:w'));
		const { sections } = read(sdp(head.map((line) => line.replace('a v', 'a v w d')), audio, video('a=fmtp:98 packetization-mode=1;profile-level-id=42e01f'), second, ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=mid:d']));
		expect(sections.map(({ accepted }) => accepted?.kind ?? null)).toEqual(['audio', 'video', null, null]);
		const answer = answerSdp({ sections, iceParameters: { usernameFragment: 'u', password: 'p' }, iceCandidates: [], dtlsParameters: { fingerprints: [] } });
		expect(answer).toMatch(/m=video 0 [^]+m=application 0 UDP\/DTLS\/SCTP webrtc-datachannel/);
		expect(answer).toContain('a=group:BUNDLE a v\r\n');
	});
});

it('a player is sent each codec that it knows, and no retransmission, which belongs to one of them', () => {
	const wall = sdp(head, audio, ['m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99', 'a=mid:v', 'a=recvonly', 'a=rtcp-mux', 'a=rtpmap:96 VP8/90000', 'a=rtpmap:97 rtx/90000', 'a=fmtp:97 apt=96', 'a=rtpmap:98 H264/90000', 'a=fmtp:98 packetization-mode=1;profile-level-id=42e01f', 'a=rtpmap:99 red/90000']);
	const { sections } = readOffer({ sdp: wall.replace('a=sendonly', 'a=recvonly'), way: 'receive', router });
	expect(sections.map(({ accepted }) => accepted?.codecs.map(({ mimeType, payloadType }) => `${mimeType} ${String(payloadType)}`))).toEqual([['audio/opus 111'], ['video/VP8 96', 'video/H264 98']]);
});

it('whatever comes is taken or refused with a reason', () => {
	const lines = sdp(head, audio, video('a=fmtp:98 packetization-mode=1;profile-level-id=42e01f')).split('\r\n');
	const line = fc.oneof(fc.constantFrom(...lines), fc.string({ unit: 'binary' }), fc.constantFrom(...lines).chain((one) => fc.nat(one.length).map((at) => one.slice(0, at))));
	fc.assert(
		fc.property(fc.array(line, { maxLength: 40 }), fc.constantFrom<'send' | 'receive'>('send', 'receive'), (some, way) => {
			try {
				readOffer({ sdp: ['v=0', ...some].join('\r\n'), way, router });
			} catch (error) {
				expect(error).toBeInstanceOf(OfferRefused);
			}
		}),
		{ numRuns: 400 }
	);
});
