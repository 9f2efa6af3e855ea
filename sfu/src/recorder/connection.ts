import type { Socket } from 'node:net';
import * as v from 'valibot';
import { encodeMessage, FrameReader } from '../feed/frames.ts';
import { type FromRecorder, toRecorder, type ToRecorder } from '../feed/messages.ts';

export interface ConnectionHandler {
	message(number: number, message: ToRecorder): void;
	rtp(number: number, track: number, arrival: number, packet: Buffer): void;
	/** `error` when the other end did not speak our language. */
	closed(error: Error | null): void;
}

/** The recorder's end of the socket. */
export class Connection {
	readonly #socket: Socket;

	constructor(socket: Socket, handler: ConnectionHandler) {
		this.#socket = socket;
		const reader = new FrameReader({
			rtp: (number, track, arrival, packet) => handler.rtp(number, track, arrival, packet),
			message: (number, message) => handler.message(number, v.parse(toRecorder, message))
		});
		let failure: Error | null = null;
		socket.on('data', (chunk: Buffer) => {
			try {
				reader.push(chunk);
			} catch (error) {
				failure = error instanceof Error ? error : new Error(String(error));
				socket.destroy();
			}
		});
		// What happened to the other end shows in 'close'.
		socket.on('error', () => undefined);
		socket.on('close', () => handler.closed(failure));
	}

	tell(message: FromRecorder): void {
		if (!this.#socket.destroyed) this.#socket.write(encodeMessage(0, message));
	}

	/** Stops or goes on reading: what is not read waits in the media server's ring. */
	flow(on: boolean): void {
		if (on) this.#socket.resume();
		else this.#socket.pause();
	}

	close(): void {
		this.#socket.destroy();
	}
}
