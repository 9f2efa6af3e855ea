/** The part of a council's session without the public: who is not of the council waits outside, and comes back by themselves when it is over. */
import { closeTransports } from '../media/transports.ts';
import { announce } from '../room/enter.ts';
import { recordApart } from '../room/recording.ts';
import { tuneIn, tuneOut } from './onlookers.ts';
import { isProgram } from './floor.ts';
import type { Room } from '../room/room.ts';
import type { Person } from '../room/state.ts';

/** Must this person wait while the closed part runs? Hosts, whoever a host lets in meanwhile, and the hall's camera and sound do not. */
export function isShutOut(room: Room, { id, grants, inside }: Pick<Person, 'id' | 'grants' | 'inside'>): boolean {
	const closed = room.state.council?.closed;
	return closed != null && !inside && !grants.includes('host') && !closed.insiders.includes(id) && !isProgram(room, id);
}

/** A closed part runs: everybody else is out when this returns, and what is recorded from now on is another recording. */
export function shutOut(room: Room): void {
	const out = [...room.state.people.values()].filter((person) => person.place === 'room' && isShutOut(room, person));
	for (const person of out) putOut(room, person);
	if (out.length > 0) room.lobbyChanged();
	recordApartNow(room);
}

/** It is over, or they belong to it now: whoever was shut out is in the room again, and their browser is told to come. */
export function letBackIn(room: Room): void {
	const back = [...room.state.people.values()].filter((person) => person.place === 'lobby' && person.shutOut && !isShutOut(room, person));
	for (const { id, seat } of back) {
		const peer = room.peer(id);
		announce(room, room.change(id, { place: 'room', shutOut: false, since: Date.now() }));
		if (seat === 'onlooker') tuneIn(room, peer);
		peer.emit('admitted', {});
	}
	if (back.length > 0) room.lobbyChanged();
	recordApartNow(room);
}

function putOut(room: Room, person: Person): void {
	const peer = room.peer(person.id);
	closeTransports(room, peer);
	tuneOut(room, peer);
	room.change(person.id, { place: 'lobby', shutOut: true, since: Date.now(), handAt: null });
	peer.emit('sentToLobby', { closedPart: true });
	if (person.seat !== 'participant') return;
	room.tell({ type: 'left', participant: person.id, reason: 'lobby' });
	room.note({ type: 'left', participant: person.id, detail: { reason: 'lobby' } });
	room.broadcast('participantLeft', { id: person.id });
}

/** The recording before is cut off at once; that the next one runs takes a moment, and the room shows it. Does nothing while the one that runs is of this part. */
function recordApartNow(room: Room): void {
	const isApart = () => (room.state.recording?.part ?? 'open') === (room.state.council?.closed ? 'closed' : 'open');
	if (!room.state.recording || (isApart() && !room.parting)) return;
	const part = async () => { if (!isApart()) await recordApart(room); };
	// Two presses in one moment: the second part begins when the first has.
	const parting: Promise<void> = (room.parting ? room.parting.then(part) : part())
		.catch((error: unknown) => { room.log.error({ room: room.id, err: error }, 'the recording could not go on in a part of its own'); })
		.finally(() => { if (room.parting === parting) room.parting = null; });
	room.parting = parting;
}
