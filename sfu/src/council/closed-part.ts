/** The part of a council's session without the public: who is not of the council waits outside, and comes back by themselves when it is over. */
import { closeTransports } from '../media/transports.ts';
import { announce } from '../room/enter.ts';
import { recordApart } from '../room/recording.ts';
import type { Room } from '../room/room.ts';
import type { Person } from '../room/state.ts';

/** Must this person wait while the closed part runs? Hosts, and whoever a host lets in meanwhile, do not. */
export function isShutOut(room: Room, { id, grants, inside }: Pick<Person, 'id' | 'grants' | 'inside'>): boolean {
	const closed = room.state.council?.closed;
	return closed != null && !inside && !grants.includes('host') && !closed.insiders.includes(id);
}

/** The closed part has begun: everybody else is out before this returns, and what is recorded from now on is another recording. */
export function shutOut(room: Room): void {
	for (const person of [...room.state.people.values()]) if (person.place === 'room' && isShutOut(room, person)) putOut(room, person);
	room.lobbyChanged();
	recordApartLater(room);
}

/** It is over: whoever was shut out is in the room again, and their browser is told to come. */
export function letBackIn(room: Room): void {
	for (const person of [...room.state.people.values()]) {
		if (person.place !== 'lobby' || !person.shutOut) continue;
		const back = room.change(person.id, { place: 'room', shutOut: false, since: Date.now() });
		announce(room, back);
		room.peer(person.id).emit('admitted', {});
	}
	room.lobbyChanged();
	recordApartLater(room);
}

function putOut(room: Room, person: Person): void {
	const peer = room.peer(person.id);
	closeTransports(room, peer);
	room.change(person.id, { place: 'lobby', shutOut: true, since: Date.now(), handAt: null });
	peer.emit('sentToLobby', {});
	if (person.seat !== 'participant') return;
	room.tell({ type: 'left', participant: person.id, reason: 'lobby' });
	room.note({ type: 'left', participant: person.id, detail: { reason: 'lobby' } });
	room.broadcast('participantLeft', { id: person.id });
}

/** The recording before is cut off at once; that the next one runs takes a moment, and the room shows it. What happens meanwhile is written into the next one. */
function recordApartLater(room: Room): void {
	room.parting = recordApart(room)
		.catch((error: unknown) => { room.log.error({ room: room.id, err: error }, 'the recording could not go on in a part of its own'); })
		.finally(() => { room.parting = null; });
}
