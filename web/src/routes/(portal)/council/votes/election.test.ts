import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { needed } from '../majority.rules.ts';
import type { Threshold } from '../procedure.ts';
import { countElection, follows, nextRound, paperOf, type Candidate } from './election.rules.ts';

const ofAll: Threshold = { basis: 'all', numerator: 1, denominator: 2, over: true };
const names = ['Anna', 'Bedřich', 'Cyril', 'Dana', 'Emil', 'Filip'];
const standing = (count: number): Candidate[] => names.slice(0, count).map((name, index) => ({ id: String(index + 1), name }));

/** Ballots by how many were given: `{ '1': 33, '2,3': 5, '': 2 }`. */
const ballotsOf = (given: Record<string, number>): string[][] => Object.entries(given).flatMap(([said, times]) => Array.from({ length: times }, () => (said === '' ? [] : said.split(','))));
const hold = ({ candidates, places = 1, seats = 65, given, threshold = ofAll }: { candidates: number; places?: number; seats?: number; given: Record<string, number>; threshold?: Threshold }) => {
	const ballots = ballotsOf(given);
	return countElection({ threshold, seats, present: seats, entitled: seats, candidates: standing(candidates), places, ballots });
};
const elected = (tally: ReturnType<typeof hold>) => tally.candidates.filter((each) => each.elected).map(({ name }) => name);
const further = (tally: ReturnType<typeof hold>, { round = 1, rounds = 2 } = {}) => nextRound({ tally, round, rounds })?.candidates.map(({ name }) => name) ?? null;

describe('a round (majority: § 40 Act 129/2000, § 87 Act 128/2000; the rest: rules of procedure)', () => {
	test.each<[why: string, given: Parameters<typeof hold>[0], elected: string[], next: string[] | null]>([
		['33 of 65 is an absolute majority', { candidates: 2, given: { 1: 33, 2: 32 } }, ['Anna'], null],
		['32 of 65 is none', { candidates: 2, given: { 1: 32, 2: 31, '': 2 } }, [], ['Anna', 'Bedřich']],
		['the only candidate, with a majority', { candidates: 1, given: { 1: 40, '': 25 } }, ['Anna'], null],
		['the only candidate, without', { candidates: 1, given: { 1: 20, '': 45 } }, [], ['Anna']],
		['nobody has it: the two strongest go on', { candidates: 4, given: { 1: 10, 2: 25, 3: 5, 4: 20 } }, [], ['Bedřich', 'Dana']],
		['level at the edge: all of them go on', { candidates: 4, given: { 1: 15, 2: 25, 3: 15, 4: 3 } }, [], ['Anna', 'Bedřich', 'Cyril']],
		['two places, two majorities', { candidates: 3, places: 2, given: { '1,2': 35, '1,3': 20 } }, ['Anna', 'Bedřich'], null],
		['two places, one majority: for the other the next two', { candidates: 4, places: 2, given: { '1,2': 20, '1,3': 18, '1,4': 2 } }, ['Anna'], ['Bedřich', 'Cyril']],
		['three have a majority, the two strongest are elected', { candidates: 3, places: 2, given: { '1,2': 34, '1,3': 2, '2,3': 31 }, seats: 60 }, ['Anna', 'Bedřich'], null],
		['a tie over the last place: those who are level stand alone', { candidates: 4, places: 2, seats: 9, given: { '1,2': 5, '1,3': 2, 3: 3 } }, ['Anna'], ['Bedřich', 'Cyril']],
		['a tie over the only place', { candidates: 3, places: 2, seats: 3, given: { '1,2': 1, '2,3': 1, '1,3': 1 } }, [], ['Anna', 'Bedřich', 'Cyril']],
		['more places than candidates', { candidates: 2, places: 3, given: { '1,2': 40 } }, ['Anna', 'Bedřich'], null],
		['nobody votes', { candidates: 2, given: {} }, [], ['Anna', 'Bedřich']]
	])('%s', (_, given, who, next) => {
		const tally = hold(given);
		expect(elected(tally).sort()).toEqual(who);
		expect(further(tally)).toEqual(next);
	});

	it('a majority of ballots cast, where the rules say so, counts blank ones too', () => {
		expect(elected(hold({ candidates: 2, given: { 1: 10, 2: 5, '': 6 }, threshold: { ...ofAll, basis: 'cast' } }))).toEqual([]);
		expect(elected(hold({ candidates: 2, given: { 1: 11, 2: 5, '': 5 }, threshold: { ...ofAll, basis: 'cast' } }))).toEqual(['Anna']);
	});

	it('rounds end as the rules of procedure say', () => {
		const tally = hold({ candidates: 2, given: { 1: 30, 2: 30 } });
		expect(further(tally, { round: 2, rounds: 2 })).toBeNull();
		expect(further(tally, { round: 2, rounds: 3 })).toEqual(['Anna', 'Bedřich']);
	});

	it('says how many voted, how many for nobody, and how many not at all', () => {
		expect(hold({ candidates: 2, given: { 1: 40, '': 3 } })).toMatchObject({ cast: 43, blank: 3, notVoted: 22, needed: 33, of: 65, vacant: 0, passed: true });
	});

	it('whatever is cast: never more elected than places, nobody without the majority, nobody passed over by fewer votes', () => {
		const round = fc.integer({ min: 1, max: 6 }).chain((count) =>
			fc.record({ count: fc.constant(count), places: fc.integer({ min: 1, max: 5 }), ballots: fc.array(fc.subarray(standing(count).map(({ id }) => id)), { maxLength: 20 }) }));
		fc.assert(
			fc.property(round, ({ count, places, ballots }) => {
				const cast = ballots.map((ballot) => ballot.slice(0, places));
				const tally = countElection({ threshold: ofAll, seats: 21, present: 21, entitled: 21, candidates: standing(count), places, ballots: cast });
				const [won, lost] = [tally.candidates.filter((each) => each.elected), tally.candidates.filter((each) => !each.elected)];
				expect(won.length).toBeLessThanOrEqual(places);
				expect(won.every(({ votes }) => votes >= needed({ threshold: ofAll, of: 21 }))).toBe(true);
				expect(Math.min(...won.map(({ votes }) => votes), 99)).toBeGreaterThan(Math.max(...lost.map(({ votes }) => votes), -1));
				const next = nextRound({ tally, round: 1, rounds: 2 });
				expect(next === null).toBe(tally.vacant === 0 || lost.length === 0);
				expect(next?.candidates.every(({ id }) => lost.some((each) => each.id === id)) ?? true).toBe(true);
			})
		);
	});
});

test.each<[said: string[], allowed: boolean]>([
	[[], true],
	[['1'], true],
	[['1', '3'], true],
	[['1', '2', '3'], false],
	[['1', '1'], false],
	[['4'], false],
	[['for'], false]
])('a paper of three candidates for two places: %j', (said, allowed) => expect(follows(paperOf({ candidates: standing(3), places: 2 }), said)).toBe(allowed));
