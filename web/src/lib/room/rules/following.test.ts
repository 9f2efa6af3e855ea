import { expect, it } from 'vitest';
import { atEnd } from './following.ts';

it.each([
	['a list that fits', { scrollTop: 0, scrollHeight: 300, clientHeight: 300 }, true],
	['the very end', { scrollTop: 700, scrollHeight: 1000, clientHeight: 300 }, true],
	['the end as a zoomed page reports it', { scrollTop: 699.4, scrollHeight: 1000, clientHeight: 300 }, true],
	['one message further up', { scrollTop: 640, scrollHeight: 1000, clientHeight: 300 }, false],
	['the beginning', { scrollTop: 0, scrollHeight: 1000, clientHeight: 300 }, false]
])('%s', (_, place, expected) => {
	expect(atEnd(place)).toBe(expected);
});
