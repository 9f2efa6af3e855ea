import type { Input } from '@sal/sfu/protocol';

export type View = Input<'view'>['tiles'];

/** A tile that shows (or would show) a picture: its size in CSS pixels, the producer behind it, if there is one, and whether it was pinned here. */
export type ShownTile = { producer: string | null; width: number; height: number; pinned?: boolean };

/** More than this would be refused by the media server; nobody has so many tiles on screen. */
const MOST = 100;

/**
 * What the media server is told of the screen: the pictures in sight with their size in device pixels. A hidden tab shows nothing, so only sound flows.
 */
export function viewSet({ tiles, pixelRatio, hidden }: { tiles: ShownTile[]; pixelRatio: number; hidden: boolean }): View {
	if (hidden) return [];
	const largest = new Map<string, View[number]>();
	for (const { producer, width, height, pinned } of tiles) {
		if (producer === null || width < 1 || height < 1) continue;
		const size = { producer, width: devicePixels(width, pixelRatio), height: devicePixels(height, pixelRatio), ...(pinned && { pinned }) };
		const other = largest.get(producer);
		if (!other || other.width * other.height < size.width * size.height) largest.set(producer, size);
	}
	return [...largest.values()].sort((a, b) => a.producer.localeCompare(b.producer)).slice(0, MOST);
}

/** Rounded to 16 pixels, so that a window that is being drawn larger does not send a message per pixel. */
const devicePixels = (size: number, ratio: number) => Math.min(16_384, Math.max(16, Math.round((size * ratio) / 16) * 16));

export function sameView(a: View, b: View): boolean {
	return a.length === b.length && a.every((tile, index) => tile.producer === b[index]?.producer && tile.width === b[index].width && tile.height === b[index].height && tile.pinned === b[index].pinned);
}
