/** The filter graph of one slice's picture: tiles on a dark ground, each with its name plate. */
import { fit, boxes, FRAME, type Box } from './geometry.ts';
import type { Layout, Tile } from './slices.ts';

/** A file that ffmpeg opens for a slice. `startMs`: where its own time zero lies, seen from the slice's beginning. */
export interface OpenedPicture {
	input: number;
	startMs: number;
}

export interface Captions {
	/** Returns the path of a file with this text: drawtext reads files, so that no name has to be escaped. */
	file(text: string): string;
	font: string;
	boldFont: string;
	/** What stands on the card while the recording is paused, and when nobody is there. */
	paused: string;
	empty: string;
	more(count: number): string;
}

const GROUND = '0x0b1220';
const CARD = '0x1e293b';
const PLATE = 'black@0.55';
const SPEAKS = '0x38bdf8';

const seconds = (ms: number) => (ms / 1_000).toFixed(6);

/** Ends in the pad `[picture]`. `opened` knows the files that could be decoded; a tile without one becomes a card. */
export function pictureGraph({ layout, opened, frames, captions }: { layout: Layout; opened: ReadonlyMap<string, OpenedPicture>; frames: number; captions: Captions }): string {
	const length = (frames / FRAME.rate).toFixed(3);
	const source = (color: string, { width, height }: Pick<Box, 'width' | 'height'>) => `color=c=${color}:s=${width}x${height}:r=${FRAME.rate}:d=${length}`;
	if (!layout.large) return `${source(GROUND, FRAME)},${centred({ text: layout.kind === 'paused' ? captions.paused : captions.empty, size: 40, captions })}[picture]`;

	const places = boxes(layout.strip.length);
	const tiles = [{ tile: layout.large, box: places.large }, ...places.strip.flatMap((box, index) => (layout.strip[index] ? [{ tile: layout.strip[index], box }] : []))];
	const graph = [`${source(GROUND, FRAME)}[ground]`];
	let below = 'ground';
	for (const [index, { tile, box }] of tiles.entries()) {
		const large = index === 0;
		const picture = tile.track ? opened.get(tile.track.file) : undefined;
		const steps = tile.track && picture ? decoded({ picture, source: tile.track, box, mode: tile.track.source === 'screen' ? 'contain' : 'cover' }) : [source(CARD, box), centred({ text: initials(tile.name), size: Math.round(box.height / 4), captions })];
		const framed = tile.speaking && !large ? [`drawbox=c=${SPEAKS}:t=4`] : [];
		graph.push(`${[...steps, ...framed, plate({ tile, large, captions })].join(',')}[tile${index}]`);
		graph.push(`[${below}][tile${index}]overlay=${box.x}:${box.y}:eof_action=repeat[below${index}]`);
		below = `below${index}`;
	}
	const note = layout.more > 0 ? `drawtext=${text({ value: captions.more(layout.more), font: captions.font, size: 20, captions })}:x=w-tw-16:y=h-th-14` : 'null';
	return [...graph, `[${below}]${note}[picture]`].join(';');
}

function decoded({ picture, source, box, mode }: { picture: OpenedPicture; source: { width: number; height: number }; box: Box; mode: 'cover' | 'contain' }): string[] {
	const { scale, crop } = fit({ source, box, mode });
	return [
		`[${picture.input}:v]setpts=PTS+(${seconds(picture.startMs)})/TB`,
		// Frames from before the slice only prime the decoder; the last of them stands until the first one of the slice.
		`fps=${FRAME.rate}:start_time=0`,
		`scale=${scale.width}:${scale.height}:flags=bilinear`,
		'format=yuv420p',
		crop ? `crop=${box.width}:${box.height}` : `pad=${box.width}:${box.height}:-1:-1:${GROUND}`,
		'setsar=1'
	];
}

function plate({ tile, large, captions }: { tile: Tile; large: boolean; captions: Captions }): string {
	const size = large ? 24 : 16;
	return `drawtext=${text({ value: tile.name, font: captions.font, size, captions })}:x=${large ? 18 : 10}:y=h-${large ? 42 : 27}:box=1:boxcolor=${PLATE}:boxborderw=${large ? 8 : 5}`;
}

function centred({ text: value, size, captions }: { text: string; size: number; captions: Captions }): string {
	return `drawtext=${text({ value, font: captions.boldFont, size, captions })}:x=(w-tw)/2:y=(h-th)/2`;
}

function text({ value, font, size, captions }: { value: string; font: string; size: number; captions: Captions }): string {
	return `fontfile=${font}:textfile=${captions.file(value)}:expansion=none:fontcolor=white:fontsize=${size}`;
}

/** Two letters for somebody without a camera; academic titles do not count. */
export function initials(name: string): string {
	const words = name.replace(/,.*$/, '').split(/\s+/).filter((word) => word !== '' && !word.endsWith('.'));
	return ([words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? '').join('') || '?').toLocaleUpperCase('cs');
}
