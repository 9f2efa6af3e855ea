import * as v from 'valibot';
import type { Room } from '../room/room.ts';
import { type Programme, shownState } from './programme.ts';

/** What the portal's call about a council's session says, as far as the public stream is concerned. */
export interface CouncilCall {
	public: boolean;
	closed: unknown;
	floor: string | null;
	interpreter: string | null;
	/** The session's whole state; what is not understood is not shown. */
	state: unknown;
}

/**
 * The session's state has changed (or was taken up again after a restart); null: the room is no council's session. The stream follows before
 * this returns: once a closed part has begun, not one packet more goes out.
 */
export function showProgramme(room: Room, call: CouncilCall | null): void {
	if (call === null) room.programme = null;
	else {
		const state = v.safeParse(shownState, call.state);
		if (!state.success) room.log.error({ room: room.id, issues: state.issues.map(({ message }) => message) }, 'the public stream does not understand the state of the session');
		room.programme = { public: call.public, closed: call.closed !== null, floor: call.floor, interpreter: call.interpreter, state: state.success ? state.output : null };
	}
	room.stream?.look(Date.now());
}

/** What the portal has decided about this room's public stream. */
export function programmeOf(room: Room): Programme {
	const { meeting, ended } = room.state;
	const own = { title: meeting?.title ?? '', over: ended !== null };
	if (room.programme !== null) return { ...room.programme, ...own, council: true };
	return { public: meeting?.public ?? false, closed: false, floor: null, interpreter: null, state: null, council: false, ...own };
}
