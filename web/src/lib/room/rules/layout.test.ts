import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grid, pageSize, spotlight, stripCapacity, type Rect } from './layout.ts';

const laptop = { width: 1366, height: 600 };
const phone = { width: 390, height: 640 };

const overlaps = (a: Rect, b: Rect) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const covered = (tiles: Rect[], area: { width: number; height: number }) => tiles.reduce((sum, tile) => sum + tile.width * tile.height, 0) / (area.width * area.height);
const inside = (tile: Rect, area: { width: number; height: number }) => tile.x >= -1 && tile.y >= -1 && tile.x + tile.width <= area.width + 1 && tile.y + tile.height <= area.height + 1;

const stage = fc.record({ width: fc.integer({ min: 320, max: 2560 }), height: fc.integer({ min: 320, max: 1440 }) });

describe('grid', () => {
	it.each([
		[2, laptop, 2],
		[3, laptop, 3],
		[3, { width: 1440, height: 780 }, 2],
		[4, laptop, 2],
		[9, laptop, 3],
		[2, phone, 1],
		[4, phone, 2],
		[4, { width: 374, height: 704 }, 2],
		[4, { width: 414, height: 792 }, 2]
	])('%i tiles on %o stand in %i columns', (count, area, columns) => {
		const tiles = grid({ count, ...area });
		expect(tiles.filter((tile) => tile.y === tiles[0]?.y)).toHaveLength(columns);
	});

	it('keeps every tile inside, apart from the others, and of one size', () => {
		fc.assert(
			fc.property(stage, fc.integer({ min: 1, max: 65 }), (area, count) => {
				const tiles = grid({ count, ...area });
				expect(tiles).toHaveLength(count);
				expect(new Set(tiles.map((tile) => `${tile.width}x${tile.height}`)).size).toBe(1);
				for (const [index, tile] of tiles.entries()) {
					expect(inside(tile, area)).toBe(true);
					expect(tiles.slice(index + 1).some((other) => overlaps(tile, other))).toBe(false);
				}
			})
		);
	});

	// What top bar, toolbar and the stage's own margin leave of these windows.
	it.each([
		['1440×900', { width: 1424, height: 760 }, 25],
		['1920×1080', { width: 1904, height: 940 }, 25],
		['1366×768', laptop, 25],
		['390×844', { width: 374, height: 659 }, 4],
		['844×390', { width: 828, height: 250 }, 4]
	])('fills a window of %s with any number of people, on pages', (_, area, size) => {
		for (let people = 2; people <= 65; people++) {
			const tiles = grid({ count: Math.min(people, pageSize(area)), ...area });
			expect(tiles).toHaveLength(Math.min(people, size));
			expect(covered(tiles, area), `${people} people`).toBeGreaterThan(people === 3 ? 0.6 : 0.69);
			for (const { width, height } of tiles) {
				expect(Math.min(width, height)).toBeGreaterThanOrEqual(110);
				expect(width / height).toBeGreaterThan(0.59);
				expect(width / height).toBeLessThan(1.79);
			}
		}
	});

	it('answers a stage without room with no tiles', () => {
		expect(grid({ count: 3, width: 0, height: 500 })).toEqual([]);
		expect(grid({ count: 0, ...laptop })).toEqual([]);
	});
});

describe('spotlight', () => {
	it('keeps the large picture at half of the stage or more, and the strip off it', () => {
		fc.assert(
			fc.property(stage, fc.integer({ min: 0, max: 65 }), fc.boolean(), (area, count, screen) => {
				const { main, strip } = spotlight({ count, ...area, screen });
				expect(strip.length).toBe(Math.min(count, stripCapacity({ ...area, screen })));
				if (!screen) expect(covered([main], area)).toBeGreaterThan(0.5);
				for (const [index, tile] of strip.entries()) {
					expect(inside(tile, area)).toBe(true);
					expect([main, ...strip.slice(index + 1)].some((other) => overlaps(tile, other))).toBe(false);
				}
			})
		);
	});

	it('gives what a shared screen leaves of a phone held upright to the people', () => {
		const { main, strip } = spotlight({ count: 3, ...phone, screen: true });
		expect(main).toMatchObject({ width: 390, height: 260 });
		expect(covered([main, ...strip], phone)).toBeGreaterThan(0.8);
		expect(stripCapacity({ ...phone, screen: true })).toBe(4);
	});
});

it('shows 25 tiles on a desktop and 4 on a phone, held either way', () => {
	expect(pageSize({ width: 1440, height: 760 })).toBe(25);
	expect(pageSize(phone)).toBe(4);
	expect(pageSize({ width: 840, height: 300 })).toBe(4);
});
