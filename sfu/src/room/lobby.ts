import { closeTransports } from '../media/transports.ts';
import { Refusal } from '../refusal.ts';
import type { Handlers } from '../socket/dispatch.ts';
import { announce } from './enter.ts';
import { goOut, ifEmpty } from './leave.ts';
import type { Room } from './room.ts';

export const lobbyHandlers: Pick<Handlers, 'admit' | 'deny' | 'toLobby'> = {
	admit({ room }, { participants }) {
		const ids = participants === 'all' ? room.waiting().map(({ id }) => id) : participants;
		for (const id of ids) letIn(room, id);
		room.lobbyChanged();
		return {};
	},
	deny({ room }, { participant }) {
		const person = room.person(participant);
		if (person?.place !== 'lobby') throw new Refusal('not-found');
		const peer = room.peer(participant);
		goOut(room, peer, 'lobby');
		room.change(participant, { resumeHash: null });
		peer.dismiss('denied');
		room.peers.delete(participant);
		return {};
	},
	toLobby({ room, person }, { participant }) {
		if (participant === person.id) throw new Refusal('forbidden');
		const { peer } = room.present(participant);
		closeTransports(room, peer);
		room.change(participant, { place: 'lobby', admitted: false, since: Date.now(), handAt: null });
		room.tell({ type: 'left', participant, reason: 'lobby' });
		room.note({ type: 'left', participant, detail: { reason: 'lobby' } });
		room.broadcast('participantLeft', { id: participant });
		peer.emit('sentToLobby', {});
		room.lobbyChanged();
		ifEmpty(room);
		return {};
	}
};

/** Whoever is not waiting any more is passed over: two hosts may press at once. */
function letIn(room: Room, id: string): void {
	const person = room.person(id);
	if (person?.place !== 'lobby') return;
	const admitted = room.change(id, { place: 'room', admitted: true, since: Date.now() });
	announce(room, admitted);
	room.peer(id).emit('admitted', {});
}
