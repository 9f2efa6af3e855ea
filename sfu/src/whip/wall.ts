/** What one wall screen is fed with: looks several times a second at what the room shows. */
import type { types } from 'mediasoup';
import { wantLayers } from '../media/layers.ts';
import type { Room } from '../room/room.ts';
import { programmeOf } from '../streaming/programme-of.ts';
import { tracksOf } from '../streaming/room-stream.ts';
import { SteadySpeaker } from '../streaming/scene.ts';
import type { Outlet } from './outlet.ts';
import { wallChoice } from './wall-choice.ts';

/** In ms. */
const LOOK_EVERY = 200;

export interface Outlets {
	video: Outlet | null;
	audio: Outlet | null;
}

export class Wall {
	readonly #room: Room;
	readonly #outlets: Outlets;
	readonly #steady = new SteadySpeaker();
	#timer: NodeJS.Timeout | null = null;
	#direct: { router: types.Router; opening: Promise<types.DirectTransport> } | null = null;

	constructor(room: Room, outlets: Outlets) {
		this.#room = room;
		this.#outlets = outlets;
	}

	/** The line stands. */
	begin(): void {
		this.#timer ??= setInterval(() => { this.look(); }, LOOK_EVERY);
		this.#outlets.video?.begin();
		this.look();
	}

	/** Is this picture on the wall? It is wanted in its top layer. */
	shows(producer: string): boolean {
		return this.#outlets.video?.wanted === producer;
	}

	close(): void {
		if (this.#timer) clearInterval(this.#timer);
		const { wanted = null } = this.#outlets.video ?? {};
		for (const outlet of [this.#outlets.video, this.#outlets.audio]) outlet?.close();
		this.#direct?.opening.then((transport) => { transport.close(); }, () => undefined);
		this.#layersChanged(wanted);
	}

	/** Also called when something has changed that must hold at once. */
	look(): void {
		const room = this.#room;
		const { video, audio } = this.#outlets;
		const now = Date.now();
		for (const id of room.peers.keys()) if (room.person(id)?.place !== 'room') this.#steady.forget(id);
		const { picture, sound } = wallChoice({ programme: programmeOf(room), tracks: tracksOf(room), loud: room.speakers, speaker: this.#steady.follow(room.speakers[0] ?? null, now), sound: audio?.wanted ?? null, now });
		const before = video?.wanted ?? null;
		// At once: not one packet of a closed part goes to the wall.
		if (picture === null) video?.play(null);
		if (sound === null) audio?.play(null);
		void room.media?.then(({ router }) => {
			video?.play(this.#source(picture, router));
			audio?.play(this.#source(sound, router));
			if (before !== picture) for (const id of [before, picture]) this.#layersChanged(id);
		}, () => undefined); // The room finds another worker, or is over.
	}

	#source(id: string | null, router: types.Router): Parameters<Outlet['play']>[0] {
		const producer = id === null ? undefined : this.#published(id)?.producer;
		return producer ? { producer, router, transport: () => this.#transportOn(router) } : null;
	}

	#published(id: string) {
		for (const peer of this.#room.peers.values()) {
			const published = peer.published.get(id);
			if (published) return { peer, producer: published.producer };
		}
		return undefined;
	}

	#layersChanged(id: string | null): void {
		const owner = id === null ? undefined : this.#published(id)?.peer;
		if (id !== null && owner) wantLayers(this.#room, owner, id);
	}

	/** A room that moved to another worker needs another transport. */
	#transportOn(router: types.Router): Promise<types.DirectTransport> {
		if (this.#direct?.router !== router) {
			const opening = router.createDirectTransport({ appData: { use: 'wall' } });
			opening.catch(() => (this.#direct = null));
			this.#direct = { router, opening };
		}
		return this.#direct.opening;
	}
}
