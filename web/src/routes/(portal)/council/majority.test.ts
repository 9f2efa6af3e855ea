import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needed } from './majority.rules.ts';

const half = { numerator: 1, denominator: 2, over: true };
const twoThirds = { numerator: 2, denominator: 3, over: false };
const threeFifths = { numerator: 3, denominator: 5, over: false };

describe('how many are needed', () => {
	it.each([
		['more than half of 65 (§ 40 of Act 129/2000)', half, 65, 33],
		['more than half of 64: a half is not enough', half, 64, 33],
		['more than half of 15 (§ 87 of Act 128/2000)', half, 15, 8],
		['more than half of 1', half, 1, 1],
		['two thirds of 65', twoThirds, 65, 44],
		['two thirds of 66: exactly', twoThirds, 66, 44],
		['three fifths of 65', threeFifths, 65, 39],
		['three fifths of 45', threeFifths, 45, 27],
		['of nobody', half, 0, 1]
	])('%s', (_, threshold, of, expected) => {
		expect(needed({ threshold, of })).toBe(expected);
	});

	it('is the least number that reaches it', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.boolean(), (of, one, other, over) => {
				const [numerator, denominator] = [Math.min(one, other), Math.max(one, other)];
				// In whole numbers, so that no rounding decides a vote.
				const reaches = (votes: number) => (over ? votes * denominator > of * numerator : votes * denominator >= of * numerator);
				const least = needed({ threshold: { numerator, denominator, over }, of });
				expect(reaches(least)).toBe(true);
				if (least > 1) expect(reaches(least - 1)).toBe(false);
			})
		);
	});
});
