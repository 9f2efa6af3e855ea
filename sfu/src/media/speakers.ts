import type { types } from 'mediasoup';
import type { Room } from '../room/room.ts';

interface Heed {
	room: Room;
	levels: types.AudioLevelObserver;
	dominance: types.ActiveSpeakerObserver;
}

/** Names who is heard: the dominant one first, who was found by more than loudness, then by volume. */
export function heed({ room, levels, dominance }: Heed): void {
	let dominant: string | null = null;
	dominance.on('dominantspeaker', ({ producer }) => {
		dominant = ownerOf(producer);
	});
	levels.on('volumes', (volumes) => {
		const loud = [...new Set(volumes.map(({ producer }) => ownerOf(producer)).filter((owner) => owner !== null))];
		room.heard = dominant !== null && loud.includes(dominant) ? [dominant, ...loud.filter((id) => id !== dominant)] : loud;
		nameSpeakers(room);
	});
	levels.on('silence', () => {
		room.heard = [];
		nameSpeakers(room);
	});
}

/** At most three, loudest first. Told only when it changes. */
export function nameSpeakers(room: Room): void {
	const participants = [...new Set([...room.heard, ...room.loudPrograms])].slice(0, 3);
	if (participants.join() === room.speakers.join()) return;
	if (participants[0] && participants[0] !== room.speakers[0]) room.note({ type: 'speaker', participant: participants[0] });
	room.speakers = participants;
	room.broadcast('activeSpeakers', { participants });
	focusRecording(room);
}

/** The recorder's layer policy follows what the room looks at (design: the speaker gets the top layer). */
export function focusRecording(room: Room): void {
	let cameras = 0;
	for (const peer of room.peers.values()) for (const { source } of peer.published.values()) if (source === 'camera') cameras += 1;
	room.recording?.focus({ speakers: room.speakers, pinned: [], cameras });
}

function ownerOf(producer: types.Producer): string | null {
	const { participant } = producer.appData;
	return typeof participant === 'string' ? participant : null;
}
