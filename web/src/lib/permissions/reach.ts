import { grantOf } from './decide.ts';
import type { Action, Subject } from './types.ts';

/** Of which things with the given traits an action is allowed: for lists, which must ask once and not of every row. */
export interface Range<R extends string = string> {
	everything: boolean;
	/** Things that one of these organisations owns. */
	houses: string[];
	/** Things that one of these organisations owns, or an organisation below it. */
	subtrees: string[];
	/** Things to which the subject stands in one of these relations. */
	relations: R[];
}

/**
 * The range of an action: `decide` allows it exactly of what lies in it.
 * @param traits those of the things in question, all of one kind
 */
export function rangeOf<R extends string, T extends string>({ subject, action, traits, now }: { subject: Subject; action: Action<R, T>; traits: readonly T[]; now: Date }): Range<R> {
	const range: Range<R> = { everything: false, houses: [], subtrees: [], relations: [] };
	const has = (trait: string) => traits.some((each) => each === trait);
	if (action.never?.some(has)) return range;
	const held = (role: string) => (subject.kind === 'person' ? subject.grants.filter((grant) => grant.role === role && grantOf({ subject: { ...subject, grants: [grant] }, role, reach: 'anywhere', path: [], now })) : []);
	for (const way of action.ways) {
		if (!(way.when?.every(has) ?? true) || way.unless?.some(has)) continue;
		if (way.via === 'account') range.everything ||= subject.kind === 'person';
		else if (way.via === 'published') range.everything ||= has('published');
		else if (way.via === 'relation') {
			if (way.with === undefined || held(way.with).length > 0) range.relations.push(way.relation);
		} else {
			const grants = held(way.role);
			const ids = grants.map((grant) => grant.organisation);
			if (way.reach === 'house') range.houses.push(...ids);
			else if (way.reach === 'subtree') range.subtrees.push(...ids);
			else range.everything ||= way.reach === 'anywhere' ? grants.length > 0 : grants.some((grant) => grant.path.length === 1);
		}
	}
	return range;
}
