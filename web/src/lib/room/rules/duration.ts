/** `4:07`, `1:02:09`: a length of time as on a clock, from milliseconds. Never negative. */
export function clockLength(ms: number): string {
	const total = Math.max(0, Math.floor(ms / 1000));
	const seconds = String(total % 60).padStart(2, '0');
	const minutes = Math.floor(total / 60) % 60;
	const hours = Math.floor(total / 3600);
	return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** Whole seconds from `then` to `now` (both ms on the same clock); 0 when `then` lies ahead, as clocks of two machines may differ. */
export function secondsSince(then: number, now: number): number {
	return Math.max(0, Math.floor((now - then) / 1000));
}

/** Time of day of a message, in the reader's own zone. */
export function timeOfDay(ms: number, locale: string): string {
	return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(ms);
}
