import { clientEvents, handshakeFailures, serverEvents, type Answer, type Auth, type ClientEvent, type Failure, type HandshakeFailure, type Input, type Output, type ServerEvent, type ServerMessage } from '@sal/sfu/protocol';
import { io, type Socket } from 'socket.io-client';
import * as v from 'valibot';

/** How long the media server may take to answer before the connection counts as broken. */
const ANSWER_TIME = 5_000;

const GOODBYE_TIME = 1_000;

/** The media server understood the call and refused it. */
export class RefusedError extends Error {
	readonly code: Failure;
	constructor(event: ClientEvent, code: Failure) {
		super(`${event} was refused: ${code}`);
		this.name = 'RefusedError';
		this.code = code;
	}
}

/** No answer, or one that does not fit the protocol: the connection is of no more use. */
export class BrokenConnectionError extends Error {
	constructor(event: ClientEvent, options?: ErrorOptions) {
		super(`${event} was not answered`, options);
		this.name = 'BrokenConnectionError';
	}
}

export type Handlers = { [E in ServerEvent]?: (message: ServerMessage<E>) => void };

export type SignallingOptions = {
	/** Path of the media server on our origin, e.g. `/sfu/sfu-1`. */
	sfu: string;
	auth: Auth;
	handlers: Handlers;
	onConnected: () => void;
	/** Refused at the door with a code of the protocol, or not reached at all. */
	onSetback: (code: HandshakeFailure | 'unreachable') => void;
	onLost: () => void;
};

const failure = v.object({ data: v.object({ code: v.picklist(handshakeFailures) }) });
/** `Answer<E>` before its data are parsed by the event's own schema. */
const envelope = v.variant('ok', [v.object({ ok: v.literal(true), data: v.unknown() }), v.object({ ok: v.literal(false), code: v.string() })]);

/** One socket to the media server. It never reconnects by itself: when and with which key is decided in rules/connection.ts. */
export class Signalling {
	readonly #socket: Socket;
	readonly #onLost: () => void;
	#closed = false;

	constructor({ sfu, auth, handlers, onConnected, onSetback, onLost }: SignallingOptions) {
		this.#onLost = onLost;
		this.#socket = io({ path: `${sfu}/socket.io`, transports: ['websocket'], auth, reconnection: false, forceNew: true, timeout: ANSWER_TIME });
		this.#socket.on('connect', () => this.#unlessClosed(onConnected));
		this.#socket.on('disconnect', () => this.#lose());
		this.#socket.on('connect_error', (error) => {
			const parsed = v.safeParse(failure, error);
			this.#unlessClosed(() => onSetback(parsed.success ? parsed.output.data.code : 'unreachable'));
		});
		for (const event of Object.keys(serverEvents) as ServerEvent[]) this.#listen(event, handlers);
	}

	/**
	 * Calls the media server and waits for its answer.
	 * @throws {RefusedError} when it says no
	 * @throws {BrokenConnectionError} when it does not answer in time; the connection is then given up
	 */
	async call<E extends ClientEvent>(event: E, input: Input<E>): Promise<Output<E>> {
		if (this.#closed) throw new BrokenConnectionError(event);
		let answer: Answer<E>;
		try {
			answer = parseAnswer(event, await this.#socket.timeout(ANSWER_TIME).emitWithAck(event, input));
		} catch (error) {
			this.#lose();
			throw new BrokenConnectionError(event, { cause: error });
		}
		if (!answer.ok) throw new RefusedError(event, answer.code);
		return answer.data;
	}

	/**
	 * Says goodbye and closes. The socket stays open until the media server has heard it: closed at once, it would look like a broken
	 * connection, and the others would see an empty tile for the time that those are given to come back.
	 */
	leave(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#socket.timeout(GOODBYE_TIME).emit('leave', {}, () => this.#socket.disconnect());
	}

	close(): void {
		this.#closed = true;
		this.#socket.disconnect();
	}

	#listen<E extends ServerEvent>(event: E, handlers: Handlers): void {
		const handler = handlers[event];
		if (!handler) return;
		this.#socket.on(event as string, (message: unknown) => {
			const parsed = v.safeParse(serverEvents[event], message);
			if (!parsed.success) return console.error(`The media server sent a malformed ${event}.`, v.flatten(parsed.issues));
			this.#unlessClosed(() => handler(parsed.output as ServerMessage<E>));
		});
	}

	#lose(): void {
		this.#unlessClosed(() => {
			this.close();
			this.#onLost();
		});
	}

	#unlessClosed(act: () => void): void {
		if (!this.#closed) act();
	}
}

function parseAnswer<E extends ClientEvent>(event: E, raw: unknown): Answer<E> {
	const answer = v.parse(envelope, raw);
	if (!answer.ok) return { ok: false, code: answer.code as Failure };
	return { ok: true, data: v.parse(clientEvents[event].output, answer.data) as Output<E> };
}
