import * as v from 'valibot';
import type { Room } from '../room/room.ts';
import { type Programme, shownState, type ShownState } from './programme.ts';

/** The last state of each session that was read: it is asked for at every packet, and changes a few times a minute. */
const read = new WeakMap<object, ShownState | null>();

/**
 * The session's state has changed. The stream and wall screens follow before this returns: once a closed part has begun, not one packet more goes out.
 */
export function showProgramme(room: Room): void {
	room.stream?.look(Date.now());
	for (const { wall } of room.devices.values()) wall?.look();
}

/**
 * What the portal has decided about this room's public stream. Of a council's session nothing is shown whose state this process has not been
 * told, or does not understand: after a restart the journal knows what is allowed, and the portal tells the rest.
 */
export function programmeOf(room: Room): Programme {
	const { meeting, ended, council } = room.state;
	const own = { title: meeting?.title ?? '', over: ended !== null };
	if (council === null) return { public: meeting?.public ?? false, closed: false, floor: null, interpreter: null, state: null, council: false, ...own };
	return { public: council.public, closed: council.closed !== null, floor: council.floor, interpreter: council.interpreter, state: stateOf(room), council: true, ...own };
}

function stateOf({ council: told, id, log }: Room): ShownState | null {
	if (told === null) return null;
	const known = read.get(told);
	if (known !== undefined) return known;
	const state = v.safeParse(shownState, told.state);
	if (!state.success) log.error({ room: id, issues: state.issues.map(({ message }) => message) }, 'the public stream does not understand the state of the session');
	read.set(told, state.success ? state.output : null);
	return state.success ? state.output : null;
}
