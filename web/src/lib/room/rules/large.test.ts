import { describe, expect, it } from 'vitest';
import { chosen, largeTile, nextView, screenKey, settled, type Choice, type View } from './large.ts';

const grid: Choice = { pinned: null, view: 'grid', screensAside: false };
const speaking: Choice = { ...grid, view: 'speaker' };
const aside: Choice = { ...grid, screensAside: true };
const [first, second] = [screenKey('a'), screenKey('b')];
const people = ['me', 'a', 'b', 'c'];

it.each([
	['nobody in a grid', grid, [], null],
	['the speaker where that was chosen', speaking, [], 'c'],
	['what is shared, in a grid', grid, [first], first],
	['what is shared rather than the speaker', speaking, [first], first],
	['the screen that one looks at when another is shared', grid, [first, second], first],
	['the other one when the first has ended', grid, [second], second],
	['nothing when the screens were put among the people', aside, [first, second], null],
	['a pinned person before what is shared', { ...grid, pinned: 'c' }, [first], 'c'],
	['a pinned screen before the first', { ...grid, pinned: second }, [first, second], second],
	['the first again when the pinned one has ended', { ...grid, pinned: second }, [first], first]
] satisfies [string, Choice, string[], string | null][])('keeps large: %s', (_, choice, screens, large) => {
	expect(largeTile({ choice, present: [...screens, ...people], screens, speaker: 'c' })).toBe(large);
});

it.each([
	['who has the floor, in a grid', grid, [], 'b', 'b'],
	['who has the floor rather than the speaker', speaking, [], 'b', 'b'],
	['what is shared rather than who has the floor', grid, [first], 'b', first],
	['who has the floor when the screens were put aside', aside, [first], 'b', 'b'],
	['what is pinned by hand', { ...grid, pinned: 'a' }, [], 'b', 'a'],
	['nobody whose tile is not there', grid, [], 'in-the-hall', null]
] satisfies [string, Choice, string[], string, string | null][])('keeps large in a session: %s', (_, choice, screens, floor, large) => {
	expect(largeTile({ choice, present: [...screens, ...people], screens, floor, speaker: 'c' })).toBe(large);
});

describe('changing the view', () => {
	it.each([
		['speaker', null, []],
		['screen', null, [first]],
		['grid', first, [first]],
		['grid', 'c', []],
		['grid', 'c', [first]]
	] satisfies [View, string | null, string[]][])('leads to the %s while %s is large and %o are shared', (view, large, screens) => {
		expect(nextView({ large, screens })).toBe(view);
		expect(largeTile({ choice: chosen({ view, screens }), present: [...screens, ...people], screens, speaker: 'c' })).toBe({ grid: null, screen: first, speaker: 'c' }[view]);
	});

	it('is undone by doing it again', () => {
		for (const screens of [[], [first], [first, second]]) {
			const there = nextView({ large: null, screens });
			expect(nextView({ large: largeTile({ choice: chosen({ view: there, screens }), present: [...screens, ...people], screens, speaker: 'c' }), screens })).toBe('grid');
		}
	});
});

it.each([
	['a pin with its person', { ...grid, pinned: 'gone' }, [], grid],
	['a pin with its screen, but not the other screen', { ...aside, pinned: second }, [first], aside],
	['the wish for a grid with the last screen', aside, [], grid]
] satisfies [string, Choice, string[], Choice][])('forgets %s', (_, choice, screens, left) => {
	expect(settled({ choice, present: [...screens, ...people], screens })).toEqual(left);
});

it('is content with a choice of which nothing has gone', () => {
	const choice = { ...aside, pinned: 'c' };
	expect(settled({ choice, present: [first, ...people], screens: [first] })).toBe(choice);
});
