/**
 * The media server's end of the socket: connects, reconnects, and tells every new recorder again what the last one had not made safe.
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { connect, type Socket } from 'node:net';
import * as v from 'valibot';
import { encodeMessage, encodeRtp, FrameReader } from './frames.ts';
import { fromRecorder, type FromRecorder, type ToRecorder } from './messages.ts';
import { Ring } from './ring.ts';

/** Packets are gathered this long (ms) and written with one system call. */
const gatherMs = 10;
const reconnectMs = 200;

export interface FeedOptions {
	socketPath: string;
	sfuId: string;
	ringBytes: number;
	/** Called when a connection stands, before anything is replayed: what a recorder without memory must know. */
	introduction: () => ToRecorder[];
}

interface FeedEvents {
	connected: [];
	disconnected: [];
	message: [FromRecorder];
	acknowledged: [number];
	/** The other end sent what is no message of ours, or the socket failed. */
	trouble: [Error];
}

export class Feed extends EventEmitter<FeedEvents> {
	readonly epoch = randomUUID();
	readonly #options: FeedOptions;
	readonly #ring: Ring;
	#number = 0;
	#socket: Socket | null = null;
	#connected = false;
	#blocked = false;
	#flushing: NodeJS.Timeout | null = null;
	#retry: NodeJS.Timeout | null = null;
	#closed = false;
	#acknowledged = 0;
	#dropped = 0;

	constructor(options: FeedOptions) {
		super();
		this.#options = options;
		this.#ring = new Ring(options.ringBytes);
		// Everybody who waits for an acknowledgement listens.
		this.setMaxListeners(0);
		this.#connect();
	}

	get connected(): boolean {
		return this.#connected;
	}

	get unacknowledgedBytes(): number {
		return this.#ring.bytes;
	}

	/** Age of the oldest frame that is not on the recorder's disk, in ms. */
	lagMs(now: number): number {
		return this.#ring.oldestAt === null ? 0 : Math.max(0, now - this.#ring.oldestAt);
	}

	get droppedPackets(): number {
		return this.#dropped;
	}

	/** Sends a message and returns its number, to be awaited with {@link acknowledged}. */
	send(message: ToRecorder): number {
		const number = (this.#number += 1);
		this.#keep(number, Date.now(), null, encodeMessage(number, message));
		return number;
	}

	rtp(recording: string, track: number, arrival: number, packet: Uint8Array): void {
		const number = (this.#number += 1);
		this.#keep(number, arrival, recording, encodeRtp(number, track, arrival, packet));
	}

	/** Resolves when everything up to `number` is on the recorder's disk; rejects when `signal` says so. */
	acknowledged(number: number, signal: AbortSignal): Promise<void> {
		if (this.#acknowledged >= number) return Promise.resolve();
		return new Promise((resolve, reject) => {
			const done = () => {
				this.off('acknowledged', seen);
				signal.removeEventListener('abort', gaveUp);
			};
			const seen = (acknowledged: number) => {
				if (acknowledged < number) return;
				done();
				resolve();
			};
			const gaveUp = () => {
				done();
				reject(signal.reason instanceof Error ? signal.reason : new Error('gave up waiting for the recorder'));
			};
			this.on('acknowledged', seen);
			signal.addEventListener('abort', gaveUp, { once: true });
		});
	}

	/** Writes out what is buffered, as far as the other end takes it, and ends the connection. */
	async close(): Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		if (this.#retry !== null) clearTimeout(this.#retry);
		const socket = this.#socket;
		if (socket === null) return;
		if (!this.#connected) {
			socket.destroy();
			return;
		}
		this.#flush();
		await new Promise<void>((resolve) => {
			socket.once('close', () => resolve());
			socket.end(() => socket.destroy());
		});
	}

	#keep(number: number, at: number, droppable: string | null, bytes: Buffer): void {
		for (const dropped of this.#ring.push({ number, at, droppable, bytes })) {
			this.#dropped += dropped.packets;
			this.send({ type: 'dropped', recording: dropped.recording, from: dropped.from, to: dropped.to });
		}
		if (this.#connected && !this.#blocked) this.#flushing ??= setTimeout(() => this.#flush(), gatherMs);
	}

	#flush(): void {
		if (this.#flushing !== null) clearTimeout(this.#flushing);
		this.#flushing = null;
		const socket = this.#socket;
		if (socket === null || !this.#connected || this.#blocked) return;
		socket.cork();
		for (let frame = this.#ring.take(); frame !== undefined; frame = this.#ring.take()) {
			if (socket.write(frame)) continue;
			// The recorder reads slower than we write. The ring holds the rest; a second copy in the socket's buffer would grow without bound.
			this.#blocked = true;
			break;
		}
		socket.uncork();
	}

	#connect(): void {
		if (this.#closed) return;
		const socket = connect({ path: this.#options.socketPath });
		this.#socket = socket;
		const reader = new FrameReader({ rtp: () => undefined, message: (_number, message) => this.#receive(v.parse(fromRecorder, message)) });
		socket.on('connect', () => {
			this.#connected = true;
			this.#blocked = false;
			this.#ring.rewind();
			const { sfuId, introduction } = this.#options;
			const first: ToRecorder[] = [{ type: 'hello', sfu: sfuId, epoch: this.epoch }, ...introduction()];
			for (const message of first) socket.write(encodeMessage(0, message));
			this.emit('connected');
			this.#flush();
		});
		socket.on('drain', () => {
			this.#blocked = false;
			this.#flush();
		});
		socket.on('data', (chunk: Buffer) => {
			try {
				reader.push(chunk);
			} catch (error) {
				socket.destroy(error instanceof Error ? error : new Error(String(error)));
			}
		});
		socket.on('error', (error) => {
			// No recorder there, or it died: the retry below is the answer. Anything else deserves a line in the log.
			const code = (error as NodeJS.ErrnoException).code ?? '';
			if (!['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code)) this.emit('trouble', error);
		});
		socket.on('close', () => {
			const was = this.#connected;
			this.#connected = false;
			this.#socket = null;
			if (was) this.emit('disconnected');
			if (!this.#closed) this.#retry = setTimeout(() => this.#connect(), reconnectMs);
		});
	}

	#receive(message: FromRecorder): void {
		if (message.type === 'ack') {
			this.#acknowledged = Math.max(this.#acknowledged, message.number);
			this.#ring.acknowledge(message.number);
			this.emit('acknowledged', this.#acknowledged);
			return;
		}
		this.emit('message', message);
	}
}
