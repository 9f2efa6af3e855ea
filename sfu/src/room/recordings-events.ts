import type { Logger } from 'pino';
import type { Recordings } from '../recording/index.ts';
import { recordingChanged, recordingOver } from './recording.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';

export interface BindRecordings {
	recordings: Recordings;
	rooms: Rooms;
	log: Logger;
}

/** Carries the recorder's reports to the rooms and, through their journals, to the portal. */
export function bindRecordings({ recordings, rooms, log }: BindRecordings): void {
	recordings.on('state', ({ recording, room: id, state }) => {
		const room = rooms.all.find((one) => one.id === id);
		if (room) recordingChanged(room, recording, state);
	});
	recordings.on('closed', ({ recording, room: id, manifestKey, manifestVersion, manifestSha256, acknowledge }) => {
		report(id, recording, acknowledge, (room) => {
			if (!room.state.outbox.some(({ event }) => event.type === 'recordingClosed' && event.recording === recording)) {
				room.tell({ type: 'recordingClosed', recording, manifestKey, manifestVersion, manifestSha256 });
			}
			recordingOver(room, recording, 'off');
		});
	});
	recordings.on('failed', ({ recording, room: id, reason, acknowledge }) => {
		report(id, recording, acknowledge, (room) => {
			room.tell({ type: 'recordingFailed', recording, reason });
			recordingOver(room, recording, 'failed');
		});
	});

	/** The recorder is acknowledged only when the callback is on disk. */
	function report(id: string, recording: string, acknowledge: () => void, work: (room: Room) => void): void {
		rooms
			.open(id)
			.then(async (room) => {
				work(room);
				await room.journal.saved();
				acknowledge();
			})
			.catch((error: unknown) => { log.error({ room: id, recording, err: error }, 'a report of the recorder could not be kept'); });
	}
}
