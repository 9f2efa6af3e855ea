import type { Turn } from './script.ts';

export const FRAME_RATE = 15;
export const SIZE = { width: 640, height: 360 };

/** DejaVu comes with every distribution's ffmpeg and draws Czech letters. */
const FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf';
const BARS = 9;

interface Picture {
	name: string;
	organisation: string;
	initials: string;
	colours: { card: string; disc: string };
	turns: Turn[];
	seconds: number;
}

/**
 * The source for ffmpeg's lavfi input: a card with the person's initials and name, bars that dance while the person speaks, and a dot
 * that wanders, so that a picture that stands still is seen at once.
 */
export function pictureSource({ name, organisation, initials, colours, turns, seconds }: Picture): string {
	const { width, height } = SIZE;
	const speaking = turns.map(({ from, to }) => `between(t,${from},${to})`).join('+') || '0';
	const text = (value: string, size: number, place: string): string => `drawtext=fontfile=${FONT}:text='${escapeText(value)}':fontcolor=white:fontsize=${size}:${place}`;
	const bars = Array.from({ length: BARS }, (_, index) => {
		const tall = 10 + ((index * 7) % 5) * 7;
		const x = width / 2 - (BARS * 14) / 2 + index * 14;
		return `drawbox=x=${x}:y=${height - 16 - tall}:w=8:h=${tall}:color=white@0.85:t=fill:enable='(${speaking})*gt(sin(t*${(9 + index * 1.7).toFixed(1)}+${index}),-0.2)'`;
	});
	return [
		`color=c=${colours.card}:size=${width}x${height}:rate=${FRAME_RATE}:duration=${seconds}`,
		`drawtext=fontfile=${FONT}:text='●':fontcolor=${colours.disc}:fontsize=260:x=(w-text_w)/2:y=(h-text_h)/2-58`,
		text(initials, 64, 'x=(w-text_w)/2:y=96'),
		text(name, 26, 'x=(w-text_w)/2:y=236'),
		text(organisation, 15, 'x=(w-text_w)/2:y=270'),
		...bars,
		`drawtext=fontfile=${FONT}:text='●':fontcolor=white@0.5:fontsize=18:x='(w-20)*(0.5+0.48*sin(t*0.7))':y='12+6*cos(t*1.9)'`
	].join(',');
}

/** Inside quotes ffmpeg's filter language takes everything but the quote itself; drawtext then reads \, % and : once more. */
export function escapeText(text: string): string {
	return text.replace(/[\\%:]/g, (sign) => `\\${sign}`).replaceAll("'", '’');
}
