/** Drawing of text and boxes, in the fonts of the system (DejaVu Sans has all letters of Czech). */
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import type { Size } from './i420.ts';
import { type Layer, layerOf } from './layer.ts';

const DEJAVU = '/usr/share/fonts/truetype/dejavu';
// Drawing works without them too, in whatever font the machine has.
for (const file of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf']) GlobalFonts.registerFromPath(`${DEJAVU}/${file}`, 'Sal');

export type Pen = SKRSContext2D;

export const font = (pixels: number, weight: 'normal' | 'bold' = 'normal'): string => `${weight} ${pixels}px Sal, "DejaVu Sans", sans-serif`;

/** A layer of this size at `x`, `y` (all even), drawn by `paint`. */
export function drawn({ width, height, x, y, paint }: Size & { x: number; y: number; paint: (pen: Pen) => void }): Layer {
	const canvas = createCanvas(width, height);
	const pen = canvas.getContext('2d');
	pen.textBaseline = 'middle';
	paint(pen);
	return layerOf({ rgba: pen.getImageData(0, 0, width, height).data, width, height, x, y });
}

/** The text, cut at a letter and ended by … where it would be wider than `width` in the pen's font. */
export function fitted(pen: Pen, text: string, width: number): string {
	if (pen.measureText(text).width <= width) return text;
	const letters = [...text];
	let [fits, tooLong] = [0, letters.length];
	while (tooLong - fits > 1) {
		const middle = Math.floor((fits + tooLong) / 2);
		if (pen.measureText(`${letters.slice(0, middle).join('')}…`).width <= width) fits = middle;
		else tooLong = middle;
	}
	return `${letters.slice(0, fits).join('').trimEnd()}…`;
}

/** The text in at most `most` lines of this width; the last one ends in … if there is more. */
export function wrapped(pen: Pen, text: string, width: number, most: number): string[] {
	const lines: string[] = [];
	const words = text.split(/\s+/).filter(Boolean);
	while (words.length > 0 && lines.length < most - 1) {
		let line = words.shift() ?? '';
		while (words[0] !== undefined && pen.measureText(`${line} ${words[0]}`).width <= width) line += ` ${words.shift() ?? ''}`;
		lines.push(fitted(pen, line, width));
	}
	return words.length === 0 ? lines : [...lines, fitted(pen, words.join(' '), width)];
}

/** A box with round corners. */
export function box(pen: Pen, { x, y, width, height, colour }: Size & { x: number; y: number; colour: string }): void {
	pen.fillStyle = colour;
	pen.beginPath();
	pen.roundRect(x, y, width, height, 10);
	pen.fill();
}
