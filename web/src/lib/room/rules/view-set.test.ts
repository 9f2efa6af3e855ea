import { clientEvents } from '@sal/sfu/protocol';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { sameView, viewSet } from './view-set.ts';

const tile = (producer: string | null, width = 320, height = 180) => ({ producer, width, height });

describe('viewSet', () => {
	it('lists the pictures in sight, in device pixels', () => {
		expect(viewSet({ tiles: [tile('b'), tile('a', 640, 360), tile(null)], pixelRatio: 2, hidden: false })).toEqual([
			{ producer: 'a', width: 1280, height: 720 },
			{ producer: 'b', width: 640, height: 368 }
		]);
	});

	it('asks for no picture while the tab is hidden', () => {
		expect(viewSet({ tiles: [tile('a')], pixelRatio: 1, hidden: true })).toEqual([]);
	});

	it('asks once, for the larger size, for someone who is shown twice', () => {
		expect(viewSet({ tiles: [tile('a', 160, 90), tile('a', 960, 544)], pixelRatio: 1, hidden: false })).toEqual([{ producer: 'a', width: 960, height: 544 }]);
	});

	it('says which one was pinned', () => {
		expect(viewSet({ tiles: [{ ...tile('a'), pinned: true }, { ...tile('b'), pinned: false }], pixelRatio: 1, hidden: false })).toEqual([
			{ producer: 'a', width: 320, height: 176, pinned: true },
			{ producer: 'b', width: 320, height: 176 }
		]);
	});

	it('always fits what the media server accepts', () => {
		const anyTile = fc.record({ producer: fc.option(fc.uuid()), width: fc.double({ min: 0, max: 50_000, noNaN: true }), height: fc.double({ min: 0, max: 50_000, noNaN: true }) });
		fc.assert(
			fc.property(fc.array(anyTile, { maxLength: 150 }), fc.double({ min: 0.5, max: 4, noNaN: true }), (tiles, pixelRatio) => {
				expect(v.is(clientEvents.view.input, { tiles: viewSet({ tiles, pixelRatio, hidden: false }) })).toBe(true);
			})
		);
	});
});

it('tells a changed view from the same one', () => {
	const view = viewSet({ tiles: [tile('a')], pixelRatio: 1, hidden: false });
	expect(sameView(view, [...view])).toBe(true);
	expect(sameView(view, [])).toBe(false);
	expect(sameView(view, viewSet({ tiles: [{ ...tile('a'), pinned: true }], pixelRatio: 1, hidden: false }))).toBe(false);
	expect(sameView(view, viewSet({ tiles: [tile('a', 640, 360)], pixelRatio: 1, hidden: false }))).toBe(false);
});
