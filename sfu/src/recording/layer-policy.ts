import type { Source } from '../protocol.ts';

/** Whom the room sees now. */
export interface Focus {
	/** Participants who speak or have the floor. */
	speakers: string[];
	pinned: string[];
	/** How many cameras are on. */
	cameras: number;
}

/** In rooms of up to this many cameras every one is recorded in full (design §3.6). */
const smallRoom = 9;

/**
 * Is this picture recorded in its top layer, or in its lowest? The recorder is a viewer with a policy: all in a small room, else
 * screens, speakers and pinned tiles. That is about 17 GB instead of 175 for a four-hour session of 65.
 */
export function recordsTopLayer({ source, participant, focus }: { source: Source; participant: string; focus: Focus }): boolean {
	if (source !== 'camera') return true;
	return focus.cameras <= smallRoom || focus.speakers.includes(participant) || focus.pinned.includes(participant);
}
