/** What is written over the picture: item and speaker below, the vote above them, the clock in the corner. Drawn again only when it changes. */
import type { Notice, Scene } from '../../streaming/messages.ts';
import { CANVAS } from '../encoder.ts';
import { clockText, itemText, noticeTexts, voteText } from '../texts.ts';
import { box, drawn, fitted, font, type Pen, wrapped } from './draw.ts';
import type { Layer } from './layer.ts';

const MARGIN = 48;
const BAR = 116;
const DARK = 'rgba(15, 23, 42, 0.86)';
const WHITE = '#ffffff';
const PALE = '#cbd5e1';
const [GREEN, RED, BLUE] = ['rgba(21, 101, 52, 0.94)', 'rgba(153, 27, 27, 0.94)', 'rgba(30, 64, 175, 0.94)'];

/** The interpreter stands above the bar, on the right; even numbers. */
export const INTERPRETER = { width: 400, height: 224, x: CANVAS.width - 400 - 24, y: CANVAS.height - BAR - 224 - 16 };

type Written = Pick<Scene, 'title' | 'item' | 'speaker' | 'vote'>;

/** Bar and vote of a scene. */
export function overlayOf({ title, item, speaker, vote }: Written): Layer[] {
	const first = item === null ? title : itemText(item);
	const bar = drawn({
		...{ width: CANVAS.width, height: BAR, x: 0, y: CANVAS.height - BAR },
		paint: (pen) => {
			pen.fillStyle = DARK;
			pen.fillRect(0, 0, CANVAS.width, BAR);
			const lines = speaker === null ? [{ text: first, y: BAR / 2 }] : [{ text: first, y: 76 }];
			if (speaker !== null) write(pen, { text: speaker, x: MARGIN, y: 36, width: CANVAS.width - 2 * MARGIN, style: font(34, 'bold'), colour: WHITE });
			for (const { text, y } of lines) write(pen, { text, x: MARGIN, y, width: CANVAS.width - 2 * MARGIN, style: font(26), colour: speaker === null ? WHITE : PALE });
		}
	});
	return vote === null ? [bar] : [bar, voteLayer(vote)];
}

function voteLayer(vote: NonNullable<Scene['vote']>): Layer {
	const { head, body, passed } = voteText(vote);
	const [width, height] = [body === null ? 420 : 780, body === null ? 64 : 108];
	return drawn({
		...{ width, height, x: MARGIN, y: CANVAS.height - BAR - height - 24 },
		paint: (pen) => {
			box(pen, { x: 0, y: 0, width, height, colour: passed === null ? BLUE : passed ? GREEN : RED });
			write(pen, { text: head, x: 24, y: 34, width: width - 48, style: font(32, 'bold'), colour: WHITE });
			if (body !== null) write(pen, { text: body, x: 24, y: 78, width: width - 48, style: font(26), colour: WHITE });
		}
	});
}

/** The time of day, in the corner. */
export function clockLayer(at: number, zone: string): Layer {
	const [width, height] = [156, 44];
	return drawn({
		...{ width, height, x: CANVAS.width - width - 24, y: 24 },
		paint: (pen) => {
			box(pen, { x: 0, y: 0, width, height, colour: DARK });
			pen.textAlign = 'center';
			write(pen, { text: clockText(at, zone), x: width / 2, y: height / 2 + 1, width: width - 16, style: font(26, 'bold'), colour: WHITE });
		}
	});
}

/** A card over the whole picture: why nothing else is shown. */
export function noticeLayer(notice: Notice | 'lost', title: string): Layer {
	const { head, body } = noticeTexts[notice];
	return card((pen) => {
		centred(pen, { text: title, y: 200, style: font(30), colour: PALE, lines: 2, step: 42 });
		centred(pen, { text: head, y: 350, style: font(58, 'bold'), colour: WHITE, lines: 1, step: 0 });
		centred(pen, { text: body, y: 430, style: font(28), colour: PALE, lines: 2, step: 40 });
	});
}

/** Stands where a picture would be while nobody's camera is on. */
export function emptyLayer(title: string): Layer {
	return card((pen) => centred(pen, { text: title, y: 300, style: font(44, 'bold'), colour: WHITE, lines: 3, step: 60 }));
}

function card(paint: (pen: Pen) => void): Layer {
	return drawn({
		...{ ...CANVAS, x: 0, y: 0 },
		paint: (pen) => {
			pen.fillStyle = '#0f172a';
			pen.fillRect(0, 0, CANVAS.width, CANVAS.height);
			pen.textAlign = 'center';
			paint(pen);
		}
	});
}

interface Text {
	text: string;
	y: number;
	style: string;
	colour: string;
}

function write(pen: Pen, { text, x, y, width, style, colour }: Text & { x: number; width: number }): void {
	pen.font = style;
	pen.fillStyle = colour;
	pen.fillText(fitted(pen, text, width), x, y);
}

function centred(pen: Pen, { text, y, style, colour, lines, step }: Text & { lines: number; step: number }): void {
	pen.font = style;
	pen.fillStyle = colour;
	for (const [index, line] of wrapped(pen, text, CANVAS.width - 4 * MARGIN, lines).entries()) pen.fillText(line, CANVAS.width / 2, y + index * step);
}
