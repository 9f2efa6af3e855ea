/** A council's session that is held in a room: how it stands is the portal's to say; the room carries it out and passes it on. */
import type { CouncilAnswer, CouncilCall } from '../control.ts';
import { focusRecording } from '../media/speakers.ts';
import type { CouncilState } from '../protocol.ts';
import type { Room } from '../room/room.ts';
import { showProgramme } from '../streaming/programme-of.ts';
import { letBackIn, shutOut } from './closed-part.ts';
import { silenceOthers } from './floor.ts';
import { takeMarks } from './marks.ts';

/** Applies the portal's call; one that is not newer than what is held changes nothing. */
export function applyCouncil(room: Room, call: CouncilCall): CouncilAnswer {
	const before = room.state.council;
	const fresh = call.version > (room.council?.version ?? -1);
	const marks = call.marks.filter(({ sequence }) => sequence > (before?.sequence ?? 0)).sort((one, other) => one.sequence - other.sequence);
	const sequence = marks.at(-1)?.sequence ?? before?.sequence ?? 0;
	if (!fresh && marks.length === 0) return held(room);
	const { speak, floor, interpreter, closed, evidence, public: published, version, state } = call;
	const rules = fresh || !before ? { speak, floor, interpreter, closed, evidence, public: published } : before;
	room.record({ type: 'council', council: { ...rules, sequence } });
	const shut = before?.closed == null && rules.closed !== null;
	// What belongs to the part that ends is written into its recording before that one is cut off, and the other way round.
	if (!shut) takeMarks(room, marks);
	if (fresh) {
		room.council = { version, state };
		// The public first: not one packet of a closed part goes out.
		showProgramme(room);
		if (rules.closed) shutOut(room);
		silenceOthers(room);
		focusRecording(room);
		const shown = shownCouncil(room);
		if (shown) room.broadcast('council', shown);
		letBackIn(room);
	}
	if (shut) takeMarks(room, marks);
	return held(room);
}

/** As everybody in the room sees it; null when no session is held here, or this process has not been told of it yet. */
export function shownCouncil(room: Room): CouncilState | null {
	const { council, state: { council: rules } } = room;
	if (!council || !rules) return null;
	const { speak, floor, interpreter, closed } = rules;
	return { version: council.version, state: council.state, speak, floor, interpreter, closed: closed !== null };
}

function held(room: Room): CouncilAnswer {
	return { version: room.council?.version ?? 0, sequence: room.state.council?.sequence ?? 0 };
}
