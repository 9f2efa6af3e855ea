/**
 * A person whose picture and sound come from a program: plain RTP on loopback, no browser, no socket.
 */
import type { types } from 'mediasoup';
import type { IngestAnswer } from '../control.ts';
import { Refusal } from '../refusal.ts';
import { admit, announce } from '../room/enter.ts';
import { goOut } from '../room/leave.ts';
import { giveConsent } from '../room/recording.ts';
import type { Peer } from '../room/peer.ts';
import type { Room } from '../room/room.ts';
import type { SignedAdmission } from '../token.ts';
import { publish } from './produce.ts';
import { mediaOf } from './room-media.ts';
import { nameSpeakers } from './speakers.ts';

const LOOPBACK = '127.0.0.1';
const LISTEN_INTERVAL = 500;
/** A program that sends nothing for this long has ended, in ms. */
const SILENT_PROGRAM = 20_000;
/** Opus of variable bit rate spends less than this on silence, in bytes per {@link LISTEN_INTERVAL}. */
const SILENCE_BYTES = 700;

/** Opens the room to a program; whoever runs it has agreed to being recorded. */
export async function ingest({ room, admission }: { room: Room; admission: SignedAdmission }): Promise<IngestAnswer> {
	const before = room.person(admission.sub)?.place;
	const person = admit(room, { ...admission, lobby: false });
	const peer = room.peer(person.id);
	if (peer.socket || peer.ingest.length > 0) throw new Refusal('forbidden');
	const { router } = await mediaOf(room);
	const options = { listenInfo: { protocol: 'udp', ip: LOOPBACK }, rtcpMux: true, comedia: true } as const;
	const [video, audio] = await Promise.all([router.createPlainTransport(options), router.createPlainTransport(options)]);
	peer.ingest = [video, audio];
	if (before !== 'room') announce(room, person);
	giveConsent(room, person, peer, true);
	const appData = { participant: person.id };
	const [picture, sound] = await Promise.all([
		video.produce({ kind: 'video', rtpParameters: rtpParameters(router, 'video'), appData: { ...appData, source: 'camera' } }),
		audio.produce({ kind: 'audio', rtpParameters: rtpParameters(router, 'audio'), appData: { ...appData, source: 'microphone' } })
	]);
	await publish(room, peer, picture, 'camera');
	await publish(room, peer, sound, 'microphone');
	listen({ room, peer, producers: [picture, sound], byBytes: true, gone: () => { goOut(room, peer, 'left'); } });
	return { video: destination(video, picture), audio: destination(audio, sound) };
}

/**
 * Watches what a program sends until it has gone: for {@link SILENT_PROGRAM} nothing has come. `byBytes`: without a browser's level header
 * extension the bytes of the sound tell who speaks.
 */
export function listen({ room, peer, producers, byBytes, gone }: { room: Room; peer: Peer; producers: types.Producer[]; byBytes: boolean; gone: () => void }): void {
	let heard = 0;
	let total = 0;
	let lastHeard = Date.now();
	const timer = setInterval(() => {
		Promise.all(producers.map(async (producer) => ({ kind: producer.kind, bytes: sum(await producer.getStats()) }))).then(
			(counted) => {
				const sound = counted.reduce((bytes, one) => bytes + (one.kind === 'audio' ? one.bytes : 0), 0);
				const all = counted.reduce((bytes, one) => bytes + one.bytes, 0);
				if (byBytes) setLoud(room, peer, sound - heard > SILENCE_BYTES);
				heard = sound;
				if (all > total) lastHeard = Date.now();
				total = all;
				if (Date.now() - lastHeard > SILENT_PROGRAM) gone();
			},
			// The producers have closed between two looks.
			() => undefined
		);
	}, LISTEN_INTERVAL);
	for (const producer of producers) {
		producer.observer.once('close', () => {
			clearInterval(timer);
			setLoud(room, peer, false);
		});
	}
}

function setLoud(room: Room, peer: Peer, loud: boolean): void {
	if (room.loudPrograms.has(peer.id) === loud) return;
	if (loud) room.loudPrograms.add(peer.id);
	else room.loudPrograms.delete(peer.id);
	nameSpeakers(room);
}

function sum(stats: types.ProducerStat[]): number {
	return stats.reduce((bytes, { byteCount }) => bytes + byteCount, 0);
}

function rtpParameters(router: types.Router, kind: types.MediaKind): types.RtpParameters {
	const codec = router.rtpCapabilities.codecs?.find((one) => one.kind === kind && !one.mimeType.endsWith('/rtx'));
	if (!codec) throw new Error(`the router has no ${kind} codec`);
	const { mimeType, clockRate, channels, rtcpFeedback } = codec;
	return {
		codecs: [{ mimeType, clockRate, channels, payloadType: codec.preferredPayloadType, parameters: kind === 'audio' ? { useinbandfec: 1 } : {}, rtcpFeedback }],
		encodings: [{ ssrc: 1 + Math.floor(Math.random() * 0x7fff_fffe) }],
		rtcp: { cname: `ingest-${kind}` }
	};
}

function destination(transport: types.PlainTransport, { rtpParameters: { codecs, encodings } }: types.Producer): IngestAnswer['video'] {
	return { ip: LOOPBACK, port: transport.tuple.localPort, payloadType: codecs[0]?.payloadType ?? 0, ssrc: encodings?.[0]?.ssrc ?? 0 };
}
