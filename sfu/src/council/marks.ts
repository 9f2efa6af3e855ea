/** Events of the session in the recording's log: each once and in order, whatever dies between the portal and the recorder's disk. */
import { isRecording } from '../room/recording.ts';
import type { Room } from '../room/room.ts';
import type { Mark } from '../room/state.ts';

/** Highest event that this process has handed to a recording. */
const handed = new WeakMap<Room, number>();

/**
 * Takes over events from the portal, which need not say them again: they stay in the journal until the recorder has them. While nothing is
 * recorded there is nothing for them to go into.
 */
export function takeMarks(room: Room, marks: Mark[]): void {
	if (marks.length === 0 || (!isRecording(room) && !room.parting)) return;
	room.record({ type: 'marks', marks });
	handMarks(room);
}

/**
 * Hands over what waits; after a death of this process that is also what the recorder may have already, and leaves out. While one recording
 * is cut off and the next begins, the next one gets them.
 */
export function handMarks(room: Room): void {
	const { recording, parting } = room;
	if (parting) return void parting.then(() => { handMarks(room); });
	const waiting = room.state.marks.filter(({ sequence }) => sequence > (handed.get(room) ?? 0));
	const last = waiting.at(-1);
	if (!recording || !last) return;
	handed.set(room, last.sequence);
	const events = waiting.map(({ sequence, at, type, data }) => ({ at, type: 'council' as const, detail: { sequence, type, data } }));
	recording.kept(events).then(() => {
		room.record({ type: 'marked', sequence: last.sequence });
		return room.journal.saved();
	}).catch((error: unknown) => { room.log.error({ room: room.id, sequence: last.sequence, err: error }, 'events of the session did not get into the recording'); });
}
