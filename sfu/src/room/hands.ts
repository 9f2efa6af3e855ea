import type { Handlers } from '../socket/dispatch.ts';
import type { Room } from './room.ts';
import type { Person } from './state.ts';

export const handHandlers: Pick<Handlers, 'hand' | 'lowerHand'> = {
	hand({ room, person }, { raised }) {
		setHand(room, person, raised);
		return {};
	},
	lowerHand({ room }, { participant }) {
		setHand(room, room.present(participant).person, false);
		return {};
	}
};

/** Raising a raised hand does not lose its place in the queue. */
function setHand(room: Room, person: Person, raised: boolean): void {
	if ((person.handAt !== null) === raised) return;
	room.change(person.id, { handAt: raised ? Date.now() : null });
	room.note({ type: 'hand', participant: person.id, detail: { raised } });
	room.changed(person.id);
}
