import type { types } from 'mediasoup';
import type { Socket } from 'socket.io';
import type { ClientToServer, ServerMessage, ServerEvent, ServerToClient, Source } from '../protocol.ts';
import type { Entrance } from '../socket/handshake.ts';

export type PeerSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, Entrance>;

/** In ms. */
const HANG_UP_AFTER = 2_000;

/** A track that someone publishes. */
export interface Published {
	producer: types.Producer;
	source: Source;
	/** Has the recording taken it? */
	recorded: boolean;
	/** Highest layer that its publisher was told to send. */
	layerTold: number;
	lowering: NodeJS.Timeout | null;
}

/** A track that someone receives. */
export interface Watched {
	consumer: types.Consumer;
	owner: string;
	source: Source;
	/** Spatial layer last asked of mediasoup; null before the first time. */
	layer: number | null;
	priority: number | null;
	/** The last order to mediasoup; the next one waits for it, so that they arrive in the order they were given. */
	order: Promise<void>;
}

export interface Tile {
	width: number;
	height: number;
	/** Has this person chosen to keep it large? */
	pinned?: boolean | undefined;
}

/** The live side of one person in one room: the socket of this moment, and the tracks. Survives a change of socket. */
export class Peer {
	readonly id: string;
	/** Null: away, or a program (ingest). */
	socket: PeerSocket | null = null;
	/** Has this socket called `enter` and got the room? */
	entered = false;
	/** Runs while the person is away. */
	grace: NodeJS.Timeout | null = null;
	send: types.WebRtcTransport | null = null;
	receive: types.WebRtcTransport | null = null;
	rtpCapabilities: types.RtpCapabilities | null = null;
	readonly published = new Map<string, Published>();
	readonly watched = new Map<string, Watched>();
	/** Producers whose consumer is being made: each is made once. */
	readonly consuming = new Set<string>();
	tiles = new Map<string, Tile>();
	/** Has it said what is on screen, since it entered? */
	looked = false;
	quality: number | null = null;
	/** The secret that this socket's person was given, in memory only. */
	resume: string | null = null;
	/** Closes what a program or a device of the hall sends by. */
	ingest: types.Transport[] = [];
	#queue: Promise<unknown> = Promise.resolve();

	constructor(id: string) {
		this.id = id;
	}

	emit<E extends ServerEvent>(event: E, message: ServerMessage<E>): void {
		// socket.io's typing of a generic event name cannot be satisfied; ours binds event and message together.
		(this.socket as { emit(event: string, message: unknown): void } | null)?.emit(event, message);
	}

	/** One after the other: entering and publishing must not overlap within one person. */
	alone<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#queue.then(work);
		this.#queue = result.catch(() => undefined);
		return result;
	}

	/** Says why and hangs up; the answer to the call that led here still gets out on the same socket. */
	dismiss(reason: ServerMessage<'goodbye'>['reason']): void {
		const { socket } = this;
		if (!socket) return;
		this.emit('goodbye', { reason });
		this.socket = null;
		this.entered = false;
		setTimeout(() => socket.disconnect(true), HANG_UP_AFTER);
	}
}
