/** Where in a recording a moment of the session is. */

export interface Recorded {
	id: string;
	startedAt: Date;
	durationMs: number | null;
}

const LEAD_SECONDS = 2;

/** The address from which the recording plays that moment; null when nothing was recorded then. A few seconds earlier, so that nobody misses the first word. */
export function playFrom(recordings: readonly Recorded[], at: number | null): string | null {
	if (at === null) return null;
	const found = recordings.find(({ startedAt, durationMs }) => startedAt.getTime() <= at && (durationMs === null || at < startedAt.getTime() + durationMs));
	return found ? `/recordings/${found.id}?t=${Math.max(0, Math.floor((at - found.startedAt.getTime()) / 1_000) - LEAD_SECONDS)}` : null;
}
