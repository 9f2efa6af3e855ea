/** Onlookers are many and all hear the same: socket.io writes a message to a channel once, however many listen. */
import type { ServerEvent, ServerMessage } from '../protocol.ts';
import type { Peer, PeerSocket } from '../room/peer.ts';
import type { Room } from '../room/room.ts';

/** What they hear; whoever sees no pictures needs no names for them: in a crowd of onlookers each joining would be a crowd of messages. */
const heard: ReadonlySet<ServerEvent> = new Set<ServerEvent>(['council', 'recording']);

const channel = (room: Room): string => `onlookers:${room.id}`;

/** From now on, until {@link tuneOut}, this onlooker hears what is told to all of them. */
export function tuneIn(room: Room, peer: Peer): void {
	void peer.socket?.join(channel(room));
}

export function tuneOut(room: Room, peer: Peer): void {
	void peer.socket?.leave(channel(room));
}

/** To every onlooker who is tuned in; `one` is the socket of any of them. */
export function tellOnlookers<E extends ServerEvent>(room: Room, { one, event, message }: { one: PeerSocket; event: E; message: ServerMessage<E> }): void {
	if (!heard.has(event)) return;
	// As in Peer.emit: ours binds event and message together.
	(one.nsp.to(channel(room)) as { emit(event: string, message: unknown): void }).emit(event, message);
}
