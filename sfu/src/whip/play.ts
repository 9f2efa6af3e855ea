/**
 * A wall screen of the hall (WHEP): one picture and one sound, whatever the room shows. It has a router of its own, in which codecs have the
 * payload types that the screen has offered: mediasoup sends with its router's, and nobody may change them in an answer (RFC 3264 §6.1).
 */
import type { types } from 'mediasoup';
import { mediaOf } from '../media/room-media.ts';
import type { Room } from '../room/room.ts';
import { mayEnter } from '../socket/handshake.ts';
import type { SignedAdmission } from '../token.ts';
import { answerSdp, type Track } from './answer.ts';
import { Device } from './device.ts';
import { OfferRefused, readOffer, type Accepted, type Offer, type Section } from './offer.ts';
import { codecKey, Outlet } from './outlet.ts';
import type { Opened } from './send.ts';
import { Wall, type Outlets } from './wall.ts';

const CNAME = 'sal-wall';

/** @throws {OfferRefused} and {@link HandshakeRefused} */
export async function letPlay({ room, admission, sdp }: { room: Room; admission: SignedAdmission; sdp: string }): Promise<Opened> {
	mayEnter(room, admission);
	const { router: stage, worker } = await mediaOf(room);
	const offer = readOffer({ sdp, way: 'receive', router: stage.rtpCapabilities });
	const sections = offer.sections.map((section): Section => ({ ...section, accepted: section.accepted && { ...section.accepted, codecs: distinct(section.accepted.codecs), headerExtensions: [] } }));
	const router = await routerFor(sections, worker.worker);
	// A screen that was switched off and on again takes its own place.
	for (const device of room.devices.values()) if (device.participant === admission.sub) device.transport.close();
	try {
		const device = await Device.open({ room, participant: admission.sub, way: 'receive', offer, router, server: worker.server });
		device.transport.observer.once('close', () => { router.close(); });
		const outlets: Outlets = { video: null, audio: null };
		const tracks = new Map<string, Track>();
		for (const { accepted, mid } of sections) {
			if (accepted === null) continue;
			const { outlet, consumer } = await connect({ room, router, device, accepted });
			outlets[accepted.kind] = outlet;
			device.consumers.push(consumer);
			tracks.set(mid, { ssrc: consumer.rtpParameters.encodings?.[0]?.ssrc ?? 0, cname: CNAME });
		}
		const wall = new Wall(room, outlets);
		device.wall = wall;
		device.transport.observer.once('close', () => { wall.close(); });
		device.transport.on('dtlsstatechange', (state) => { if (state === 'connected') wall.begin(); });
		if (device.connected) wall.begin();
		return { device, sdp: answerSdp({ sections, tracks, ...device.place }) };
	} catch (error) {
		router.close();
		throw error;
	}
}

/** VP8 first: it is what black and everybody's camera are in. Of a codec that is offered twice the first. */
function distinct(codecs: types.RtpCodecParameters[]): types.RtpCodecParameters[] {
	const vp8First = [...codecs].sort((one, other) => Number(codecKey(other) === 'video/vp8') - Number(codecKey(one) === 'video/vp8'));
	return vp8First.filter((codec, index) => vp8First.findIndex((other) => codecKey(other) === codecKey(codec)) === index);
}

async function routerFor(sections: Offer['sections'], worker: types.Worker): Promise<types.Router> {
	const mediaCodecs = sections.flatMap(({ accepted }) =>
		(accepted?.codecs ?? []).map(({ mimeType, clockRate, channels, payloadType, parameters }): types.RouterRtpCodecCapability => ({ kind: accepted?.kind ?? 'video', mimeType, clockRate, preferredPayloadType: payloadType, parameters: /h264$/i.test(mimeType) ? parameters : {}, ...(channels !== undefined && { channels }) }))
	);
	return worker.createRouter({ mediaCodecs }).catch((error: unknown) => {
		throw new OfferRefused('unacceptable', `the offered payload types cannot be used together: ${error instanceof Error ? error.message : ''}`);
	});
}

async function connect({ room, router, device, accepted }: { room: Room; router: types.Router; device: Device; accepted: Accepted }): Promise<{ outlet: Outlet; consumer: types.Consumer }> {
	const { kind, codecs } = accepted;
	const direct = await router.createDirectTransport();
	const ssrc = 1 + Math.floor(Math.random() * 0x7fff_fffe);
	const producer = await direct.produce({ kind, rtpParameters: { codecs: codecs.map(({ rtcpFeedback: _, ...codec }) => ({ ...codec, rtcpFeedback: [{ type: 'nack', parameter: 'pli' }] })), encodings: [{ ssrc }], rtcp: { cname: CNAME } } });
	const outlet = new Outlet({ producer, payloadTypes: new Map(codecs.map((codec) => [codecKey(codec), codec.payloadType])), onFailure: (err) => { room.log.error({ room: room.id, err }, 'a wall screen could not be given a source'); } });
	direct.on('rtcp', (bytes: Buffer) => { outlet.rtcp(bytes); });
	const own = (router.rtpCapabilities.codecs ?? []).filter(({ mimeType }) => !/\/rtx$/i.test(mimeType));
	// No retransmission codec: it belongs to one codec, and what is sent again here may be of another. Without it the packet itself is sent again.
	const consumer = await device.transport.consume({ producerId: producer.id, rtpCapabilities: { codecs: own.map((codec) => ({ ...codec, rtcpFeedback: codecs.find(({ payloadType }) => payloadType === codec.preferredPayloadType)?.rtcpFeedback ?? [] })), headerExtensions: [] }, enableRtx: true });
	return { outlet, consumer };
}
