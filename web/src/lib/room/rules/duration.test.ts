import { describe, expect, it } from 'vitest';
import { clockLength, secondsSince } from './duration.ts';

describe('clockLength', () => {
	it.each([
		[0, '0:00'],
		[59_999, '0:59'],
		[247_000, '4:07'],
		[3_729_000, '1:02:09'],
		[-5_000, '0:00']
	])('%i ms is %s', (ms, text) => {
		expect(clockLength(ms)).toBe(text);
	});
});

it('counts whole seconds and never below none', () => {
	expect(secondsSince(10_000, 14_900)).toBe(4);
	expect(secondsSince(10_000, 9_000)).toBe(0);
});
