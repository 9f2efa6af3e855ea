/** A drawn layer, ready to be blended over pictures again and again. */
import { type Size, yuv } from './i420.ts';

interface Plane {
	width: number;
	height: number;
	/** What is added, opacity included. */
	colour: Uint8Array;
	/** How much of what lies below stays, 0–255. */
	rest: Uint8Array;
}

export interface Layer extends Size {
	x: number;
	y: number;
	planes: [Plane, Plane, Plane];
}

/** Turns RGBA (not premultiplied) into a layer whose corner lies at `x`, `y`. All four numbers are even. */
export function layerOf({ rgba, width, height, x, y }: { rgba: Uint8ClampedArray | Uint8Array; width: number; height: number; x: number; y: number }): Layer {
	const luma = plane(width, height);
	const [blue, red] = [plane(width / 2, height / 2), plane(width / 2, height / 2)];
	for (let row = 0; row < height; row += 2) {
		for (let column = 0; column < width; column += 2) {
			let [u, v, alpha] = [0, 0, 0];
			for (const at of [row * width + column, row * width + column + 1, (row + 1) * width + column, (row + 1) * width + column + 1]) {
				const opacity = (rgba[at * 4 + 3] ?? 0) / 255;
				const colour = yuv(rgba[at * 4] ?? 0, rgba[at * 4 + 1] ?? 0, rgba[at * 4 + 2] ?? 0);
				luma.colour[at] = Math.round(colour.y * opacity);
				luma.rest[at] = Math.round(255 * (1 - opacity));
				u += colour.u * opacity;
				v += colour.v * opacity;
				alpha += opacity;
			}
			const at = ((row / 2) * width) / 2 + column / 2;
			blue.colour[at] = Math.round(u / 4);
			red.colour[at] = Math.round(v / 4);
			blue.rest[at] = red.rest[at] = Math.round(255 * (1 - alpha / 4));
		}
	}
	return { x, y, width, height, planes: [luma, blue, red] };
}

const plane = (width: number, height: number): Plane => ({ width, height, colour: new Uint8Array(width * height), rest: new Uint8Array(width * height).fill(255) });

/** Blends a layer over a picture, in place. It must lie inside. */
export function blend(picture: Buffer, canvas: Size, layer: Layer): void {
	let start = 0;
	for (const [index, { width, height, colour, rest }] of layer.planes.entries()) {
		const half = index === 0 ? 1 : 2;
		const stride = canvas.width / half;
		for (let row = 0; row < height; row += 1) {
			let at = start + (layer.y / half + row) * stride + layer.x / half;
			for (let from = row * width; from < (row + 1) * width; from += 1, at += 1) {
				const kept = rest[from] ?? 255;
				if (kept === 255) continue;
				// (n + 128 + (n >> 8)) >> 8 is n / 255, rounded, for these small numbers.
				const below = (picture[at] ?? 0) * kept + 128;
				picture[at] = (colour[from] ?? 0) + ((below + (below >> 8)) >> 8);
			}
		}
		start += stride * (canvas.height / half);
	}
}
