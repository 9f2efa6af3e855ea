import type { types } from 'mediasoup';
import type { Room } from '../room/room.ts';
import { wantLayers } from './layers.ts';

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
	// Nobody is an answer too: without it the last speaker's lane would run on through the silence.
	if (participants[0] !== room.speakers[0]) room.note({ type: 'speaker', ...(participants[0] !== undefined && { participant: participants[0] }) });
	room.speakers = participants;
	room.broadcast('activeSpeakers', { participants });
	focusRecording(room);
}

/**
 * The recorder's layer policy follows what the room looks at: who speaks, and whom anybody has pinned, gets the top layer. Publishers
 * hear of it where it changes what the recorder wants of them.
 */
export function focusRecording(room: Room): void {
	const { recording } = room;
	if (!recording) return;
	const pins = new Set<string>();
	for (const { tiles } of room.peers.values()) for (const [producer, { pinned }] of tiles) if (pinned) pins.add(producer);
	const cameras = [...room.peers.values()].flatMap((peer) => [...peer.published].flatMap(([producer, { source }]) => (source === 'camera' ? [{ peer, producer }] : [])));
	const before = cameras.map(({ producer }) => recording.layerWanted(producer));
	// Whoever has the floor, and the interpreter beside them, is looked at whether they are heard or not.
	const { floor, interpreter } = room.state.council ?? { floor: null, interpreter: null };
	recording.focus({ speakers: [...room.speakers, ...[floor, interpreter].filter((id) => id !== null)], pinned: cameras.filter(({ producer }) => pins.has(producer)).map(({ peer }) => peer.id), cameras: cameras.length });
	for (const [index, { peer, producer }] of cameras.entries()) if (recording.layerWanted(producer) !== before[index]) wantLayers(room, peer, producer);
}

function ownerOf(producer: types.Producer): string | null {
	const { participant } = producer.appData;
	return typeof participant === 'string' ? participant : null;
}
