import { describe, expect, it } from 'vitest';
import { clickedPlace, currentIndex, lanes, nextWords, waveformPath } from './lanes.ts';

const segments = [
	{ participant: 'a', name: 'Jana', startMs: 0, endMs: 4_000 },
	{ participant: 'b', name: 'Petr', startMs: 5_000, endMs: 20_000 },
	{ participant: 'a', name: 'Jana', startMs: 30_000, endMs: 34_000 }
];
const [petr, jana] = lanes(segments);

describe('lanes', () => {
	it('puts whoever spoke most on top', () => {
		expect([petr?.name, petr?.spokenMs, jana?.name, jana?.spokenMs]).toEqual(['Petr', 15_000, 'Jana', 8_000]);
	});

	it.each([
		[1_000, 30_000],
		[29_900, 0],
		[33_000, 0],
		[-1_000, 0]
	])('at %i ms the next words of Jana are at %i ms', (at, expected) => {
		expect(jana && nextWords(jana, at)).toBe(expected);
	});

	it.each([
		['just before a speech', 29_500, 30_000],
		['at its beginning', 30_400, 30_000],
		['in the middle of it', 33_000, 33_000],
		['far from everything', 25_000, 25_000]
	])('a click %s', (_where, at, expected) => {
		expect(jana && clickedPlace(jana, at, 700)).toBe(expected);
	});
});

it.each([
	[-1, -1],
	[0, 0],
	[9_999, 0],
	[10_000, 1],
	[99_999, 2]
])('at %i ms the current item is %i', (at, expected) => {
	expect(currentIndex([{ atMs: 0 }, { atMs: 10_000 }, { atMs: 20_000 }], at)).toBe(expected);
});

it('draws the waveform inside its box', () => {
	const numbers = waveformPath([0, 255, 128]).match(/[\d.]+/g)?.map(Number) ?? [];
	expect(Math.max(...numbers.filter((_, index) => index % 2 === 1))).toBeLessThanOrEqual(100);
	expect(numbers).toHaveLength(12);
	expect(waveformPath([])).toBe('');
});
