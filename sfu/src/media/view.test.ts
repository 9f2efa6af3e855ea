import { expect, test } from 'vitest';
import { layerFor } from './view.ts';

test.each([
	[{ width: 160, height: 90 }, 0],
	[{ width: 320, height: 180 }, 0],
	[{ width: 400, height: 225 }, 0],
	[{ width: 480, height: 270 }, 1],
	[{ width: 640, height: 360 }, 1],
	[{ width: 960, height: 540 }, 2],
	[{ width: 1920, height: 1080 }, 2],
	// A narrow phone tile is filled by its height.
	[{ width: 180, height: 640 }, 2]
])('of three layers, %o needs layer %i', (tile, layer) => {
	expect(layerFor({ tile, layers: 3 })).toBe(layer);
});

test('of one layer there is only one', () => {
	expect(layerFor({ tile: { width: 1920, height: 1080 }, layers: 1 })).toBe(0);
});
