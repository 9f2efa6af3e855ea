/** An encoder of the hall (WHIP): in the room as a participant whose picture and sound come from a program. */
import type { types } from 'mediasoup';
import type { EquipmentAnswer } from '../control.ts';
import { listen } from '../media/ingest.ts';
import { publish } from '../media/produce.ts';
import { mediaOf } from '../media/room-media.ts';
import { admit, announce } from '../room/enter.ts';
import { goOut } from '../room/leave.ts';
import type { Peer } from '../room/peer.ts';
import { giveConsent } from '../room/recording.ts';
import type { Room } from '../room/room.ts';
import type { SignedAdmission } from '../token.ts';
import { answerSdp } from './answer.ts';
import { Device } from './device.ts';
import { Gauge } from './gauge.ts';
import { readOffer, type Accepted } from './offer.ts';

const LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
/** As for cameras of browsers, in ms. */
const KEY_FRAME_PAUSE = 300;
/** One that sends is not replaced by another with the same token: they would push each other out for ever. In ms. */
const LIVELY = 4_000;

type Refused = Extract<EquipmentAnswer, { ok: false }>;
export type Opened = { device: Device; sdp: string } | Refused;

/** @throws {OfferRefused} and {@link HandshakeRefused} */
export async function letSend({ room, admission, sdp }: { room: Room; admission: SignedAdmission; sdp: string }): Promise<Opened> {
	const { router, worker } = await mediaOf(room);
	const offer = readOffer({ sdp, way: 'send', router: router.rtpCapabilities });
	const peer = room.peer(admission.sub);
	return peer.alone(async () => {
		const before = [...room.devices.values()].find(({ participant, way }) => participant === admission.sub && way === 'send');
		if (before && (await isLively(before))) return { ok: false, why: 'busy' };
		if (before) goOut(room, peer, 'lost');
		const place = room.person(admission.sub)?.place;
		const person = admit(room, { ...admission, lobby: false });
		if (person.place !== 'room') return { ok: false, why: 'waiting' };
		if (peer.grace) clearTimeout(peer.grace);
		peer.grace = null;
		try {
			const device = await Device.open({ room, participant: person.id, way: 'send', offer, router, server: worker.server });
			peer.ingest = [device.transport];
			device.transport.observer.once('close', () => { if (peer.ingest.includes(device.transport)) goOut(room, peer, 'lost'); });
			if (place !== 'room') announce(room, person);
			giveConsent(room, person, peer, true);
			for (const { accepted, mid } of offer.sections) if (accepted !== null) await take({ room, peer, device, router, accepted, mid });
			const levels = offer.sections.some(({ accepted }) => accepted?.headerExtensions.some(({ uri }) => uri === LEVEL));
			listen({ room, peer, producers: device.producers, byBytes: !levels, gone: () => { goOut(room, peer, 'left'); } });
			for (const { observer } of device.producers) observer.once('close', () => { hangUpOn(peer, device); });
			return { device, sdp: answerSdp({ sections: offer.sections, ...device.place }) };
		} catch (error) {
			goOut(room, peer, 'lost');
			throw error;
		}
	});
}

/** A host has sent it out of the room: where it is now has been decided, and the encoder sees that its line has ended. */
function hangUpOn(peer: Peer, { transport }: Device): void {
	peer.ingest = peer.ingest.filter((one) => one !== transport);
	if (!transport.closed) transport.close();
}

async function take({ room, peer, device, router, accepted, mid }: { room: Room; peer: Peer; device: Device; router: types.Router; accepted: Accepted; mid: string }): Promise<void> {
	const { kind, codecs, headerExtensions, encodings, cname } = accepted;
	const source = kind === 'video' ? 'camera' : 'microphone';
	const producer = await device.transport.produce({
		kind,
		rtpParameters: { mid, codecs, headerExtensions, encodings: encodings.length > 0 ? encodings : [{}], rtcp: { cname, reducedSize: true } },
		keyFrameRequestDelay: kind === 'video' ? KEY_FRAME_PAUSE : undefined,
		appData: { participant: peer.id, source }
	});
	device.producers.push(producer);
	if (kind === 'video') device.gauge = new Gauge({ producer, router });
	await publish(room, peer, producer, source);
}

/** Has anything come from it lately? */
async function isLively({ producers, since }: Device): Promise<boolean> {
	if (Date.now() - since < LIVELY) return true;
	const stats = await Promise.all(producers.map((producer) => producer.getStats().catch(() => [])));
	return stats.flat().some(({ bitrate }) => bitrate > 0);
}
