import type { Frame } from './frames.ts';

/** Where the last frame of a track was put. `time` is exact, `block` what was written (whole ms); both since the recording's zero. */
export interface Placement {
	rtp: number;
	time: number;
	block: number;
}

/** How fast a correction of the clock is worked in: 2 % is not heard, and 100 ppm of drift is far below it. */
const slew = 0.02;
/** A correction beyond this (ms) is made at once: something has really jumped. */
const jumpMs = 300;

/**
 * Gives each frame its time in the recording. Pieces join smoothly: when the clock was mended since the last piece, the difference
 * fades instead of jumping. Times always rise.
 */
export function placeFrames({ frames, before, at, ms }: { frames: Frame[]; before: Placement | null; at: (rtp: number) => number; ms: (ticks: number) => number }): { times: number[]; placement: Placement } {
	const first = frames[0];
	let shift = 0;
	let block = before?.block ?? -1;
	let rtp = before?.rtp ?? first?.rtp ?? 0;
	if (before !== null && first !== undefined) {
		const difference = before.time + ms(first.rtp - before.rtp) - at(first.rtp);
		if (Math.abs(difference) <= jumpMs) shift = difference;
	}
	let time = before?.time ?? 0;
	const times = frames.map((frame) => {
		const fading = Math.max(0, ms(frame.rtp - rtp)) * slew;
		shift -= Math.max(-fading, Math.min(fading, shift));
		rtp = frame.rtp;
		time = at(frame.rtp) + shift;
		block = Math.max(Math.round(time), block + 1, 0);
		return block;
	});
	return { times, placement: { rtp, time, block } };
}

/** A clock is off when every frame for this long (ms) … */
const lasting = 1_000;
/** … lies this far (ms) behind its arrival. */
const lag = 500;

/**
 * Finds where the RTP clock stood still: from there to the end every frame comes late, by `ms` at least. A stalled network looks the same at
 * first but catches up; so only a lateness that lasts to the end of the piece, for a second, counts.
 */
export function findBreak(frames: Frame[], at: (rtp: number) => number): { index: number; ms: number } | null {
	let least = Infinity;
	let index = frames.length;
	const end = frames.at(-1)?.arrival ?? 0;
	let found: { index: number; ms: number } | null = null;
	while (index > 0) {
		const frame = frames[index - 1];
		if (frame === undefined) break;
		const late = frame.arrival - at(frame.rtp);
		if (late < lag) break;
		least = Math.min(least, late);
		index -= 1;
		if (end - frame.arrival >= lasting) found = { index, ms: least };
	}
	return found;
}
