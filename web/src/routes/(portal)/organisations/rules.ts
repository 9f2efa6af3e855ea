/** What may be done with an organisation. Pure: the store reads the facts, the rules decide. */
import { may } from '#lib/permissions/decide.ts';
import type { Subject } from '#lib/permissions/types.ts';
import { permissions } from './permissions.ts';

/** Does the subject administer the organisation with this path (ids from the root down to it), and everything below? */
export function administers({ subject, path, now }: { subject: Subject; path: readonly string[]; now: Date }): boolean {
	return may({ subject, action: permissions.actions.manage, resource: { path, relations: [], traits: [] }, now });
}

export interface Place {
	id: string;
	/** Ids from the root down to it. */
	path: readonly string[];
	validFrom: string;
	validUntil: string | null;
}

/** Has it ended, or will it on a day that is already set? Nothing is changed about it any more. */
export const isClosed = ({ validUntil }: Pick<Place, 'validUntil'>): boolean => validUntil !== null;

/** What an administrator may do with it. Its place in the tree is not decided from inside: that needs somebody who administers what lies above. */
export function mayDo({ subject, place, now }: { subject: Subject; place: Place; now: Date }): { edit: boolean; add: boolean; rearrange: boolean; people: boolean } {
	const { change, add, rearrange, affiliate } = permissions.actions;
	const traits = isClosed(place) ? (['closed'] as const) : [];
	const ask = (action: typeof change, path = place.path) => may({ subject, action, resource: { path, relations: [], traits }, now });
	return { edit: ask(change), add: ask(add), people: !isClosed(place) && ask(affiliate), rearrange: ask(change) && ask(rearrange, place.path.slice(0, -1)) };
}

export type MoveProblem = 'closed' | 'itself' | 'below-itself' | 'same-place' | 'target-closed' | 'target-foreign';

/** Why `place` cannot be put below `target`; null: it can. Whoever asks administers `place` and what lies above it. */
export function moveProblem({ subject, place, target, now }: { subject: Subject; place: Place; target: Place; now: Date }): MoveProblem | null {
	if (isClosed(place)) return 'closed';
	if (target.id === place.id) return 'itself';
	if (target.path.includes(place.id)) return 'below-itself';
	if (target.id === place.path.at(-2)) return 'same-place';
	if (isClosed(target)) return 'target-closed';
	return administers({ subject, path: target.path, now }) ? null : 'target-foreign';
}

/** Why `place` cannot be merged into `target`: the same reasons, but its own superior may well be the one that takes it over. */
export function mergeProblem(options: Parameters<typeof moveProblem>[0]): MoveProblem | null {
	const problem = moveProblem(options);
	return problem === 'same-place' ? null : problem;
}

export type EndProblem = 'closed' | 'has-units' | 'before-start';

/** Why `place` cannot end on `day` (the first day without it). Units below it have to be moved or ended first: nobody may be left hanging. */
export function endProblem({ place, openUnits, day }: { place: Place; openUnits: number; day: string }): EndProblem | null {
	if (isClosed(place)) return 'closed';
	if (openUnits > 0) return 'has-units';
	return day < place.validFrom ? 'before-start' : null;
}

/** Whose word reaches a unit only before, and only after, it moves: superiors that it leaves and that it comes under. */
export function superiorsChanged({ place, target }: { place: Place; target: Place }): { lost: string[]; gained: string[] } {
	const before = place.path.slice(0, -1);
	return { lost: before.filter((id) => !target.path.includes(id)), gained: target.path.filter((id) => !before.includes(id)) };
}
