/** One room's public stream, seen from the media server: which producers are tapped for it, and what the process is told. */
import type { types } from 'mediasoup';
import type { Room } from '../room/room.ts';
import { wantLayers } from '../media/layers.ts';
import type { Scene, ToStream, TrackMessage } from './messages.ts';
import type { Programme } from './programme.ts';
import { choose, type Choice, type RoomTrack, SteadySpeaker } from './scene.ts';
import type { StreamFeed } from './stream-feed.ts';
import { StreamTap } from './stream-tap.ts';

/** After a card nothing is tapped for this long (ms): what was said behind it may still be sent again by a publisher's network. */
const REOPEN_AFTER = 1_500;
/** A track that could not be tapped is tried again after this long, ms. */
const TRY_AGAIN_AFTER = 2_000;

export interface RoomStreamOptions {
	room: Room;
	feed: StreamFeed;
	programme: () => Programme;
	nextTrack: () => number;
}

export class RoomStream {
	readonly #options: RoomStreamOptions;
	readonly #taps = new Map<string, { tap: StreamTap; use: TrackMessage['use']; owner: string }>();
	readonly #failed = new Map<string, number>();
	readonly #steady = new SteadySpeaker();
	#transport: { router: types.Router; opening: Promise<types.DirectTransport> } | null = null;
	#scene: Scene | null = null;
	#covered = 0;
	#closed = false;

	constructor(options: RoomStreamOptions) {
		this.#options = options;
	}

