import { randomBytes } from 'node:crypto';
import { warmUp } from '../media/layers.ts';
import { openTransports } from '../media/transports.ts';
import { failures, type Failure, type Grant, type Snapshot } from '../protocol.ts';
import { isShutOut } from '../council/closed-part.ts';
import { shownCouncil } from '../council/council.ts';
import { tuneIn } from '../council/onlookers.ts';
import { Refusal } from '../refusal.ts';
import type { Enter } from '../socket/dispatch.ts';
import { HandshakeRefused, hashSecret, mayEnter, type Entrance } from '../socket/handshake.ts';
import type { Peer } from './peer.ts';
import type { Room } from './room.ts';
import type { Person } from './state.ts';

/** Windows of one person that may still be trying to come back. */
const MOST_GIVEN_UP = 8;

/** The first call on every socket; also after `admitted`, `mediaLost` and every reconnect. */
export const enter: Enter = ({ room, peer, socket }) =>
	peer.alone(async () => {
		if (peer.socket !== socket) throw new Refusal('not-entered');
		const before = room.person(peer.id)?.place;
		const person = take(room, peer, socket.data);
		if (person.place === 'lobby') {
			peer.entered = true;
			if (before !== 'lobby') room.lobbyChanged();
			return snapshot(room, peer, person, null);
		}
		if (person.seat === 'onlooker') {
			peer.entered = true;
			tuneIn(room, peer);
			return snapshot(room, peer, person, null);
		}
		const media = await openTransports(room, peer).catch((error: unknown) => {
			notQuite(room, person, before);
			throw error;
		});
		// Meanwhile the same person may have come by another socket, or been removed.
		if (peer.socket !== socket || room.person(peer.id)?.place !== 'room') {
			notQuite(room, person, before);
			throw new Refusal('not-entered');
		}
		peer.entered = true;
		warmUp(room);
		if (before === 'room') room.changed(peer.id);
		else announce(room, person);
		return snapshot(room, peer, person, media);
	});

/** Whoever could not come in whole is not in the room, so that the next attempt is announced. */
function notQuite(room: Room, { id }: Person, before: Person['place'] | undefined): void {
	if (before !== 'room' && room.person(id)?.place === 'room') room.change(id, { place: before ?? 'out' });
}

/** Someone is in the room now who was not before. */
export function announce(room: Room, person: Person): void {
	if (person.seat !== 'participant') return;
	if (room.emptying) clearTimeout(room.emptying);
	room.emptying = null;
	room.tell({ type: 'joined', participant: person.id, name: person.name, guest: person.guest });
	room.note({ type: 'joined', participant: person.id, detail: { name: person.name, organisation: person.organisation, guest: person.guest } });
	room.broadcast('participantJoined', room.view(person), person.id);
}

/** Finds or makes the person behind a token, in the lobby or in the room. */
export function admit(room: Room, admission: NonNullable<Entrance['admission']>): Person {
	const { state } = room;
	mayEnter(room, admission);
	// The first who comes says what the meeting is; whether the public may watch is asked again each time.
	const watched = admission.meeting.public ?? state.meeting?.public;
	if (!state.meeting || watched !== state.meeting.public) room.record({ type: 'meeting', meeting: { ...(state.meeting ?? admission.meeting), public: watched } });
	const known = room.person(admission.sub);
	const grants = grantsAfter(known, admission.grants);
	// Whoever a host has sent back to the lobby stays there, although their invitation would let them in.
	const admitted = (known ? known.admitted : !admission.lobby) || grants.includes('host');
	const { seat, inside } = admission;
	// Whom a host has let in since stays.
	const shutOut = admitted && known?.place !== 'room' && isShutOut(room, { id: admission.sub, grants, inside });
	const place = admitted && !shutOut ? 'room' : 'lobby';
	const since = known?.place === place ? known.since : Date.now();
	const { sub: id, name, organisation, guest } = admission;
	const person: Person = { id, name, organisation, guest, grants, given: admission.grants, place, admitted, since, resumeHash: known?.resumeHash ?? null, givenUp: known?.givenUp ?? [], handAt: known?.handAt ?? null, consent: known?.consent ?? false, seat, inside, shutOut };
	room.record({ type: 'person', person });
	if (state.sequence === 0) room.tell({ type: 'opened' });
	return person;
}

/** What the portal gives now, and what hosts in the room have given beside it. */
export function grantsAfter(known: Pick<Person, 'grants' | 'given'> | undefined, given: Grant[]): Grant[] {
	return [...new Set([...(known?.grants.filter((grant) => !known.given.includes(grant)) ?? []), ...given])];
}

/** Takes the person's place, and gives the secret with which to come back. */
function take(room: Room, peer: Peer, { admission, resume }: Entrance): Person {
	try {
		const person = admission ? admit(room, admission) : returning(room, peer.id);
		peer.resume ??= resume ?? randomBytes(32).toString('hex');
		const resumeHash = hashSecret(peer.resume);
		if (person.resumeHash === resumeHash) return person;
		const givenUp = person.resumeHash ? [...person.givenUp, person.resumeHash].slice(-MOST_GIVEN_UP) : person.givenUp;
		return room.change(person.id, { resumeHash, givenUp });
	} catch (error) {
		if (!(error instanceof HandshakeRefused)) throw error;
		const { code } = error.data;
		throw new Refusal(isFailure(code) ? code : 'forbidden');
	}
}

/** Someone who was here before, with whatever the room has decided about them since. */
function returning(room: Room, id: string): Person {
	const person = room.person(id);
	if (!person) throw new Refusal('not-entered');
	mayEnter(room, { sub: id, grants: person.grants });
	if (person.place !== 'out') return person;
	const shutOut = person.admitted && isShutOut(room, person);
	return room.change(id, { place: person.admitted && !shutOut ? 'room' : 'lobby', shutOut, since: Date.now() });
}

function snapshot(room: Room, peer: Peer, person: Person, media: Snapshot['media']): Snapshot {
	const { state } = room;
	const inside = person.place === 'room';
	return {
		room: room.id,
		title: state.meeting?.title ?? '',
		kind: state.meeting?.kind ?? 'call',
		you: { id: person.id, grants: person.grants, guest: person.guest },
		resume: peer.resume,
		place: inside ? 'room' : 'lobby',
		shutOut: person.shutOut,
		serverTime: Date.now(),
		locked: state.locked,
		recordable: state.meeting?.recordable ?? false,
		recording: room.recordingState,
		participants: inside && person.seat !== 'onlooker' ? room.inside().map((one) => room.view(one)) : [],
		waiting: inside && person.grants.includes('host') ? room.waiting() : [],
		chat: inside && person.seat === 'participant' ? state.chat : [],
		council: inside ? shownCouncil(room) : null,
		media
	};
}

function isFailure(code: string): code is Failure {
	return failures.some((failure) => failure === code);
}
