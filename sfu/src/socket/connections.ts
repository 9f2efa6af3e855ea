import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import type { SfuConfig } from '../config.ts';
import { handlers } from '../handlers.ts';
import type { ClientToServer, ServerToClient } from '../protocol.ts';
import { away } from '../room/leave.ts';
import { enter } from '../room/enter.ts';
import type { PeerSocket } from '../room/peer.ts';
import type { Rooms } from '../room/rooms.ts';
import { dispatch } from './dispatch.ts';
import { HandshakeRefused, mayEnter, shakeHands, type Entrance } from './handshake.ts';
import { RateLimits } from './limits.ts';

/** The largest honest message (RTP capabilities, a screenful of tiles) is below 40 KB. */
const MOST_MESSAGE = 64 * 1024;

export type SocketServer = Server<ClientToServer, ServerToClient, Record<string, never>, Entrance>;

export interface ConnectionsOptions {
	http: HttpServer;
	config: SfuConfig;
	rooms: Rooms;
	log: Logger;
	draining: () => boolean;
}

/** socket.io on `/socket.io`: who may connect, and what connects a socket with its person. */
export function connections({ http, config, rooms, log, draining }: ConnectionsOptions): SocketServer {
	const limits = new RateLimits(config.limits);
	const io: SocketServer = new Server(http, {
		transports: ['websocket'],
		serveClient: false,
		maxHttpBufferSize: MOST_MESSAGE,
		pingInterval: 5_000,
		pingTimeout: 6_000,
		connectTimeout: 10_000,
		allowRequest: (request, decide) => { decide(null, sameOrigin(request, config.origin)); }
	});
	io.use((socket, next) => {
		admitSocket(socket).then(
			() => { next(); },
			(error: unknown) => {
				if (error instanceof HandshakeRefused) return next(error);
				log.error({ err: error }, 'a handshake failed');
				// The browser gets the message of what is passed on; ours may name files of this machine.
				next(new Error('internal'));
			}
		);
	});
	io.on('connection', (socket) => { connected(socket); });
	return io;

	async function admitSocket(socket: PeerSocket): Promise<void> {
		const address = addressOf(socket.request);
		if (!(await limits.connection(address))) throw new HandshakeRefused('rate-limited');
		if (draining()) throw new HandshakeRefused('draining');
		try {
			const entrance = await shakeHands({ auth: socket.handshake.auth, rooms, webPublicKey: config.webPublicKey, sfu: config.id });
			if (entrance.admission) mayEnter(entrance.room, entrance.admission);
			Object.assign(socket.data, entrance);
		} catch (error) {
			if (error instanceof HandshakeRefused) await limits.failed(address);
			throw error;
		}
	}

	function connected(socket: PeerSocket): void {
		const { room, participant } = socket.data;
		const peer = room.peer(participant);
		peer.dismiss('taken-over');
		if (peer.grace) clearTimeout(peer.grace);
		peer.grace = null;
		peer.socket = socket;
		peer.resume = socket.data.resume;
		room.lastUsed = Date.now();
		dispatch({ room, peer, socket, limits, handlers, enter });
		socket.on('disconnect', () => { away(room, peer, socket); });
	}
}

/** Browsers always send it with a WebSocket; what is no browser has no cookies to be robbed of. */
function sameOrigin({ headers }: IncomingMessage, origin: string): boolean {
	return headers.origin === undefined || headers.origin === origin;
}

/** The front, on this machine, says whom it speaks for; from anyone else the header is not believed. */
function addressOf({ headers, socket }: IncomingMessage): string {
	const direct = socket.remoteAddress ?? 'unknown';
	const forwarded = headers['x-forwarded-for'];
	const last = (Array.isArray(forwarded) ? forwarded.join() : forwarded)?.split(',').at(-1)?.trim();
	return last && /^(::1|(::ffff:)?127\.)/.test(direct) ? last : direct;
}
