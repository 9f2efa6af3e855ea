import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byNumber, resolutionNumber } from './number.rules.ts';

const numbers = { n: 4, session: 12, year: 2026, total: 731 };

describe('the number of a resolution', () => {
	it.each([
		['{session}/{n}', '12/4'],
		['{n}/{session}/{year}', '4/12/2026'],
		['ZK {total}/{year}', 'ZK 731/2026'],
		['{session}/{year}', '12/2026/4'],
		['{n}', '4'],
		['{volba}-{n}', '{volba}-4']
	])('%s → %s', (pattern, expected) => {
		expect(resolutionNumber({ pattern, ...numbers })).toBe(expected);
	});

	it('is never given twice in a session, whatever the pattern', () => {
		const piece = fc.constantFrom('{n}', '{session}', '{year}', '{total}', '/', '-', ' ', 'ZK', '{');
		fc.assert(
			fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), fc.nat(500), fc.nat(50), fc.nat(5_000), (pieces, n, gap, before) => {
				const give = (each: number) => resolutionNumber({ pattern: pieces.join('/'), n: each, session: 12, year: 2026, total: before + each });
				expect(give(n)).not.toBe(give(n + gap + 1));
			})
		);
	});

	it('sorts as people count', () => {
		expect(['7/10', '12/1', '7/9'].toSorted(byNumber)).toEqual(['7/9', '7/10', '12/1']);
	});
});
