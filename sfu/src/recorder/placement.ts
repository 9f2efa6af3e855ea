import type { Frame } from './frames.ts';

/** Where the last frame of a track was put. `time` is exact, `block` what was written (whole ms); both since the recording's zero. */
export interface Placement {
	rtp: number;
	time: number;
	block: number;
}

/** How fast a correction of the clock is worked in: 2 % is not heard, and 100 ppm of drift is far below it … */
const slew = 0.02;
/** … a great one (a first sender report that came late) fades with this time constant (ms), but never faster than `fastest`. */
const fadeMs = 5_000;
const fastest = 0.1;
/** A correction beyond this (ms) is made at once: something has really jumped. */
const jumpMs = 2_000;

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
		const fading = Math.max(0, ms(frame.rtp - rtp)) * Math.min(fastest, Math.max(slew, Math.abs(shift) / fadeMs));
		shift -= Math.max(-fading, Math.min(fading, shift));
		rtp = frame.rtp;
		time = at(frame.rtp) + shift;
		block = Math.max(Math.round(time), block + 1, 0);
		return block;
	});
	return { times, placement: { rtp, time, block } };
}

/** A clock stood still when every frame for this long (ms) … */
const lastingMs = 1_500;
/** … lies this far (ms) behind its arrival … */
const lateMs = 2_000;
/** … and nothing is made good: a slow network or encoder catches up. */
const steadyMs = 200;

/**
 * Finds where the RTP clock stood still without a mute being announced: from there to the end of the piece every frame comes late, by
 * `ms` at least. Only a great and steady lateness counts, for a wrong guess here would itself break the picture off the sound.
 */
export function findBreak(frames: Frame[], at: (rtp: number) => number): { index: number; ms: number } | null {
	const late = frames.map((frame) => frame.arrival - at(frame.rtp));
	const index = late.findLastIndex((ms) => ms < lateMs) + 1;
	const from = frames[index];
	const end = frames.at(-1);
	if (from === undefined || end === undefined || end.arrival - from.arrival < lastingMs) return null;
	const after = late.slice(index);
	const least = Math.min(...after);
	return Math.max(...after) - least <= steadyMs ? { index, ms: least } : null;
}
