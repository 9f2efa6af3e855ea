/** What a wall screen plays: one picture and one sound of the room. Pure. */
import { choose, type RoomTrack } from '../streaming/scene.ts';
import type { Programme } from '../streaming/programme.ts';

export interface WallView {
	programme: Programme;
	tracks: RoomTrack[];
	/** Loudest first, as the room is told. */
	loud: readonly string[];
	/** Who has been speaking for a while. */
	speaker: string | null;
	/** The sound that is played now, so that silence changes nothing. */
	sound: string | null;
	now: number;
}

/** Producers; null where there is nothing. In a closed part, and when all is over, there is nothing at all. */
export function wallChoice({ programme, tracks, loud, speaker, sound, now }: WallView): { picture: string | null; sound: string | null } {
	// A wall hangs in the hall: before the opening and in a break the room itself is what there is to see.
	const { notice, main } = choose({ programme: { ...programme, council: false }, tracks, speaker, nameOf: () => null, now });
	if (notice !== null) return { picture: null, sound: null };
	return { picture: main, sound: soundOf({ tracks, loud, floor: programme.floor, sound }) };
}

/** Whoever has the floor while they are heard, else whoever is; in silence what was played last. */
function soundOf({ tracks, loud, floor, sound }: Pick<WallView, 'tracks' | 'loud' | 'sound'> & { floor: string | null }): string | null {
	const open = tracks.filter(({ source, paused }) => source === 'microphone' && !paused);
	const of = (participant: string | null | undefined) => open.find((track) => track.participant === participant)?.producer;
	const heard = floor !== null && loud.includes(floor) ? floor : loud.find((one) => of(one) !== undefined);
	const before = open.find(({ producer }) => producer === sound)?.producer;
	const shown = tracks.find(({ source, paused }) => source === 'screenSound' && !paused)?.producer;
	return of(heard) ?? before ?? of(floor) ?? shown ?? open.find(({ program }) => program)?.producer ?? open[0]?.producer ?? null;
}
