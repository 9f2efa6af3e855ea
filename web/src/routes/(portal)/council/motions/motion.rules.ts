/** In which order motions are voted on, and what an outcome does to the others. */
import type { MotionKind, MotionState } from '../live.ts';

export interface Motion {
	id: string;
	kind: MotionKind;
	state: MotionState;
	/** In the order of moving. */
	position: number;
}

/** Procedural ones at once; amendments before what they amend; what was moved instead before the main one; each in the order of moving unless the chair moved it. */
const turn: Record<MotionKind, number> = { procedural: 0, amendment: 1, counter: 2, main: 3 };

/** Motions still to be voted on, the next one first. */
export function toVote(motions: readonly Motion[]): Motion[] {
	return motions.filter(({ state }) => state === 'moved').sort((one, other) => turn[one.kind] - turn[other.kind] || one.position - other.position);
}

/**
 * What becomes of each motion of an item when one has been voted on: it is adopted or rejected; where a main or a counter motion is adopted, the other
 * main and counter motions fall, and with them the amendments that have not been voted on.
 */
export function settle({ motions, voted, passed }: { motions: readonly Motion[]; voted: string; passed: boolean }): Map<string, MotionState> {
	const motion = motions.find(({ id }) => id === voted);
	const changes = new Map<string, MotionState>();
	if (!motion) return changes;
	changes.set(voted, passed ? 'adopted' : 'rejected');
	if (!passed || (motion.kind !== 'main' && motion.kind !== 'counter')) return changes;
	for (const { id, kind, state } of motions) if (id !== voted && state === 'moved' && kind !== 'procedural') changes.set(id, 'fell');
	return changes;
}
