import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blit, bytesOf, fill, yuv } from './i420.ts';
import { blend, layerOf } from './layer.ts';

const canvas = { width: 16, height: 12 };

function grey(level: number): Buffer {
	const picture = Buffer.alloc(bytesOf(canvas));
	fill(picture, canvas, { y: level, u: 128, v: 128 });
	return picture;
}

test.each([
	['black', [0, 0, 0], { y: 16, u: 128, v: 128 }],
	['white', [255, 255, 255], { y: 235, u: 128, v: 128 }],
	['red', [255, 0, 0], { y: 81, u: 90, v: 240 }]
] as const)('%s in limited range', (_name, [red, green, blue], expected) => {
	const { y, u, v } = yuv(red, green, blue);
	expect({ y: Math.round(y), u: Math.round(u), v: Math.round(v) }).toEqual(expected);
});

test('a smaller picture lands where it was put, and nowhere else', () => {
	const onto = grey(16);
	const size = { width: 4, height: 2 };
	const from = Buffer.alloc(bytesOf(size), 200);
	blit({ from, size, onto, canvas, x: 6, y: 4 });
	const bright = [...onto.subarray(0, 16 * 12).entries()].flatMap(([at, level]) => (level === 200 ? [at] : []));
	expect(bright).toEqual([4 * 16 + 6, 4 * 16 + 7, 4 * 16 + 8, 4 * 16 + 9, 5 * 16 + 6, 5 * 16 + 7, 5 * 16 + 8, 5 * 16 + 9]);
	expect([...onto.subarray(16 * 12).entries()].flatMap(([at, level]) => (level === 200 ? [at] : []))).toEqual([2 * 8 + 3, 2 * 8 + 4, 8 * 6 + 2 * 8 + 3, 8 * 6 + 2 * 8 + 4]);
});

test('what is transparent changes nothing, what is opaque covers, half is half', () => {
	const rgba = new Uint8ClampedArray(2 * 2 * 4 * 3);
	// Three squares of 2 × 2 beside each other: nothing, white, white at half strength.
	for (const row of [0, 1]) for (const column of [0, 1, 2, 3, 4, 5]) rgba.set([255, 255, 255, [0, 0, 255, 255, 128, 128][column] ?? 0], (row * 6 + column) * 4);
	const picture = grey(16);
	blend(picture, canvas, layerOf({ rgba, width: 6, height: 2, x: 2, y: 2 }));
	expect([...picture.subarray(2 * 16 + 2, 2 * 16 + 8)]).toEqual([16, 16, 235, 235, 126, 126]);
	expect(picture.filter((level, at) => at < 16 * 12 && level !== 16)).toHaveLength(8);
});

test('whatever is blended, no value leaves its byte and grey stays grey', () => {
	fc.assert(
		fc.property(fc.array(fc.record({ level: fc.integer({ min: 0, max: 255 }), alpha: fc.integer({ min: 0, max: 255 }) }), { minLength: 16, maxLength: 16 }), fc.integer({ min: 16, max: 235 }), (pixels, below) => {
			const rgba = new Uint8ClampedArray(pixels.flatMap(({ level, alpha }) => [level, level, level, alpha]));
			const picture = grey(below);
			blend(picture, canvas, layerOf({ rgba, width: 4, height: 4, x: 0, y: 0 }));
			for (const value of picture.subarray(0, 16 * 12)) expect(value >= 15 && value <= 236).toBe(true);
			for (const value of picture.subarray(16 * 12)) expect(Math.abs(value - 128)).toBeLessThanOrEqual(2);
		})
	);
});
