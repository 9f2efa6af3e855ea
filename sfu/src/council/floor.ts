import { pause } from '../media/unpublish.ts';
import type { Room } from '../room/room.ts';

/**
 * May this person's microphone be heard? Where the portal names the speakers it is theirs, and the hosts' who lead the session. A program
 * (the hall's sound) is nobody who could be given the floor: in the hall itself, who is heard is decided at its desk.
 */
export function maySpeak(room: Room, id: string): boolean {
	const speak = room.state.council?.speak ?? null;
	return speak === null || speak.includes(id) || room.person(id)?.grants.includes('host') === true || isProgram(room, id);
}

/** Does this one's picture and sound come from a program (ingest), which only sends and sees nothing? */
export function isProgram(room: Room, id: string): boolean {
	return (room.peers.get(id)?.ingest.length ?? 0) > 0;
}

/** Mutes at once whoever may not speak any more; nobody is unmuted but by themselves. */
export function silenceOthers(room: Room): void {
	for (const peer of room.peers.values()) {
		if (maySpeak(room, peer.id)) continue;
		for (const published of peer.published.values()) {
			if (published.source !== 'microphone' || published.producer.paused) continue;
			pause(room, peer, published).then(
				() => { peer.emit('stoppedByHost', { source: 'microphone', producer: published.producer.id }); },
				(error: unknown) => { if (!published.producer.closed) room.log.error({ room: room.id, participant: peer.id, err: error }, 'a microphone could not be muted'); }
			);
		}
	}
}
