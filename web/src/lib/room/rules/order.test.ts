import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange, withBeside } from './order.ts';

const never = new Map<string, number>();

describe('arrange', () => {
	it('keeps the order of arrival and cuts it into pages', () => {
		expect(arrange({ previous: [], present: ['a', 'b', 'c', 'd', 'e'], spokeAt: never, speaking: [], size: 2 }).pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
	});

	it('brings a speaker from another page in place of the one who has been silent longest', () => {
		const { order } = arrange({ previous: ['me', 'b', 'c', 'd'], present: ['me', 'b', 'c', 'd'], spokeAt: new Map([['b', 50], ['c', 20], ['d', 60]]), speaking: ['d'], size: 3, first: ['me'] });
		expect(order).toEqual(['me', 'b', 'd', 'c']);
	});

	it('moves nobody when the speaker is in sight already', () => {
		expect(arrange({ previous: ['b', 'a'], present: ['a', 'b'], spokeAt: never, speaking: ['a'], size: 2 }).order).toEqual(['b', 'a']);
	});

	it('keeps new screens and yourself at the head of the first page', () => {
		expect(arrange({ previous: ['me', 'b', 'c'], present: ['b', 'c', 'me', 'c:screen'], first: ['c:screen', 'me'], spokeAt: never, speaking: [], size: 3 }).pages).toEqual([['c:screen', 'me', 'b'], ['c']]);
	});

	it('leaves a place for who is large, to come back to', () => {
		const large = arrange({ previous: ['a', 'b', 'c'], present: ['a', 'b', 'c'], large: 'b', spokeAt: never, speaking: ['b'], size: 2 });
		expect(large.pages).toEqual([['a', 'c']]);
		expect(arrange({ previous: large.order, present: ['a', 'b', 'c'], spokeAt: never, speaking: [], size: 3 }).pages).toEqual([['a', 'b', 'c']]);
	});

	it('loses and doubles nobody, whoever comes, goes and speaks', () => {
		const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnop'), { maxLength: 16 });
		fc.assert(
			fc.property(ids, ids, ids, fc.integer({ min: 1, max: 25 }), fc.nat(3), (previous, present, speaking, size, leading) => {
				const [large = null] = speaking;
				const { order, pages } = arrange({ previous, present, first: present.slice(-leading || present.length), large, spokeAt: never, speaking, size });
				expect([...order].sort()).toEqual([...present].sort());
				expect(pages.flat()).toEqual(order.filter((id) => id !== large));
			})
		);
	});
});

it.each([
	['nobody', [['a', 'b'], ['c']], [], [['a', 'b'], ['c']]],
	['the interpreter at the head of every page', [['a', 'b'], ['c']], ['i'], [['i', 'a', 'b'], ['i', 'c']]],
	['the interpreter alone', [], ['i'], [['i']]]
])('keeps beside on every page: %s', (_, pages, beside, shown) => {
	expect(withBeside(pages, beside)).toEqual(shown);
});
