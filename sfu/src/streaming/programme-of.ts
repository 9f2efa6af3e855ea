import type { Room } from '../room/room.ts';
import type { Programme } from './programme.ts';

/** What the portal has decided about this room's public stream. */
export function programmeOf(room: Room): Programme {
	const { meeting } = room.state;
	return { public: meeting?.public ?? false, closed: false, floor: null, interpreter: null, state: null, council: false, title: meeting?.title ?? '', over: room.state.ended !== null };
}
