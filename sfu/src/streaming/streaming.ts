/** The media server's door to the stream process: a stream for every room that the public may see, and none for any other. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Room } from '../room/room.ts';
import { programmeOf } from './programme-of.ts';
import { RoomStream } from './room-stream.ts';
import { StreamFeed } from './stream-feed.ts';

const LOOK_EVERY = 200;
/** How long it says that the session is over before the stream ends, ms. */
const FAREWELL = 20_000;

export interface StreamingOptions {
	/** The unix socket on which the stream process listens (SAL_STREAM_SOCKET). */
	socketPath: string;
	sfuId: string;
	rooms: () => Room[];
	logger: Logger;
}

export class Streaming {
	readonly #options: StreamingOptions;
	readonly #feed: StreamFeed;
	readonly #epoch = randomUUID();
	readonly #streams = new Map<Room, RoomStream>();
	readonly #over = new Map<Room, number>();
	readonly #timer: NodeJS.Timeout;
	#track = 0;

	constructor(options: StreamingOptions) {
		this.#options = options;
		this.#feed = new StreamFeed({
			socketPath: options.socketPath,
			introduction: () => {
				const streams = [...this.#streams.values()];
				return [{ type: 'hello', sfu: options.sfuId, epoch: this.#epoch }, ...streams.flatMap((stream) => stream.introduction(Date.now())), { type: 'introduced' }];
			}
		});
		this.#feed.on('connected', () => {
			for (const stream of this.#streams.values()) stream.needKeyFrames();
		});
		this.#feed.on('disconnected', () => options.logger.warn('the stream process is gone; the public stream stands still until it is back'));
		this.#feed.on('trouble', (err) => options.logger.error({ err }, 'trouble on the way to the stream process'));
		this.#feed.on('message', ({ track }) => {
			for (const stream of this.#streams.values()) stream.needKeyFrame(track);
		});
		this.look();
		this.#timer = setInterval(() => this.look(), LOOK_EVERY);
	}

	/** What the metrics endpoint shows. */
	health(): { connected: boolean; streams: number; droppedPackets: number } {
		return { connected: this.#feed.connected, streams: this.#streams.size, droppedPackets: this.#feed.droppedPackets };
	}

	/** Brings every room's stream up to what the room is now. */
	look(): void {
		const now = Date.now();
		const rooms = new Set(this.#options.rooms());
		for (const room of rooms) {
			const on = this.#isOn(room, now);
			const stream = this.#streams.get(room);
			if (on) (stream ?? this.#begin(room)).look(now);
			else if (stream !== undefined) this.#end(room, stream);
		}
		for (const [room, stream] of this.#streams) if (!rooms.has(room)) this.#end(room, stream);
	}

	/** Ends the connection; the files stay with the stream process, which waits for our successor. */
	close(): void {
		clearInterval(this.#timer);
		for (const room of this.#streams.keys()) room.stream = null;
		this.#feed.close();
	}

	#isOn(room: Room, now: number): boolean {
		const programme = programmeOf(room);
		if (!programme.public) return false;
		const { council, state } = programme;
		const over = programme.over || state?.state === 'ended' || state?.state === 'cancelled';
		if (over) {
			const since = this.#over.get(room) ?? now;
			this.#over.set(room, since);
			return this.#streams.has(room) && now - since < FAREWELL;
		}
		this.#over.delete(room);
		// Before it begins somebody must be there: days before, nobody watches a card. After a restart the journal knows who was.
		return room.media !== null || room.inside().length > 0 || (council && state !== null && state.state !== 'published');
	}

	#begin(room: Room): RoomStream {
		const stream = new RoomStream({ room, feed: this.#feed, programme: () => programmeOf(room), nextTrack: () => (this.#track += 1) });
		this.#streams.set(room, stream);
		room.stream = stream;
		return stream;
	}

	#end(room: Room, stream: RoomStream): void {
		this.#streams.delete(room);
		this.#over.delete(room);
		room.stream = null;
		stream.close();
	}
}
