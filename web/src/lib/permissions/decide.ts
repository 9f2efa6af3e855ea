/** May this subject do this with that thing, and why? One function for every store and for the page that explains. */
import { NOT_FOR_DEPUTIES } from './frame.ts';
import type { Action, Because, Conditions, Decision, Grant, Reach, Refusal, Resource, Subject, Way } from './types.ts';

export interface Question<R extends string = string, T extends string = string> {
	subject: Subject;
	action: Action<R, T>;
	resource: Resource<R, T>;
	now: Date;
}

/** The first of the action's ways that fits, or what would have been needed. Pure: `now` decides whether a grant holds. */
export function decide<R extends string, T extends string>({ subject, action, resource, now }: Question<R, T>): Decision {
	if (!closes(action.never, resource.traits)) {
		for (const way of action.ways) {
			const because = fits(way, resource.traits) && through({ subject, way, resource, now });
			if (because) return { allowed: true, because };
		}
	}
	return { allowed: false, because: refusal({ subject, action, resource, now }) };
}

/** {@link decide} without the reason. */
export const may = <R extends string, T extends string>(question: Question<R, T>): boolean => decide(question).allowed;

/** Does this grant hold at `now` for this subject, wherever it reaches? */
function holds(grant: Grant, subject: Subject, now: Date): boolean {
	if (subject.kind !== 'person' || (subject.substitution && NOT_FOR_DEPUTIES.includes(grant.role))) return false;
	return Date.parse(grant.since) <= now.getTime() && (grant.until === null || Date.parse(grant.until) > now.getTime());
}

function reaches(grant: Grant, reach: Reach, path: readonly string[]): boolean {
	switch (reach) {
		case 'house':
			return path.at(-1) === grant.organisation;
		case 'subtree':
			return path.includes(grant.organisation);
		case 'root':
			return grant.path.length === 1;
		case 'anywhere':
			return true;
	}
}

/** The subject's grant of this role that holds now and reaches that far; the first of several. */
export function grantOf({ subject, role, reach, path, now }: { subject: Subject; role: string; reach: Reach; path: readonly string[]; now: Date }): Grant | undefined {
	if (subject.kind !== 'person') return undefined;
	return subject.grants.find((grant) => grant.role === role && reaches(grant, reach, path) && holds(grant, subject, now));
}

function through({ subject, way, resource, now }: { subject: Subject; way: Way; resource: Resource; now: Date }): Because | null {
	const actingFor = (subject.kind === 'person' && subject.substitution?.person) || null;
	switch (way.via) {
		case 'role': {
			const grant = grantOf({ subject, role: way.role, reach: way.reach, path: resource.path, now });
			return grant ? { kind: 'grant', grant, reach: way.reach, for: actingFor } : null;
		}
		case 'relation': {
			if (!resource.relations.includes(way.relation)) return null;
			if (way.with === undefined) return { kind: 'relation', relation: way.relation, with: null, for: actingFor };
			const grant = grantOf({ subject, role: way.with, reach: 'anywhere', path: [], now });
			return grant ? { kind: 'relation', relation: way.relation, with: grant, for: actingFor } : null;
		}
		case 'account':
			return subject.kind === 'person' ? { kind: 'account' } : null;
		case 'published':
			return resource.traits.includes('published') ? { kind: 'published' } : null;
	}
}

const closes = (never: readonly string[] | undefined, traits: readonly string[]): boolean => never?.some((trait) => traits.includes(trait)) ?? false;

function fits({ when, unless }: Conditions, traits: readonly string[]): boolean {
	return (when?.every((trait) => traits.includes(trait)) ?? true) && !closes(unless, traits);
}

function refusal({ subject, action, resource, now }: Question): Refusal {
	const closedBy = (action.never ?? []).filter((trait) => resource.traits.includes(trait));
	const wanted = closedBy.length > 0 ? [] : action.ways.filter((way) => fits(way, resource.traits));
	return { kind: 'refused', closedBy, wanted, missed: subject.kind === 'person' ? missed({ subject, wanted, path: resource.path, now }) : [] };
}

function missed({ subject, wanted, path, now }: { subject: Extract<Subject, { kind: 'person' }>; wanted: readonly Way[]; path: readonly string[]; now: Date }): Refusal['missed'] {
	const why = (grant: Grant, reach: Reach): Refusal['missed'][number]['why'] => {
		if (subject.substitution && NOT_FOR_DEPUTIES.includes(grant.role)) return 'not-for-deputies';
		if (!reaches(grant, reach, path)) return 'elsewhere';
		return Date.parse(grant.since) > now.getTime() ? 'not-yet' : 'expired';
	};
	return subject.grants.flatMap((grant) => {
		const way = wanted.find((each) => each.via === 'role' && each.role === grant.role);
		return way?.via === 'role' ? [{ grant, why: why(grant, way.reach) }] : [];
	});
}
