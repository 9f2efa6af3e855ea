/**
 * A room after a death: its worker's, or this whole process's.
 */
import { closeTransports } from '../media/transports.ts';
import { mediaOf } from '../media/room-media.ts';
import { handMarks } from '../council/marks.ts';
import { tellGap } from '../council/evidence.ts';
import { goOut, ifEmpty, waitFor } from './leave.ts';
import { restoreRecording } from './recording.ts';
import type { Room } from './room.ts';

/** The worker is dead, and every transport on it: the room moves, and browsers are asked to publish again. */
export async function moveRoom(room: Room): Promise<void> {
	room.media = null;
	room.heard = [];
	const programs = [...room.peers.values()].filter((peer) => peer.ingest.length > 0);
	for (const peer of room.peers.values()) closeTransports(room, peer);
	room.broadcast('mediaLost', {});
	for (const peer of room.peers.values()) room.changed(peer.id);
	// A program cannot be asked for anything; it has to be let in again.
	for (const peer of programs) goOut(room, peer, 'lost');
	const { router } = await mediaOf(room);
	await room.recording?.moveTo(router);
}

/** The journal has people inside: they get the usual time to come back, with the recording running on. */
export async function wakeRoom(room: Room): Promise<void> {
	if (room.state.ended !== null) return;
	for (const person of room.state.people.values()) {
		if (person.place !== 'out') waitFor(room, room.peer(person.id), room.config.awaySeconds * 1_000);
	}
	await restoreRecording(room);
	handMarks(room);
	tellGap(room);
	ifEmpty(room);
}
