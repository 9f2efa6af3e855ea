import type { Peer, Published } from '../room/peer.ts';
import type { Room } from '../room/room.ts';
import { focusRecording } from './speakers.ts';

/** Forwards nothing of this track any more, until its owner resumes it. */
export async function pause(room: Room, peer: Peer, published: Published): Promise<void> {
	if (published.producer.paused) return;
	await published.producer.pause();
	noteSource(room, peer, published, false);
	room.changed(peer.id);
}

/** Takes a track out of the room: its consumers close, its recording ends, everyone is told. */
export function unpublish(room: Room, peer: Peer, published: Published): void {
	if (!peer.published.delete(published.producer.id)) return;
	published.producer.close();
	room.recording?.removeProducer(published.producer.id);
	room.tell({ type: 'publishing', participant: peer.id, source: published.source, on: false });
	noteSource(room, peer, published, false);
	focusRecording(room);
}

/** Takes every track of this person out of the room. */
export function unpublishAll(room: Room, peer: Peer): void {
	for (const published of [...peer.published.values()]) unpublish(room, peer, published);
}

/** Writes into the recording's log that a source went on or off. */
export function noteSource(room: Room, peer: Peer, { source }: Published, on: boolean): void {
	if (source === 'microphone') room.note({ type: on ? 'unmuted' : 'muted', participant: peer.id });
	else if (source === 'camera' || source === 'screen') room.note({ type: source, participant: peer.id, detail: { on } });
}
