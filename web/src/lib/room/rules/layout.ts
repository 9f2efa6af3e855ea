/** Where a tile stands on the stage, in CSS pixels from its upper left corner. */
export type Rect = { x: number; y: number; width: number; height: number };

export type Area = { width: number; height: number };

/** Space between tiles, in CSS pixels. */
export const GAP = 8;
/** Cameras are 16:9; a tile may be narrower (the sides of the picture are cut), never wider than this. */
const WIDEST = 16 / 9;
const onPhone = ({ width, height }: Area) => Math.min(width, height) < 500 || width < 640;

/** A wide window has room for whole shoulders; on a phone a face still fits a square, and held upright a tile of 3:5. */
function narrowest(area: Area): number {
	if (area.width < area.height) return 3 / 5;
	return onPhone(area) ? 1 : 6 / 5;
}

/** How many tiles are worth showing at once: more than these cost a laptop, or a phone, its fluency. */
export const pageSize = (area: Area): number => (onPhone(area) ? 4 : 25);

type Cell = Area & { columns: number; rows: number };

/** Null when so many rows or columns leave no room between the gaps. */
function fit({ count, columns, width, height }: Area & { count: number; columns: number }): Cell | null {
	const rows = Math.ceil(count / columns);
	const cell = { width: (width - GAP * (columns - 1)) / columns, height: (height - GAP * (rows - 1)) / rows };
	if (cell.width <= 0 || cell.height <= 0) return null;
	const aspect = cell.width / cell.height;
	if (aspect > WIDEST) return { columns, rows, width: cell.height * WIDEST, height: cell.height };
	const least = narrowest({ width, height });
	if (aspect < least) return { columns, rows, width: cell.width, height: cell.width / least };
	return { columns, rows, ...cell };
}

/**
 * The grid with the largest tiles for `count` people; all tiles are equal and the last row is centred.
 */
export function grid({ count, width, height }: Area & { count: number }): Rect[] {
	if (count < 1 || width <= 0 || height <= 0) return [];
	let best: Cell | null = null;
	for (let columns = 1; columns <= count; columns++) {
		const rows = Math.ceil(count / columns);
		// A column that stays empty in every row only makes the tiles smaller.
		if (columns > 1 && Math.ceil(count / rows) < columns) continue;
		const cell = fit({ count, columns, width, height });
		if (!cell) continue;
		if (!best || cell.width * cell.height > best.width * best.height) best = cell;
	}
	return best ? place({ count, cell: best, width, height }) : [];
}

function place({ count, cell, width, height }: Area & { count: number; cell: Cell }): Rect[] {
	const top = (height - cell.rows * cell.height - (cell.rows - 1) * GAP) / 2;
	return Array.from({ length: count }, (_, index) => {
		const row = Math.floor(index / cell.columns);
		const inRow = row === cell.rows - 1 ? count - row * cell.columns : cell.columns;
		const left = (width - inRow * cell.width - (inRow - 1) * GAP) / 2;
		return {
			x: Math.round(left + (index % cell.columns) * (cell.width + GAP)),
			y: Math.round(top + row * (cell.height + GAP)),
			width: Math.floor(cell.width),
			height: Math.floor(cell.height)
		};
	});
}

export type Spotlight = { main: Rect; strip: Rect[] };

/** `screen`: the large picture is a shared screen, which is wide, so that in a tall window others have all the room below it. */
type Lit = Area & { screen?: boolean };

/** How many tiles fit beside a large picture: a column in a wide window, below it in a tall one. */
export function stripCapacity({ width, height, screen = false }: Lit): number {
	if (width <= 0 || height <= 0) return 0;
	if (width >= height) return Math.max(1, Math.min(6, Math.floor((height + GAP) / (sideWidth(width) / WIDEST + GAP))));
	if (screen) return Math.min(6, pageSize({ width, height }));
	return Math.max(1, Math.min(4, Math.floor((width + GAP) / (rowHeight(height) * 1.2 + GAP))));
}

const sideWidth = (width: number) => Math.round(Math.min(280, Math.max(120, width * 0.2)));
const rowHeight = (height: number) => Math.round(Math.min(160, Math.max(84, height * 0.2)));
/** Screens are 16:9 or 16:10; a little air above and below does no harm. */
const screenHeight = ({ width, height }: Area) => Math.round(Math.min(width / 1.5, height - rowHeight(height) - GAP));

/** One large picture (a shared screen, the speaker, a pinned tile) and the others beside it, at most {@link stripCapacity}. */
export function spotlight({ count, width, height, screen = false }: Lit & { count: number }): Spotlight {
	const strip = Math.min(count, stripCapacity({ width, height, screen }));
	if (strip === 0) return { main: { x: 0, y: 0, width, height }, strip: [] };
	if (width >= height) {
		const side = sideWidth(width);
		const tile = Math.floor(Math.min(side / WIDEST, (height - GAP * (strip - 1)) / strip));
		const top = Math.round((height - strip * tile - GAP * (strip - 1)) / 2);
		return {
			main: { x: 0, y: 0, width: width - side - GAP, height },
			strip: Array.from({ length: strip }, (_, index) => ({ x: width - side, y: top + index * (tile + GAP), width: side, height: tile }))
		};
	}
	const main = { x: 0, y: 0, width, height: screen ? screenHeight({ width, height }) : height - rowHeight(height) - GAP };
	const below = grid({ count: strip, width, height: height - main.height - GAP });
	return { main, strip: below.map((tile) => ({ ...tile, y: tile.y + main.height + GAP })) };
}
