/** The media server's end of the socket to the stream process. What cannot be sent at once is lost: a live picture of a while ago is worth nothing. */
import { EventEmitter } from 'node:events';
import { connect, type Socket } from 'node:net';
import * as v from 'valibot';
import { encodeMessage, encodeRtp, FrameReader } from '../feed/frames.ts';
import { fromStream, type FromStream, type ToStream } from './messages.ts';

const reconnectMs = 200;

interface StreamFeedEvents {
	connected: [];
	disconnected: [];
	message: [FromStream];
	/** The other end sent what is no message of ours, or the socket failed. */
	trouble: [Error];
}

export interface StreamFeedOptions {
	socketPath: string;
	/** What every new process must know, in order. */
	introduction: () => ToStream[];
}

export class StreamFeed extends EventEmitter<StreamFeedEvents> {
	readonly #options: StreamFeedOptions;
	#socket: Socket | null = null;
	#connected = false;
	/** The other end reads slower than we write; packets are left out until it has caught up. */
	#blocked = false;
	#retry: NodeJS.Timeout | null = null;
	#closed = false;
	#dropped = 0;

	constructor(options: StreamFeedOptions) {
		super();
		this.#options = options;
		this.#connect();
	}

	get connected(): boolean {
		return this.#connected;
	}

	get droppedPackets(): number {
		return this.#dropped;
	}

	/** Without a connection there is nothing to say: the next one begins with the introduction. */
	send(message: ToStream): void {
		if (this.#connected) this.#socket?.write(encodeMessage(0, message));
	}

	rtp(track: number, arrival: number, packet: Uint8Array): void {
		const socket = this.#socket;
		if (socket === null || !this.#connected) return;
		if (this.#blocked) this.#dropped += 1;
		else this.#blocked = !socket.write(encodeRtp(0, track, arrival, packet)) && socket.writableLength > 1 << 20;
	}

	close(): void {
		this.#closed = true;
		if (this.#retry !== null) clearTimeout(this.#retry);
		this.#socket?.destroy();
	}

	#connect(): void {
		if (this.#closed) return;
		const socket = connect({ path: this.#options.socketPath });
		this.#socket = socket;
		const reader = new FrameReader({ rtp: () => undefined, message: (_number, message) => this.emit('message', v.parse(fromStream, message)) });
		socket.on('connect', () => {
			this.#connected = true;
			this.#blocked = false;
			for (const message of this.#options.introduction()) this.send(message);
			this.emit('connected');
		});
		socket.on('drain', () => (this.#blocked = false));
		socket.on('data', (chunk: Buffer) => {
			try {
				reader.push(chunk);
			} catch (error) {
				socket.destroy(error instanceof Error ? error : new Error(String(error)));
			}
		});
		socket.on('error', (error) => {
			// Nobody there, or it died: the retry below is the answer. Anything else deserves a line in the log.
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
}
