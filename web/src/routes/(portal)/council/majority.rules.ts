/** How many votes, or members, a threshold asks for. */
import type { Threshold } from './procedure.ts';

/**
 * The least whole number that reaches the threshold out of `of`. More than half of 65 is 33 (Act 129/2000 § 40 and Act 128/2000 § 87: an absolute majority of all members);
 * at least three fifths of 65 is 39. Of nobody nothing is reached: at least one is always needed.
 */
export function needed({ threshold: { numerator, denominator, over }, of }: { threshold: Pick<Threshold, 'numerator' | 'denominator' | 'over'>; of: number }): number {
	const exact = (of * numerator) / denominator;
	return Math.max(1, over ? Math.floor((of * numerator) / denominator) + 1 : Math.ceil(exact));
}

/** The number that a threshold counts from. */
export function baseOf({ basis, seats, present, cast }: { basis: Threshold['basis']; seats: number; present: number; cast: number }): number {
	return { all: seats, present, cast }[basis];
}
