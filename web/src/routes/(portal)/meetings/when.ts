/** Days and times as people say them. The zone is the meeting's own, so that a session at nine is at nine for everybody. */

export type Locale = 'cs' | 'en';

/** The portal's own zone, for times that belong to no meeting. */
export const HOME_ZONE_NAME = 'Europe/Prague';

const tag = { cs: 'cs-CZ', en: 'en-GB' } as const;

/** úterý 24. listopadu 2026 */
export function longDay({ at, zone, locale }: { at: Date; zone: string; locale: Locale }): string {
	return new Intl.DateTimeFormat(tag[locale], { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** 9:00 */
export function clock({ at, zone, locale }: { at: Date; zone: string; locale: Locale }): string {
	return new Intl.DateTimeFormat(tag[locale], { timeZone: zone, hour: 'numeric', minute: '2-digit' }).format(at);
}

/** 9:00–10:30 */
export function span({ startsAt, plannedMinutes, zone, locale }: { startsAt: Date; plannedMinutes: number; zone: string; locale: Locale }): string {
	const end = new Date(startsAt.getTime() + plannedMinutes * 60_000);
	return `${clock({ at: startsAt, zone, locale })}–${clock({ at: end, zone, locale })}`;
}

/** Day of an instant in its zone as YYYY-MM-DD: what meetings are grouped by. */
export function dayKey({ at, zone }: { at: Date; zone: string }): string {
	return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** Groups a list that is ordered by start into days, in the order of the list. */
export function byDay<T extends { startsAt: Date; zone: string }>(meetings: readonly T[]): { day: string; meetings: T[] }[] {
	const days: { day: string; meetings: T[] }[] = [];
	for (const one of meetings) {
		const day = dayKey({ at: one.startsAt, zone: one.zone });
		const last = days.at(-1);
		if (last?.day === day) last.meetings.push(one);
		else days.push({ day, meetings: [one] });
	}
	return days;
}

/** 1 h 5 min, or 40 min; seconds are nobody's business. */
export function duration(ms: number): string {
	const minutes = Math.round(ms / 60_000);
	const hours = Math.floor(minutes / 60);
	return hours > 0 ? `${String(hours)} h ${String(minutes % 60)} min` : `${String(minutes)} min`;
}
