/**
 * Elections: what a round has come to, and who stands in the next one. Acts 128/2000 and 129/2000 Coll. say only who is elected by whom and that an absolute majority of all
 * members decides (§ 87; § 40); rounds, ties and who goes on are matters of the rules of procedure. Ours are the usual ones, and the chair can take candidates out between rounds.
 */
import { baseOf, needed } from '../majority.rules.ts';
import type { Threshold } from '../procedure.ts';

/** `id`: place on the ballot paper, `1`, `2` …: short, because every ballot has the same room. */
export interface Candidate {
	id: string;
	name: string;
}
/** What a secret ballot may say: that many of these. */
export interface BallotPaper {
	choices: string[];
	least: number;
	most: number;
}

/** As many marks of two digits as a sealed ballot has room for, and more than any council elects at once. */
export const MOST_PLACES = 40;
export const MOST_CANDIDATES = 99;

/** Whoever votes marks at most as many candidates as there are places; nobody, when they want none of them. */
export const paperOf = ({ candidates, places }: { candidates: readonly Candidate[]; places: number }): BallotPaper => ({ choices: candidates.map(({ id }) => id), least: 0, most: Math.min(places, candidates.length) });

/** Does a ballot say what its paper allows, each candidate once? */
export const follows = ({ choices, least, most }: BallotPaper, said: readonly string[]): boolean => said.length >= least && said.length <= most && new Set(said).size === said.length && said.every((each) => choices.includes(each));

export interface ElectionTally {
	/** By votes, then in the order of the ballot paper. */
	candidates: (Candidate & { votes: number; elected: boolean })[];
	/** Ballots, those that mark nobody, and members who could vote and did not. */
	cast: number;
	blank: number;
	notVoted: number;
	/** Votes that a candidate needed, and of how many they are counted. */
	needed: number;
	of: number;
	/** Places that stay empty. */
	vacant: number;
	/** Every place is filled. */
	passed: boolean;
}

interface Counting {
	threshold: Threshold;
	/** All members of the body; members present when the round was opened; who could vote. */
	seats: number;
	present: number;
	entitled: number;
	candidates: readonly Candidate[];
	places: number;
	ballots: readonly (readonly string[])[];
}

/** Counts a round. Elected is who has the majority, the strongest first; where several are level for the last place, none of them has it. */
export function countElection({ threshold, seats, present, entitled, candidates, places, ballots }: Counting): ElectionTally {
	const of = baseOf({ basis: threshold.basis, seats, present, cast: ballots.length });
	const least = needed({ threshold, of });
	const counted = candidates.map((candidate) => ({ ...candidate, votes: ballots.filter((ballot) => ballot.includes(candidate.id)).length })).sort((one, other) => other.votes - one.votes);
	// The strongest whom the places do not reach: whoever is level with them is not elected either.
	const outside = counted[places]?.votes ?? -1;
	const marked = counted.map((candidate, index) => ({ ...candidate, elected: index < places && candidate.votes >= least && (candidate.votes > outside || outside < least) }));
	const vacant = places - marked.filter(({ elected }) => elected).length;
	return { candidates: marked, cast: ballots.length, blank: ballots.filter((ballot) => ballot.length === 0).length, notVoted: entitled - ballots.length, needed: least, of, vacant, passed: vacant === 0 };
}

/** Of the places that are left twice as many go on, more when several are level at the edge. */
const PER_PLACE = 2;

/**
 * Who stands for the places that a round has left, in the order of its ballot paper; null when all are filled, nobody is left, or `rounds` (rules of procedure) are used up.
 * Those who are level with the majority for more places than there are stand alone.
 */
export function nextRound({ tally: { candidates, needed: least, vacant }, round, rounds }: { tally: ElectionTally; round: number; rounds: number }): { candidates: Candidate[]; places: number } | null {
	const left = candidates.filter(({ elected }) => !elected);
	if (vacant === 0 || left.length === 0 || round >= rounds) return null;
	const level = left.filter(({ votes }) => votes >= least);
	const edge = left[vacant * PER_PLACE - 1]?.votes ?? 0;
	const standing = level.length > vacant ? level : left.filter(({ votes }) => votes >= edge);
	return { candidates: standing.toSorted((one, other) => Number(one.id) - Number(other.id)).map(({ id, name }) => ({ id, name })), places: vacant };
}
