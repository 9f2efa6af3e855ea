import { describe, expect, it } from 'vitest';
import { settle, toVote, type Motion } from './motion.rules.ts';

const motion = (id: string, kind: Motion['kind'], position: number, state: Motion['state'] = 'moved'): Motion => ({ id, kind, position, state });
const all = [motion('main', 'main', 1), motion('second', 'amendment', 3), motion('first', 'amendment', 2), motion('instead', 'counter', 4), motion('break', 'procedural', 5), motion('gone', 'amendment', 0, 'withdrawn')];

it('procedural first, then amendments in the order of moving, then what was moved instead, then the main one', () => {
	expect(toVote(all).map(({ id }) => id)).toEqual(['break', 'first', 'second', 'instead', 'main']);
});

describe('what an outcome does', () => {
	it.each<[string, string, boolean, Record<string, string>]>([
		['an amendment is adopted: the rest stands', 'first', true, { first: 'adopted' }],
		['an amendment is rejected', 'first', false, { first: 'rejected' }],
		['what was moved instead is adopted: the main one and its amendments fall', 'instead', true, { instead: 'adopted', main: 'fell', first: 'fell', second: 'fell' }],
		['what was moved instead is rejected: the main one is voted on', 'instead', false, { instead: 'rejected' }],
		['the main one is adopted', 'main', true, { main: 'adopted', first: 'fell', second: 'fell', instead: 'fell' }],
		['the main one is rejected: what was moved instead may still be voted on', 'main', false, { main: 'rejected' }],
		['a break is adopted', 'break', true, { break: 'adopted' }],
		['one that nobody moved', 'unknown', true, {}]
	])('%s', (_, voted, passed, expected) => {
		expect(Object.fromEntries(settle({ motions: all, voted, passed }))).toEqual(expected);
	});
});
