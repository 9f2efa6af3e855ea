/** One lane per person, built from the stored segments. */
export interface Segment {
	participant: string;
	name: string;
	startMs: number;
	endMs: number;
}

export interface Lane {
	participant: string;
	name: string;
	spokenMs: number;
	segments: { startMs: number; endMs: number }[];
}

/** Whoever spoke most stands on top. */
export function lanes(segments: readonly Segment[]): Lane[] {
	const found = new Map<string, Lane>();
	for (const { participant, name, startMs, endMs } of segments) {
		const lane = found.get(participant) ?? { participant, name, spokenMs: 0, segments: [] };
		lane.segments.push({ startMs, endMs });
		lane.spokenMs += endMs - startMs;
		found.set(participant, lane);
	}
	return [...found.values()].sort((a, b) => b.spokenMs - a.spokenMs || a.name.localeCompare(b.name, 'cs'));
}

/** Where this person speaks next, seen from `atMs`; after the last time comes the first again. */
export function nextWords(lane: Lane, atMs: number): number {
	// A little ahead, because a seek lands a frame or two before the words.
	return (lane.segments.find((segment) => segment.startMs > atMs + 250) ?? lane.segments[0])?.startMs ?? 0;
}

/** A click into a lane: the beginning of the speech that was hit, or of one within `slackMs`, else exactly where it was clicked. */
export function clickedPlace(lane: Lane, atMs: number, slackMs: number): number {
	const hit = lane.segments.find((segment) => atMs >= segment.startMs - slackMs && atMs <= segment.endMs + slackMs);
	return hit && atMs - hit.startMs < Math.max(slackMs * 2, (hit.endMs - hit.startMs) / 4) ? hit.startMs : atMs;
}

/** Index of the last item that begins at or before `atMs`; -1 before the first. Items are in time order. */
export function currentIndex(items: readonly { atMs: number }[], atMs: number): number {
	let low = 0;
	let high = items.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((items[middle]?.atMs ?? Infinity) <= atMs) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}

/** An SVG path of the waveform, mirrored around the middle of a box 1000 wide and 100 high. */
export function waveformPath(peaks: readonly number[]): string {
	if (peaks.length === 0) return '';
	const x = (index: number) => ((index / peaks.length) * 1_000).toFixed(1);
	const half = (peak: number) => Math.max(1, (peak / 255) * 46);
	const top = peaks.map((peak, index) => `${x(index)},${(50 - half(peak)).toFixed(1)}`);
	const bottom = peaks.map((peak, index) => `${x(index)},${(50 + half(peak)).toFixed(1)}`).reverse();
	return `M${[...top, ...bottom].join('L')}Z`;
}
