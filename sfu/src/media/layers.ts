/**
 * A layer that nobody watches, that neither recorder, public stream nor a wall screen want and that is no evidence of presence is not sent by its publisher.
 */
import { evidenceLayer } from '../council/evidence.ts';
import type { Peer, Published } from '../room/peer.ts';
import type { Room } from '../room/room.ts';

/** Less is asked for only after this long, in ms: turning a page and back must not cost two key frames. */
const LOWER_AFTER = 3_000;

/** Tells the publisher the highest layer anyone wants: more at once, less after a while. */
export function wantLayers(room: Room, owner: Peer, producerId: string): void {
	const published = owner.published.get(producerId);
	if (!published || published.producer.kind !== 'video') return;
	const wanted = wantedLayer(room, owner, published);
	if (wanted > published.layerTold) {
		forget(published);
		tell(owner, published, wanted);
	} else if (wanted === published.layerTold) {
		forget(published);
	} else {
		published.lowering ??= setTimeout(() => {
			published.lowering = null;
			const now = wantedLayer(room, owner, published);
			if (now < published.layerTold) tell(owner, published, now);
		}, LOWER_AFTER);
	}
}

/** A newcomer has not said yet what is on screen: the lowest layer comes meanwhile, so that the first picture need not wait for an encoder. */
export function warmUp(room: Room): void {
	for (const owner of room.peers.values()) for (const producer of owner.published.keys()) wantLayers(room, owner, producer);
}

/** Spatial layer, -1 for none. */
function wantedLayer(room: Room, owner: Peer, { producer }: Published): number {
	let wanted = Math.max(room.recording?.layerWanted(producer.id) ?? -1, room.stream?.layerWanted(producer.id) ?? -1, evidenceLayer(room, producer.id), wallLayer(room, producer));
	for (const peer of room.peers.values()) {
		if (peer !== owner && peer.receive && !peer.looked) wanted = Math.max(wanted, 0);
		for (const { consumer, layer } of peer.watched.values()) {
			if (consumer.producerId === producer.id && layer !== null && layer > wanted) wanted = layer;
		}
	}
	return Math.min(wanted, (producer.rtpParameters.encodings?.length ?? 1) - 1);
}

/** On a wall the picture is large. */
function wallLayer(room: Room, { id, rtpParameters }: Published['producer']): number {
	return [...room.devices.values()].some(({ wall }) => wall?.shows(id)) ? (rtpParameters.encodings?.length ?? 1) - 1 : -1;
}

function tell(owner: Peer, published: Published, wanted: number): void {
	published.layerTold = wanted;
	owner.emit('layersWanted', { producer: published.producer.id, maxSpatialLayer: wanted });
}

function forget(published: Published): void {
	if (published.lowering) clearTimeout(published.lowering);
	published.lowering = null;
}
