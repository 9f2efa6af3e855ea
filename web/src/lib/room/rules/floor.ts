/** The floor in a council's session, as one person in the room meets it: who may open the microphone, and what a change of it does. */

export type Council = {
	/** Who may open the microphone beside the hosts; null: everybody (before the opening, in a break). */
	speak: readonly string[] | null;
	/** Who has the floor. */
	floor: string | null;
};

type Standing = { council: Council | null; me: string; host: boolean };

/** May I open my microphone? In a meeting that is no session, everybody may. */
export function maySpeak({ council, me, host }: Standing): boolean {
	return council === null || council.speak === null || host || council.speak.includes(me);
}

/** Is it my turn: has the floor been given to me in particular? */
export const hasFloor = ({ council, me }: Pick<Standing, 'council' | 'me'>): boolean => council !== null && council.floor !== null && council.floor === me;

export type Turn =
	/** I had pressed the microphone before: it opens. */
	| 'opens'
	/** It is my turn; I open the microphone by pressing the button that is offered. */
	| 'offered'
	/** The microphone is shut, because I may not speak any more. */
	| 'shut'
	| 'nothing';

/** What a change of the floor does to me. Nobody's microphone opens without an act of their own. */
export function turnOf({ before, after, waiting, open }: { before: Standing; after: Standing; waiting: boolean; open: boolean }): Turn {
	if (!maySpeak(after)) return maySpeak(before) && open ? 'shut' : 'nothing';
	if (!maySpeak(before) && waiting && !open) return 'opens';
	return hasFloor(after) && !hasFloor(before) && !open ? 'offered' : 'nothing';
}
