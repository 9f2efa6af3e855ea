import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choices, type Choice } from '../live.ts';
import { defaultProcedure, type Threshold } from '../procedure.ts';
import { countsOf, tally, type Ballot } from './vote.rules.ts';

const { thresholds } = defaultProcedure('regional-assembly');
const present = (numerator: number, denominator: number, over: boolean): Threshold => ({ basis: 'present', numerator, denominator, over });
const cast = (numerator: number, denominator: number, over: boolean): Threshold => ({ basis: 'cast', numerator, denominator, over });

describe('whether it has passed', () => {
	it.each<[string, Threshold, { seats: number; present: number; for: number; against: number; abstained: number }, boolean, number]>([
		['33 of 65 for (§ 40 of Act 129/2000)', thresholds.resolution, { seats: 65, present: 65, for: 33, against: 32, abstained: 0 }, true, 33],
		['32 of 65 for, nobody against', thresholds.resolution, { seats: 65, present: 33, for: 32, against: 0, abstained: 1 }, false, 33],
		['33 present, all for', thresholds.resolution, { seats: 65, present: 33, for: 33, against: 0, abstained: 0 }, true, 33],
		['a tie', thresholds.resolution, { seats: 64, present: 64, for: 32, against: 32, abstained: 0 }, false, 33],
		['8 of 15 (§ 87 of Act 128/2000)', thresholds.resolution, { seats: 15, present: 9, for: 8, against: 1, abstained: 0 }, true, 8],
		['7 of 15 although most of those present', thresholds.resolution, { seats: 15, present: 9, for: 7, against: 2, abstained: 0 }, false, 8],
		['two thirds of those present', present(2, 3, false), { seats: 65, present: 60, for: 40, against: 20, abstained: 0 }, true, 40],
		['one less than two thirds of those present', present(2, 3, false), { seats: 65, present: 60, for: 39, against: 0, abstained: 21 }, false, 40],
		['more than half of those present: who does not vote is against', present(1, 2, true), { seats: 65, present: 40, for: 20, against: 1, abstained: 0 }, false, 21],
		['more than half of the votes cast', cast(1, 2, true), { seats: 65, present: 40, for: 5, against: 4, abstained: 0 }, true, 5],
		['nobody has voted', cast(1, 2, true), { seats: 65, present: 40, for: 0, against: 0, abstained: 0 }, false, 1],
		['three fifths of all', thresholds.special, { seats: 65, present: 65, for: 39, against: 26, abstained: 0 }, true, 39],
		['one less than three fifths of all', thresholds.special, { seats: 65, present: 65, for: 38, against: 0, abstained: 0 }, false, 39]
	])('%s', (_, threshold, votes, passed, least) => {
		expect(countsOf({ threshold, entitled: votes.present, ...votes })).toMatchObject({ passed, needed: least });
	});
});

describe('whose ballots count', () => {
	const count = (voters: string[], ballots: [string, Choice][]) => tally({ threshold: thresholds.resolution, seats: 5, present: voters.length, voters, ballots: ballots.map(([person, choice]) => ({ person, choice })) });
	it.each<[string, string[], [string, Choice][], Partial<ReturnType<typeof tally>>]>([
		['the last one of each', ['a', 'b', 'c'], [['a', 'against'], ['b', 'for'], ['a', 'for'], ['c', 'for']], { for: 3, against: 0, notVoted: 0, passed: true }],
		['not of somebody who was not there', ['a', 'b', 'c'], [['a', 'for'], ['b', 'for'], ['x', 'for']], { for: 2, notVoted: 1, passed: false }],
		['who stays silent has not voted', ['a', 'b', 'c'], [['a', 'for']], { for: 1, notVoted: 2 }]
	])('%s', (_, voters, ballots, expected) => {
		expect(count(voters, ballots)).toMatchObject(expected);
	});

	it('every entitled person is counted exactly once, whatever arrives', () => {
		const ballot = fc.record({ person: fc.integer({ min: 0, max: 80 }).map(String), choice: fc.constantFrom(...choices) });
		fc.assert(
			fc.property(fc.array(ballot, { maxLength: 200 }), fc.integer({ min: 1, max: 65 }), (ballots: Ballot[], many) => {
				const voters = Array.from({ length: many }, (_, index) => String(index));
				const result = tally({ threshold: thresholds.resolution, seats: 65, present: many, voters, ballots });
				expect(result.for + result.against + result.abstained + result.notVoted).toBe(many);
				expect(result.passed).toBe(result.for >= 33);
				// The same again changes nothing: a replayed ballot has no weight.
				expect(tally({ threshold: thresholds.resolution, seats: 65, present: many, voters, ballots: [...ballots, ...ballots.slice(-1)] })).toEqual(result);
			})
		);
	});
});
