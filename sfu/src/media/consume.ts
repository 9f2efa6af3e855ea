import type { types } from 'mediasoup';
import type { ConsumerOptions } from '../protocol.ts';
import { Refusal } from '../refusal.ts';
import type { Peer, Published, Watched } from '../room/peer.ts';
import type { Room } from '../room/room.ts';
import type { Handlers } from '../socket/dispatch.ts';
import { wantLayers } from './layers.ts';
import { mediaOf } from './room-media.ts';
import { look } from './view.ts';

export const consumeHandlers: Pick<Handlers, 'receive' | 'consumerReady'> = {
	async receive({ room, peer }, { rtpCapabilities }) {
		peer.rtpCapabilities = rtpCapabilities;
		const made = [...room.peers.values()]
			.filter((owner) => owner !== peer)
			.flatMap((owner) => [...owner.published.values()].map((published) => consume({ room, peer, owner, published })));
		return { consumers: (await Promise.all(made)).filter((one) => one !== null) };
	},
	async consumerReady({ peer }, { consumer: id }) {
		const watched = peer.watched.get(id);
		if (!watched) throw new Refusal('not-found');
		// Pictures wait for `view`: the visible tiles alone resume them.
		if (watched.consumer.kind === 'audio') await watched.consumer.resume();
		return {};
	}
};

/** Everyone who receives gets a consumer for this new track. */
export function consumeEverywhere(room: Room, owner: Peer, published: Published): void {
	for (const peer of room.peers.values()) {
		if (peer === owner || !peer.rtpCapabilities) continue;
		consume({ room, peer, owner, published }).then(
			(options) => {
				if (options) peer.emit('newConsumer', options);
			},
			(error: unknown) => { room.log.error({ room: room.id, participant: peer.id, err: error }, 'a consumer could not be made'); }
		);
	}
}

interface Consume {
	room: Room;
	peer: Peer;
	owner: Peer;
	published: Published;
}

/** One consumer per track and person, however many roads lead here; null when it exists already or can no longer be. */
async function consume({ room, peer, owner, published: { producer, source } }: Consume): Promise<ConsumerOptions | null> {
	const { receive: transport, rtpCapabilities } = peer;
	if (!transport || transport.closed || !rtpCapabilities || producer.closed || peer.consuming.has(producer.id)) return null;
	const { router } = await mediaOf(room);
	if (peer.receive !== transport || peer.consuming.has(producer.id)) return null;
	peer.consuming.add(producer.id);
	try {
		if (!router.canConsume({ producerId: producer.id, rtpCapabilities })) {
			// A browser without H.264 sees no picture from the hall's encoder; everything else it does.
			if (lacksH264(rtpCapabilities, producer)) return null;
			throw new Refusal('bad-input');
		}
		const consumer = await transport.consume({ producerId: producer.id, rtpCapabilities, paused: true, appData: { participant: peer.id } });
		const watched: Watched = { consumer, owner: owner.id, source, layer: null, priority: null, order: Promise.resolve() };
		peer.watched.set(consumer.id, watched);
		consumer.observer.once('close', () => {
			peer.watched.delete(consumer.id);
			if (peer.receive === transport) peer.consuming.delete(producer.id);
			wantLayers(room, owner, producer.id);
		});
		consumer.once('producerclose', () => { peer.emit('consumerClosed', { consumer: consumer.id }); });
		look(room, peer, watched);
		return { id: consumer.id, producerId: producer.id, participant: owner.id, source, kind: consumer.kind, rtpParameters: consumer.rtpParameters, producerPaused: consumer.producerPaused };
	} catch (error) {
		if (peer.receive === transport) peer.consuming.delete(producer.id);
		// The track or the receiver has gone meanwhile: nothing to tell anyone.
		if (producer.closed || transport.closed) return null;
		if (error instanceof TypeError) throw new Refusal('bad-input');
		throw error;
	}
}

/** Of H.264 there are profiles, and not every browser plays each. Whoever names no codecs at all is not a browser. */
function lacksH264({ codecs }: types.RtpCapabilities, { rtpParameters }: types.Producer): boolean {
	return rtpParameters.codecs.some(({ mimeType }) => mimeType.toLowerCase() === 'video/h264') && Array.isArray(codecs) && codecs.some(({ mimeType }) => mimeType === 'video/VP8');
}
