/** Times as people write them. */

/** Days and hours of the region, whatever the server's or the browser's zone is. */
const ZONE = 'Europe/Prague';

/** `3:07`, `1:03:07`. */
export function clock(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1_000));
	const two = (value: number) => String(value).padStart(2, '0');
	const hours = Math.floor(seconds / 3_600);
	return hours > 0 ? `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}` : `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** For a screen reader: `1 h 3 min 7 s`. */
export function spoken(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1_000));
	const parts = [
		[Math.floor(seconds / 3_600), 'h'],
		[Math.floor(seconds / 60) % 60, 'min'],
		[seconds % 60, 's']
	] as const;
	const said = parts.filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`);
	return said.length > 0 ? said.join(' ') : '0 s';
}

export function day(at: Date, locale: string): string {
	return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: ZONE }).format(at);
}

export function dayAndTime(at: Date, locale: string): string {
	return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: ZONE }).format(at);
}

/** The time of day at which a moment of the recording happened. */
export function timeOfDay(at: Date, locale: string): string {
	return new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone: ZONE }).format(at);
}
