/**
 * Pixels of the largest picture that is decoded: 4096 × 4096, more than any 4K or 5K screen. A VP8 header may claim 16383 × 16383, and
 * each such frame would take 400 MB.
 */
export const MOST_PIXELS = 4096 * 4096;

/** Where each tile lies in the composed picture. Everything is even, because 4:2:0 has no half pixels. */
export const FRAME = { width: 1280, height: 720, rate: 25 } as const;
export const FRAME_MS = 1_000 / FRAME.rate;

export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

const STRIP_WIDTH = 256;
const STRIP_TILE = 144;
/** Tiles of the strip that fit beside the large picture. */
export const STRIP_TILES = FRAME.height / STRIP_TILE;

/** The large tile and `strip` small ones in a column at its right; without a strip the large tile fills the frame. */
export function boxes(strip: number): { large: Box; strip: Box[] } {
	if (strip === 0) return { large: { x: 0, y: 0, width: FRAME.width, height: FRAME.height }, strip: [] };
	const shown = Math.min(strip, STRIP_TILES);
	const width = FRAME.width - STRIP_WIDTH;
	const height = (width / 16) * 9;
	const top = (FRAME.height - shown * STRIP_TILE) / 2;
	return {
		large: { x: 0, y: (FRAME.height - height) / 2, width, height },
		strip: Array.from({ length: shown }, (_, index) => ({ x: width, y: top + index * STRIP_TILE, width: STRIP_WIDTH, height: STRIP_TILE }))
	};
}

const even = (value: number) => Math.max(2, Math.round(value / 2) * 2);

/**
 * How a source of a given size enters its box. `cover` (people) fills it and loses the edges unless that would cut more than a third,
 * as with a phone held upright; `contain` (screens) always shows everything.
 */
export function fit({ source, box, mode }: { source: { width: number; height: number }; box: Box; mode: 'cover' | 'contain' }): { scale: { width: number; height: number }; crop: boolean } {
	const ratio = source.width / source.height / (box.width / box.height);
	const crop = mode === 'cover' && ratio > 2 / 3 && ratio < 3 / 2;
	const factor = (crop ? Math.max : Math.min)(box.width / source.width, box.height / source.height);
	const width = even(source.width * factor);
	const height = even(source.height * factor);
	return { scale: crop ? { width: Math.max(width, box.width), height: Math.max(height, box.height) } : { width: Math.min(width, box.width), height: Math.min(height, box.height) }, crop };
}
