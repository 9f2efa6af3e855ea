import { closeTransports } from '../media/transports.ts';
import type { Callback } from '../control.ts';
import { Refusal } from '../refusal.ts';
import type { Handlers } from '../socket/dispatch.ts';
import { announce } from './enter.ts';
import { goOut, ifEmpty } from './leave.ts';
import type { Room } from './room.ts';
import type { Person } from './state.ts';

type Told = Callback['event'];

export const lobbyHandlers: Pick<Handlers, 'admit' | 'deny' | 'toLobby'> = {
	admit({ room, person: host }, { participants }) {
		const ids = participants === 'all' ? room.waiting().map(({ id }) => id) : participants;
		for (const id of ids) letIn(room, id, host.id);
		room.lobbyChanged();
		return {};
	},
	deny({ room, person: host }, { participant }) {
		const person = room.person(participant);
		if (person?.place !== 'lobby') throw new Refusal('not-found');
		const peer = room.peer(participant);
		tellDecision(room, person, { by: host.id, decision: 'turned-away' });
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
		const sentBack = room.change(participant, { place: 'lobby', admitted: false, since: Date.now(), handAt: null });
		tellDecision(room, sentBack, { by: person.id, decision: 'sent-back' });
		room.tell({ type: 'left', participant, reason: 'lobby' });
		room.note({ type: 'left', participant, detail: { reason: 'lobby' } });
		room.broadcast('participantLeft', { id: participant });
		peer.emit('sentToLobby', { closedPart: false });
		room.lobbyChanged();
		ifEmpty(room);
		return {};
	}
};

/** The portal writes it into its log: who came in is to be answered for by somebody. */
function tellDecision(room: Room, { id: participant, name, guest }: Person, { by, decision }: Pick<Extract<Told, { type: 'lobby' }>, 'by' | 'decision'>): void {
	room.tell({ type: 'lobby', participant, name, guest, by, decision });
}

/** Whoever is not waiting any more is passed over: two hosts may press at once. */
function letIn(room: Room, id: string, by: string): void {
	const person = room.person(id);
	if (person?.place !== 'lobby') return;
	const admitted = room.change(id, { place: 'room', admitted: true, shutOut: false, since: Date.now() });
	tellDecision(room, admitted, { by, decision: 'admitted' });
	announce(room, admitted);
	room.peer(id).emit('admitted', {});
}
