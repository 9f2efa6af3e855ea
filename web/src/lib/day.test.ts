import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDataBox } from './data-box.ts';
import { addDays, dayOf, isDay, startOfDay } from './day.ts';

describe('days of Prague', () => {
	it.each([
		['2026-11-22T22:59:59Z', '2026-11-22'],
		['2026-11-22T23:00:00Z', '2026-11-23'],
		['2026-07-01T21:59:59Z', '2026-07-01'],
		['2026-07-01T22:00:00Z', '2026-07-02']
	])('%s is on %s', (at, day) => expect(dayOf(new Date(at))).toBe(day));

	it.each(['2026-02-29', '2026-13-01', '2026-1-1', '', '22. 11. 2026', '2026-11-22T00:00'])('%j is none', (text) => expect(isDay(text)).toBe(false));

	it('begin at their midnight, also when the clocks change', () => {
		const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
		fc.assert(
			fc.property(day, (one) => {
				expect(isDay(one)).toBe(true);
				const start = startOfDay(one);
				expect(dayOf(start)).toBe(one);
				expect(dayOf(new Date(start.getTime() - 1))).toBe(addDays(one, -1));
			})
		);
	});
});

describe('the id of a data box', () => {
	it.each([
		['8x6bxsd', '8x6bxsd'],
		[' 8X6BXSD ', '8x6bxsd']
	])('%j is %s', (typed, id) => expect(parseDataBox(typed)).toBe(id));
	it.each(['', '8x6bxs', '8x6bxsdd', '8x6-xsd', 'čx6bxsd'])('%j is none', (typed) => expect(parseDataBox(typed)).toBeUndefined());
});
