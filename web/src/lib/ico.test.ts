import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { icoCheckDigit, parseIco } from './ico.ts';

describe('an identification number', () => {
	it.each([
		['70890692', '70890692'],
		['708 90 692', '70890692'],
		['00006947', '00006947'],
		['6947', '00006947'],
		['25596641', '25596641']
	])('%s is %s', (typed, expected) => expect(parseIco(typed)).toBe(expected));

	it.each(['', '0', '00000000', '70890693', '7089069', '708906921', '7089069a', '-70890692', '７０８９０６９２'])('%j is none', (typed) => expect(parseIco(typed)).toBeUndefined());

	const seven = fc.integer({ min: 1, max: 9_999_999 }).map((number) => String(number).padStart(7, '0'));
	it('has exactly one check digit, and a single wrong digit shows', () => {
		fc.assert(
			fc.property(seven, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 9 }), (digits, place, shift) => {
				const whole = `${digits}${String(icoCheckDigit(digits))}`;
				expect(parseIco(whole)).toBe(whole);
				for (let other = 0; other < 10; other++) if (other !== icoCheckDigit(digits)) expect(parseIco(`${digits}${String(other)}`)).toBeUndefined();
				const wrong = whole.slice(0, place) + String((Number(whole[place]) + shift) % 10) + whole.slice(place + 1);
				// Modulo 11 has two remainders (0 and 10) for the check digits 1 and 1, or 0 and 0: only there may one slip through.
				const remainder = (text: string) => [8, 7, 6, 5, 4, 3, 2].reduce((sum, weight, index) => sum + weight * Number(text[index]), 0) % 11;
				if (![0, 10].includes(remainder(whole)) && ![0, 10].includes(remainder(wrong))) expect(parseIco(wrong)).toBeUndefined();
			})
		);
	});
	it('never throws', () => {
		fc.assert(fc.property(fc.string(), (text) => /^\d{8}$/.test(parseIco(text) ?? '00000000')));
	});
});
