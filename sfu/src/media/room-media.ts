import type { types } from 'mediasoup';
import type { Room } from '../room/room.ts';
import { mediaCodecs } from './codecs.ts';
import { heed } from './speakers.ts';
import type { MediaWorker } from './workers.ts';

/** Sound below this is silence, in dBvo. */
const AUDIBLE = -55;
/** How often the loudest are named, in ms. */
const LISTEN_INTERVAL = 400;

/** What a room occupies on one worker. */
export interface RoomMedia {
	worker: MediaWorker;
	router: types.Router;
	levels: types.AudioLevelObserver;
	dominance: types.ActiveSpeakerObserver;
}

/** The room's router; placed on the least-loaded worker when it is first needed. */
export function mediaOf(room: Room): Promise<RoomMedia> {
	if (!room.media) {
		const opening = open(room);
		room.media = opening;
		// A failed opening is not kept: the next call tries again.
		opening.catch(() => {
			if (room.media === opening) room.media = null;
		});
	}
	return room.media;
}

async function open(room: Room): Promise<RoomMedia> {
	const worker = await room.workers.leastLoaded();
	worker.rooms.set(room.id, () => room.peers.size);
	try {
		const router = await worker.worker.createRouter({ mediaCodecs });
		const [levels, dominance] = await Promise.all([
			router.createAudioLevelObserver({ maxEntries: 3, threshold: AUDIBLE, interval: LISTEN_INTERVAL }),
			router.createActiveSpeakerObserver({ interval: LISTEN_INTERVAL })
		]);
		heed({ room, levels, dominance });
		room.log.info({ room: room.id, worker: worker.index }, 'room placed');
		return { worker, router, levels, dominance };
	} catch (error) {
		worker.rooms.delete(room.id);
		throw error;
	}
}

/** Gives the worker back what the room held. */
export async function closeMedia(room: Room): Promise<void> {
	const media = await room.media?.catch(() => null);
	room.media = null;
	if (!media) return;
	media.worker.rooms.delete(room.id);
	media.router.close();
}
