/** Days as `YYYY-MM-DD`. Affiliations and organisations hold by days of Prague, wherever the server's clock says it is. */
const ZONE = 'Europe/Prague';
const tag = { cs: 'cs-CZ', en: 'en-GB' } as const;

/** Which day an instant falls on in Prague. */
export function dayOf(at: Date): string {
	return new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** Is `text` a day that the calendar has? */
export function isDay(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const at = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The day that many days later, or earlier. */
export function addDays(day: string, days: number): string {
	return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The instant at which a day begins in Prague. */
export function startOfDay(day: string): Date {
	// Prague is one or two hours ahead of UTC, and its clocks never change at midnight: one of the two fits.
	for (const hours of [1, 2]) {
		const at = new Date(Date.parse(`${day}T00:00:00Z`) - hours * 3_600_000);
		const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
		if (clock === '00:00' && dayOf(at) === day) return at;
	}
	throw new RangeError(`${day} has no midnight in ${ZONE}`);
}

/** 24. 11. 2026 */
export function shortDay(day: string, locale: 'cs' | 'en'): string {
	return new Intl.DateTimeFormat(tag[locale], { timeZone: 'UTC', day: 'numeric', month: 'numeric', year: 'numeric' }).format(new Date(`${day}T00:00:00Z`));
}

/** 24. 11. 2026 9:05, in Prague. */
export function shortTime(at: Date, locale: 'cs' | 'en'): string {
	return new Intl.DateTimeFormat(tag[locale], { timeZone: ZONE, day: 'numeric', month: 'numeric', year: 'numeric', hour: 'numeric', minute: '2-digit' }).format(at);
}
