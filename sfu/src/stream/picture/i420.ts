/**
 * Pictures as they go between decoder, composer and encoder: planar YUV 4:2:0 of 8 bits, limited range, BT.601, as VP8 carries them. The
 * planes lie one after the other in one buffer: luma, then the two halves of chroma. All sides are even.
 */
export interface Size {
	width: number;
	height: number;
}

export const bytesOf = ({ width, height }: Size): number => (width * height * 3) / 2;

/** RGB (0–255) as limited-range BT.601. */
export function yuv(red: number, green: number, blue: number): { y: number; u: number; v: number } {
	return {
		y: 16 + 0.256788 * red + 0.504129 * green + 0.097906 * blue,
		u: 128 - 0.148223 * red - 0.290993 * green + 0.439216 * blue,
		v: 128 + 0.439216 * red - 0.367788 * green - 0.071427 * blue
	};
}

/** Fills a whole picture with one colour. */
export function fill(picture: Buffer, size: Size, { y, u, v }: { y: number; u: number; v: number }): void {
	const luma = size.width * size.height;
	picture.fill(Math.round(y), 0, luma);
	picture.fill(Math.round(u), luma, luma + luma / 4);
	picture.fill(Math.round(v), luma + luma / 4);
}

/** Copies a smaller picture into a larger one, its corner at `x`, `y` (even). It must lie inside. */
export function blit({ from, size, onto, canvas, x, y }: { from: Buffer; size: Size; onto: Buffer; canvas: Size; x: number; y: number }): void {
	let source = 0;
	let target = 0;
	for (const half of [1, 2, 2]) {
		const width = size.width / half;
		const stride = canvas.width / half;
		const first = target + (y / half) * stride + x / half;
		for (let row = 0; row < size.height / half; row += 1) from.copy(onto, first + row * stride, source + row * width, source + (row + 1) * width);
		source += width * (size.height / half);
		target += stride * (canvas.height / half);
	}
}