	/** What a stream process without memory must know. */
	introduction(now: number): ToStream[] {
		const { room } = this.#options;
		const scene = this.#scene;
		if (scene === null) return [];
		const tracks = [...this.#taps.values()].flatMap(({ tap }) => tap.message ?? []);
		return [{ type: 'open', session: room.id }, { type: 'scene', session: room.id, at: now, scene }, ...tracks];
	}

	/** Compares what is shown with what is to be shown, and changes what differs. */
	look(now: number): void {
		const { room, feed, programme } = this.#options;
		if (this.#closed) return;
		const tracks = tracksOf(room);
		for (const id of room.peers.keys()) if (room.person(id)?.place !== 'room') this.#steady.forget(id);
		const choice = choose({ programme: programme(), tracks, speaker: this.#steady.follow(room.speakers[0] ?? null, now), nameOf: (id) => room.person(id)?.name ?? null, now });
		if (choice.notice !== null) this.#covered = now;
		const uses = now - this.#covered < REOPEN_AFTER ? new Map<string, TrackMessage['use']>() : usesOf(choice);
		for (const [producer, { use, tap }] of this.#taps) if (uses.get(producer) !== use || tap.router.closed) this.#untap(producer);
		this.#tap(uses, tracks, now);
		const scene = this.#sceneOf(choice);
		if (JSON.stringify(scene) === JSON.stringify(this.#scene)) return;
		if (this.#scene === null) feed.send({ type: 'open', session: room.id });
		this.#scene = scene;
		feed.send({ type: 'scene', session: room.id, at: now, scene });
	}

	/** Spatial layer that the stream wants of this producer, -1 for none. */
	layerWanted(producer: string): number {
		const tapped = this.#taps.get(producer);
		return tapped === undefined || tapped.use === 'sound' ? -1 : tapped.tap.layer;
	}

	needKeyFrame(track: number): void {
		for (const { tap } of this.#taps.values()) if (tap.track === track) this.#background(tap.requestKeyFrame());
	}

	/** Everything that is tapped, for a process that has just begun. */
	needKeyFrames(): void {
		for (const { tap } of this.#taps.values()) this.#background(tap.requestKeyFrame());
	}

	/** The public sees nothing more of this room. */
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		for (const producer of [...this.#taps.keys()]) this.#untap(producer);
		this.#options.feed.send({ type: 'close', session: this.#options.room.id });
		this.#transport?.opening.then((transport) => transport.close(), () => undefined);
	}

	#sceneOf({ main, beside, notice, title, item, speaker, vote }: Choice): Scene {
		const number = (producer: string | null) => (producer === null ? null : (this.#taps.get(producer)?.tap.track ?? null));
		return { notice, title: title.slice(0, 2_000), main: number(main), interpreter: number(beside), item, speaker, vote };
	}

	#tap(uses: ReadonlyMap<string, TrackMessage['use']>, tracks: RoomTrack[], now: number): void {
		const { room } = this.#options;
		const missing = tracks.filter(({ producer }) => uses.has(producer) && !this.#taps.has(producer) && now - (this.#failed.get(producer) ?? 0) >= TRY_AGAIN_AFTER);
		if (missing.length === 0 || room.media === null) return;
		this.#background(
			room.media.then(async ({ router }) => {
				const transport = await this.#transportOn(router);
				const begun = missing.flatMap(({ producer, participant }) => {
					const published = room.peers.get(participant)?.published.get(producer);
					const use = uses.get(producer);
					if (this.#closed || published === undefined || use === undefined || this.#taps.has(producer)) return [];
					return [this.#begin({ producer: published.producer, participant, use, router, transport })];
				});
				await Promise.all(begun);
			})
		);
	}

	async #begin({ producer, participant, use, router, transport }: { producer: types.Producer; participant: string; use: TrackMessage['use']; router: types.Router; transport: types.DirectTransport }): Promise<void> {
		const { room, feed, nextTrack, programme } = this.#options;
		const allowed = () => {
			const { public: open, closed } = programme();
			return open && !closed;
		};
		const tap = new StreamTap({ feed, session: room.id, track: nextTrack(), participant, use, producer, router, transport, allowed });
		this.#taps.set(producer.id, { tap, use, owner: participant });
		this.#layersChanged(producer.id, participant);
		try {
			await tap.begin();
		} catch (error) {
			this.#failed.set(producer.id, Date.now());
			if (this.#taps.get(producer.id)?.tap === tap) this.#untap(producer.id);
			if (!producer.closed && !router.closed) throw error;
		}
	}

	#untap(producer: string): void {
		const tapped = this.#taps.get(producer);
		if (tapped === undefined) return;
		this.#taps.delete(producer);
		tapped.tap.end();
		this.#layersChanged(producer, tapped.owner);
	}

	/** The publisher sends what the stream wants, and no more. */
	#layersChanged(producer: string, owner: string): void {
		const { room } = this.#options;
		const peer = room.peers.get(owner);
		if (peer !== undefined) wantLayers(room, peer, producer);
	}

	/** A room that moved to another worker needs another transport. */
	async #transportOn(router: types.Router): Promise<types.DirectTransport> {
		if (this.#transport?.router !== router) {
			const opening = router.createDirectTransport({ appData: { use: 'stream' } });
			opening.catch(() => (this.#transport = null));
			this.#transport = { router, opening };
		}
		return this.#transport.opening;
	}

	/** Calls to a worker fail when the producer or the worker goes meanwhile; the next look sees what is there then. */
	#background(work: Promise<void>): void {
		const { room } = this.#options;
		work.catch((err: unknown) => room.log.debug({ room: room.id, err }, 'a call for the public stream came too late'));
	}
}

function usesOf({ main, beside, sounds }: Choice): Map<string, TrackMessage['use']> {
	const uses = new Map<string, TrackMessage['use']>(sounds.map((producer) => [producer, 'sound']));
	if (beside !== null) uses.set(beside, 'interpreter');
	if (main !== null) uses.set(main, 'main');
	return uses;
}

/** Everybody's tracks, as {@link choose} asks for them. */
export function tracksOf(room: Room): RoomTrack[] {
	return [...room.peers.values()].flatMap((peer) => {
		const person = room.person(peer.id);
		if (person?.place !== 'room') return [];
		const program = peer.ingest.length > 0;
		return [...peer.published.values()]
			.filter(({ producer }) => !producer.closed)
			.map(({ producer, source }) => ({ producer: producer.id, participant: peer.id, source, paused: producer.paused, program, host: person.grants.includes('host') }));
	});
}
