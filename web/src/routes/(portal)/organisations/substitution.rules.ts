/** "A acts for B from … to …". Pure: the store reads the facts, the rules decide. */
import { addDays, dayOf, startOfDay } from '#lib/day.ts';

/** A longer absence is another person's affiliation, not a substitution. */
export const MAX_SUBSTITUTION_DAYS = 366;
const DAY = 86_400_000;

export interface Stretch {
	from: Date;
	until: Date;
}
export interface Existing extends Stretch {
	affiliation: string;
	/** Whose place is taken, and by whom. */
	person: string;
	deputy: string;
}

export type SubstitutionProblem = 'oneself' | 'until-before-from' | 'in-the-past' | 'too-long' | 'deputy-disabled' | 'affiliation-ends' | 'overlap' | 'deputy-away' | 'is-deputy';

export interface SubstitutionQuestion extends Stretch {
	affiliation: { id: string; person: string; /** The instant from which it no longer holds. */ until: Date | null };
	deputy: { id: string; active: boolean };
	/** Substitutions of either of the two that were not revoked. */
	others: readonly Existing[];
	now: Date;
}

/**
 * From the first to the last day, both included: what people mean by "from Monday to Friday". A substitution that begins today begins now.
 */
export function stretch({ from, until }: { from: string; until: string }, now: Date): Stretch {
	const start = startOfDay(from);
	return { from: from === dayOf(now) ? now : start, until: startOfDay(addDays(until, 1)) };
}

const meet = (a: Stretch, b: Stretch): boolean => a.from < b.until && b.from < a.until;

/**
 * Why a substitution cannot be set; null: it can. One deputy at a time for a place, and no chains: nobody acts for somebody while somebody
 * else acts for them.
 */
export function substitutionProblem({ affiliation, deputy, from, until, others, now }: SubstitutionQuestion): SubstitutionProblem | null {
	if (deputy.id === affiliation.person) return 'oneself';
	if (until <= from) return 'until-before-from';
	if (until <= now) return 'in-the-past';
	if (until.getTime() - from.getTime() > MAX_SUBSTITUTION_DAYS * DAY) return 'too-long';
	if (!deputy.active) return 'deputy-disabled';
	if (affiliation.until !== null && affiliation.until < until) return 'affiliation-ends';
	const same = others.filter((other) => meet(other, { from, until }));
	if (same.some((other) => other.affiliation === affiliation.id)) return 'overlap';
	if (same.some((other) => other.person === deputy.id)) return 'deputy-away';
	return same.some((other) => other.deputy === affiliation.person) ? 'is-deputy' : null;
}

export type SubstitutionState = 'holds' | 'to-come' | 'over' | 'revoked';

export function substitutionState({ from, until, revokedAt }: Stretch & { revokedAt: Date | null }, now: Date): SubstitutionState {
	if (revokedAt !== null && revokedAt < until) return 'revoked';
	if (now < from) return 'to-come';
	return until <= now ? 'over' : 'holds';
}
