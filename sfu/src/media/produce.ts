import type { types } from 'mediasoup';
import { type Input, type Source } from '../protocol.ts';
import { maySpeak, silenceOthers } from '../council/floor.ts';
import { Refusal } from '../refusal.ts';
import type { Peer, Published } from '../room/peer.ts';
import type { Room } from '../room/room.ts';
import type { Handlers } from '../socket/dispatch.ts';
import { mustConsent, recordTrack } from '../room/recording.ts';
import { consumeEverywhere } from './consume.ts';
import { wantLayers } from './layers.ts';
import { mediaOf } from './room-media.ts';
import { focusRecording } from './speakers.ts';
import { connect, isConnected } from './transports.ts';
import { noteSource, pause, unpublish } from './unpublish.ts';

const kindOf: Record<Source, types.MediaKind> = { camera: 'video', screen: 'video', microphone: 'audio', screenSound: 'audio' };
const MOST_ENCODINGS = 4;
/** Between two key frame requests to the same publisher, in ms: newcomers come in crowds, and a key frame is dear. */
const KEY_FRAME_PAUSE = 300;

export const produceHandlers: Pick<Handlers, 'produce' | 'closeProducer' | 'pauseProducer' | 'resumeProducer'> = {
	produce: ({ room, peer }, input) => peer.alone(() => produce(room, peer, input)),
	closeProducer({ room, peer }, { producer }) {
		unpublish(room, peer, find(peer, producer));
		room.changed(peer.id);
		return {};
	},
	async pauseProducer({ room, peer }, { producer }) {
		await pause(room, peer, find(peer, producer));
		return {};
	},
	async resumeProducer({ room, peer }, { producer: id }) {
		const published = find(peer, id);
		if (room.person(peer.id)?.grants.includes('publish') !== true ) throw new Refusal('forbidden');
		if (published.source === 'microphone' && !maySpeak(room, peer.id)) throw new Refusal('no-floor');
		await published.producer.resume();
		// The floor may have been taken while the worker was being asked.
		if (published.source === 'microphone' && !maySpeak(room, peer.id)) {
			await pause(room, peer, published);
			throw new Refusal('no-floor');
		}
		noteSource(room, peer, published, true);
		room.changed(peer.id);
		return {};
	}
};

/** Puts a new track into the room: observers, recording, everyone's consumers, the portal. */
export async function publish(room: Room, peer: Peer, producer: types.Producer, source: Source): Promise<void> {
	const before = [...peer.published.values()].find((one) => one.source === source);
	if (before) unpublish(room, peer, before);
	const published: Published = { producer, source, recorded: false, layerTold: Math.max(0, producer.rtpParameters.encodings?.length ?? 1) - 1, lowering: null };
	peer.published.set(producer.id, published);
	producer.observer.once('close', () => {
		if (published.lowering) clearTimeout(published.lowering);
	});
	if (source === 'microphone') {
		const { levels, dominance } = await mediaOf(room);
		// The track may have been closed meanwhile; then there is nothing to listen to.
		await Promise.all([levels.addProducer({ producerId: producer.id }), dominance.addProducer({ producerId: producer.id })]).catch(() => undefined);
	}
	if (!peer.published.has(producer.id)) throw new Refusal('not-found');
	room.tell({ type: 'publishing', participant: peer.id, source, on: true });
	noteSource(room, peer, published, !producer.paused);
	room.changed(peer.id);
	focusRecording(room);
	recordTrack(room, peer, published);
	consumeEverywhere(room, peer, published);
	wantLayers(room, peer, producer.id);
}

async function produce(room: Room, peer: Peer, { source, kind, rtpParameters, paused, dtlsParameters }: Input<'produce'>) {
	const person = room.person(peer.id);
	if (!person?.grants.includes(source === 'screen' || source === 'screenSound' ? 'screen' : 'publish')) throw new Refusal('forbidden');
	if (kindOf[source] !== kind || (Array.isArray(rtpParameters.encodings) && rtpParameters.encodings.length > MOST_ENCODINGS)) throw new Refusal('bad-input');
	const silent = source === 'microphone' && !maySpeak(room, peer.id);
	const transport = peer.send;
	if (!transport || transport.closed) throw new Refusal('not-found');
	// Before the question of consent: the browser sends its fingerprint once, with the first track it tries.
	if (dtlsParameters && !isConnected(transport)) await connect(transport, dtlsParameters);
	if (mustConsent(room, person)) throw new Refusal('consent-needed');
	const producer = await transport
		.produce({ kind, rtpParameters, paused: paused || silent, keyFrameRequestDelay: kind === 'video' ? KEY_FRAME_PAUSE : undefined, appData: { participant: peer.id, source } })
		.catch(() => {
			// mediasoup has judged the inside of the RTP parameters, or the transport is gone.
			throw new Refusal(transport.closed ? 'not-found' : 'bad-input');
		});
	await publish(room, peer, producer, source);
	silenceOthers(room);
	// It comes in muted, and its owner learns why.
	if (silent && !paused) peer.emit('stoppedByHost', { source, producer: producer.id });
	return { producer: producer.id };
}

function find(peer: Peer, id: string): Published {
	const published = peer.published.get(id);
	if (!published) throw new Refusal('not-found');
	return published;
}
