import { closeMedia } from '../media/room-media.ts';
import { goOut } from './leave.ts';
import { stopRecording } from './recording.ts';
import type { Room } from './room.ts';

/** The meeting is over, for everybody and for good. Its recording closes; the portal is told. */
export async function endRoom(room: Room): Promise<void> {
	if (room.state.ended !== null) return;
	room.record({ type: 'ended', at: Date.now() });
	// Before people are let go: what they said last belongs to the recording.
	const stopped = stopRecording(room);
	for (const person of [...room.inside(), ...[...room.state.people.values()].filter(({ place }) => place === 'lobby')]) goOut(room, room.peer(person.id), 'ended');
	for (const device of room.devices.values()) device.transport.close();
	if (room.emptying) clearTimeout(room.emptying);
	room.emptying = null;
	room.tell({ type: 'ended' });
	await room.journal.saved();
	for (const peer of room.peers.values()) peer.dismiss('ended');
	room.peers.clear();
	// The recorder takes its time with the last pieces; whoever ended the meeting need not wait for it.
	stopped.then(() => closeMedia(room)).catch((error: unknown) => { room.log.error({ room: room.id, err: error }, 'an ended room could not be closed'); });
}
