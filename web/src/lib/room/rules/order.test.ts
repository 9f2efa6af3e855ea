import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange } from './order.ts';

const never = new Map<string, number>();

describe('arrange', () => {
	it('keeps the order of arrival and cuts it into pages', () => {
		expect(arrange({ previous: [], present: ['a', 'b', 'c', 'd', 'e'], spokeAt: never, speaking: [], size: 2 }).pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
	});

	it('brings a speaker from another page in place of the one who has been silent longest', () => {
		const { order } = arrange({ previous: ['me', 'b', 'c', 'd'], present: ['me', 'b', 'c', 'd'], spokeAt: new Map([['b', 50], ['c', 20], ['d', 60]]), speaking: ['d'], size: 3, fixed: ['me'] });
		expect(order).toEqual(['me', 'b', 'd', 'c']);
	});

	it('moves nobody when the speaker is in sight already', () => {
		expect(arrange({ previous: ['b', 'a'], present: ['a', 'b'], spokeAt: never, speaking: ['a'], size: 2 }).order).toEqual(['b', 'a']);
	});

	it('loses and doubles nobody, whoever comes, goes and speaks', () => {
		const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnop'), { maxLength: 16 });
		fc.assert(
			fc.property(ids, ids, ids, fc.integer({ min: 1, max: 25 }), (previous, present, speaking, size) => {
				const { order, pages } = arrange({ previous, present, spokeAt: never, speaking, size });
				expect([...order].sort()).toEqual([...present].sort());
				expect(pages.flat()).toEqual(order);
			})
		);
	});
});
