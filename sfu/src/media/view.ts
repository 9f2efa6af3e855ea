import type { Peer, Tile, Watched } from '../room/peer.ts';
import type { Room } from '../room/room.ts';
import type { Handlers } from '../socket/dispatch.ts';
import { wantLayers, warmUp } from './layers.ts';
import { focusRecording } from './speakers.ts';

/** Height of the top simulcast layer; each layer below has half of it. */
const TOP_HEIGHT = 720;
/** A picture may be stretched by this much before the next layer is worth its bits. */
const STRETCH = 1.25;
const SCREEN_PRIORITY = 255;

export const viewHandlers: Pick<Handlers, 'view'> = {
	view({ room, peer }, { tiles }) {
		const before = peer.tiles;
		peer.tiles = new Map(tiles.map(({ producer, ...tile }) => [producer, tile]));
		for (const watched of peer.watched.values()) look(room, peer, watched);
		if (pins(before) !== pins(peer.tiles)) focusRecording(room);
		if (!peer.looked) {
			peer.looked = true;
			warmUp(room);
		}
		return {};
	}
};

const pins = (tiles: ReadonlyMap<string, Tile>): string => [...tiles].flatMap(([producer, { pinned }]) => (pinned ? [producer] : [])).sort().join();

/** Lowest layer of `layers` that fills the tile. */
export function layerFor({ tile, layers }: { tile: Tile; layers: number }): number {
	const height = Math.max(tile.height, (tile.width * 9) / 16);
	for (let layer = 0; layer < layers - 1; layer += 1) {
		if ((TOP_HEIGHT / 2 ** (layers - 1 - layer)) * STRETCH >= height) return layer;
	}
	return layers - 1;
}

/** Makes one consumer follow the tiles: shown at its size, or paused. Sound is not concerned. */
export function look(room: Room, peer: Peer, watched: Watched): void {
	const { consumer, source } = watched;
	if (consumer.kind !== 'video') return;
	const tile = peer.tiles.get(consumer.producerId);
	const owner = room.peers.get(watched.owner);
	watched.layer = tile ? (source === 'screen' ? layersOf(watched) - 1 : layerFor({ tile, layers: layersOf(watched) })) : -1;
	const { layer } = watched;
	watched.order = watched.order
		.then(() => (tile ? show(watched, { layer, priority: source === 'screen' ? SCREEN_PRIORITY : Math.min(254, 1 + Math.floor(tile.height / 8)) }) : hide(watched)))
		// A consumer that closed meanwhile has nothing to obey.
		.catch(() => undefined);
	if (owner) wantLayers(room, owner, consumer.producerId);
}

async function show(watched: Watched, { layer, priority }: { layer: number; priority: number }): Promise<void> {
	const { consumer } = watched;
	if (watched.priority !== priority) {
		watched.priority = priority;
		await consumer.setPriority(priority);
	}
	if (consumer.type !== 'simple' && consumer.preferredLayers?.spatialLayer !== layer) await consumer.setPreferredLayers({ spatialLayer: layer });
	if (consumer.paused) await consumer.resume();
}

async function hide({ consumer }: Watched): Promise<void> {
	if (!consumer.paused) await consumer.pause();
}

function layersOf({ consumer }: Watched): number {
	if (consumer.type === 'simple') return 1;
	// "S3T3" or "L3T3": the consumer's one encoding carries the scalability mode of the producer's layers.
	const mode = consumer.rtpParameters.encodings?.[0]?.scalabilityMode ?? '';
	return Number(/^[LS](\d)/.exec(mode)?.[1] ?? 1);
}
