/** What a vote has come to. */
import { baseOf, needed } from '../majority.rules.ts';
import type { Choice } from '../live.ts';
import type { Threshold } from '../procedure.ts';

export interface Ballot {
	person: string;
	choice: Choice;
}

export interface Tally {
	for: number;
	against: number;
	abstained: number;
	/** Of those who could. */
	notVoted: number;
	/** Votes for that were needed, and of how many they are counted. */
	needed: number;
	of: number;
	passed: boolean;
}

/**
 * Counts an open vote. `ballots` in the order of casting: where they may be changed, a voter's last one counts; one of somebody who was not entitled counts nothing.
 * `seats`: all members of the body, vacant seats included (Act 129/2000 § 40, Act 128/2000 § 87: a resolution needs an absolute majority of all members); `present`: when the vote was opened.
 * A tie has not passed.
 */
export function tally({ threshold, seats, present, voters, ballots }: { threshold: Threshold; seats: number; present: number; voters: readonly string[]; ballots: readonly Ballot[] }): Tally {
	const last = new Map<string, Choice>();
	for (const { person, choice } of ballots) if (voters.includes(person)) last.set(person, choice);
	const chosen = [...last.values()];
	const count = (choice: Choice) => chosen.filter((each) => each === choice).length;
	return countsOf({ threshold, seats, present, entitled: voters.length, for: count('for'), against: count('against'), abstained: count('abstained') });
}

/** The same from numbers only, as a secret vote gives them. */
export function countsOf({ threshold, seats, present, entitled, ...counted }: { threshold: Threshold; seats: number; present: number; entitled: number } & Pick<Tally, 'for' | 'against' | 'abstained'>): Tally {
	const cast = counted.for + counted.against + counted.abstained;
	const of = baseOf({ basis: threshold.basis, seats, present, cast });
	const least = needed({ threshold, of });
	return { ...counted, notVoted: entitled - cast, needed: least, of, passed: counted.for >= least };
}
