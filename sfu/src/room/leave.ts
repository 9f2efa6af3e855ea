import { closeTransports } from '../media/transports.ts';
import type { Handlers } from '../socket/dispatch.ts';
import type { Callback } from '../control.ts';
import { forgetEvidence } from '../council/evidence.ts';
import { stopRecording } from './recording.ts';
import { closeMedia } from '../media/room-media.ts';
import type { Peer, PeerSocket } from './peer.ts';
import type { Room } from './room.ts';

/** Someone in the lobby whose socket is gone is not kept on the hosts' list for long, in ms. */
const LOBBY_GRACE = 15_000;

type Reason = Extract<Callback['event'], { type: 'left' }>['reason'];

export const leaveHandlers: Pick<Handlers, 'leave'> = {
	leave({ room, peer, socket }) {
		goOut(room, peer, 'left');
		peer.socket = null;
		room.peers.delete(peer.id);
		// The answer goes first: it travels on this socket.
		void room.journal.saved().then(() => setImmediate(() => socket.disconnect(true)));
		return {};
	}
};

/** The socket is gone without a word: sound and picture may still flow, and the person may come back. */
export function away(room: Room, peer: Peer, socket: PeerSocket): void {
	if (peer.socket !== socket) return;
	peer.socket = null;
	peer.entered = false;
	const place = room.person(peer.id)?.place;
	if (place !== 'room' && place !== 'lobby') {
		room.peers.delete(peer.id);
		return;
	}
	waitFor(room, peer, place === 'room' ? room.config.awaySeconds * 1_000 : LOBBY_GRACE);
	room.changed(peer.id);
}

/** Gives someone time to come (back), in ms. */
export function waitFor(room: Room, peer: Peer, ms: number): void {
	if (peer.grace) clearTimeout(peer.grace);
	peer.grace = setTimeout(() => {
		peer.grace = null;
		goOut(room, peer, 'lost');
		room.peers.delete(peer.id);
	}, ms);
}

/** Out of the room or the lobby, with everything that is theirs. The secret stays good unless they were removed. */
export function goOut(room: Room, peer: Peer, reason: Reason): void {
	const person = room.person(peer.id);
	if (peer.grace) clearTimeout(peer.grace);
	peer.grace = null;
	const { ingest } = peer;
	// First: whoever hears that a device's line is closed must not take it for lost.
	peer.ingest = [];
	closeTransports(room, peer);
	for (const transport of ingest) transport.close();
	if (!person || person.place === 'out') return;
	if (person.seat !== 'participant') {
		room.record({ type: 'forgotten', participant: person.id });
		return;
	}
	room.change(person.id, { place: 'out', handAt: null });
	if (person.place === 'lobby') return room.lobbyChanged();
	forgetEvidence(room, person.id);
	room.tell({ type: 'left', participant: person.id, reason });
	room.note({ type: 'left', participant: person.id, detail: { reason } });
	room.broadcast('participantLeft', { id: person.id });
	ifEmpty(room);
}

/** A room without people gives its worker back after a while; it is not over, and wakes with the next one who comes. */
export function ifEmpty(room: Room): void {
	if (room.inside().length > 0 || room.emptying) return;
	room.emptying = setTimeout(() => {
		room.emptying = null;
		if (room.inside().length > 0) return;
		stopRecording(room)
			.then(() => (room.inside().length > 0 ? undefined : closeMedia(room)))
			.catch((error: unknown) => { room.log.error({ room: room.id, err: error }, 'an empty room could not be closed'); });
	}, room.config.emptyRoomSeconds * 1_000);
}
