/** Repeating meetings: RFC 5545 rules in the meeting's own zone, so that "Tuesday at nine" stays at nine across summer time. */
import { Temporal } from '@js-temporal/polyfill';
import { RRuleTemporal } from 'rrule-temporal';
import { nthWeekday, type Rhythm } from './rhythm.ts';

/** Every date of a series is a meeting of its own, so a series has an end and a size. */
export const SERIES_LIMIT = 104;

const frequency: Record<Rhythm, (day: string) => string> = {
	day: () => 'FREQ=DAILY',
	workday: () => 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
	week: () => 'FREQ=WEEKLY',
	fortnight: () => 'FREQ=WEEKLY;INTERVAL=2',
	monthDay: (day) => `FREQ=MONTHLY;BYMONTHDAY=${Temporal.PlainDate.from(day).day}`,
	monthWeekday: (day) => `FREQ=MONTHLY;BYDAY=${nthWeekday(day).nth}${nthWeekday(day).weekday}`
};

/**
 * The RRULE (RFC 5545 §3.3.10) of a rhythm that starts on `day` and runs up to and including `until` (both YYYY-MM-DD in `zone`).
 * UNTIL is in UTC, as the RFC demands when the start has a zone.
 */
export function toRrule({ rhythm, day, until, zone }: { rhythm: Rhythm; day: string; until: string; zone: string }): string {
	const end = Temporal.PlainDate.from(until).add({ days: 1 }).toZonedDateTime(zone).subtract({ seconds: 1 }).toInstant();
	return `${frequency[rhythm](day)};UNTIL=${end.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')}`;
}

/**
 * All starts of a series, in order, at most `limit`. The first one is always `startsAt` itself, also when the rule would skip it
 * (a series of working days that was started on a Saturday). A clock time that summer time swallows is left out on that day.
 */
export function occurrences({ rrule, startsAt, zone, limit = SERIES_LIMIT }: { rrule: string; startsAt: Date; zone: string; limit?: number }): Date[] {
	const dtstart = Temporal.Instant.fromEpochMilliseconds(startsAt.getTime()).toZonedDateTimeISO(zone);
	const rule = new RRuleTemporal({ rruleString: rrule, dtstart, includeDtstart: true });
	const starts: Date[] = [];
	rule.all((date, index) => {
		if (index >= limit) return false;
		starts.push(new Date(date.epochMilliseconds));
		return true;
	});
	return starts;
}

/** The rhythm behind an RRULE that {@link toRrule} wrote, with its last day in `zone`; null for any other rule. */
export function fromRrule({ rrule, zone }: { rrule: string; zone: string }): { rhythm: Rhythm; until: string } | null {
	const parts = new Map(rrule.split(';').map((part) => part.split('=', 2) as [string, string]));
	const stamp = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(parts.get('UNTIL') ?? '');
	const rhythm = rhythmOf(parts);
	if (!stamp || !rhythm) return null;
	const [, year, month, day, hour, minute, second] = stamp;
	const until = Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`).toZonedDateTimeISO(zone);
	return { rhythm, until: until.toPlainDate().toString() };
}

function rhythmOf(parts: Map<string, string>): Rhythm | null {
	const freq = parts.get('FREQ');
	if (freq === 'DAILY') return 'day';
	if (freq === 'WEEKLY' && parts.has('BYDAY')) return 'workday';
	if (freq === 'WEEKLY') return parts.get('INTERVAL') === '2' ? 'fortnight' : 'week';
	if (freq === 'MONTHLY') return parts.has('BYMONTHDAY') ? 'monthDay' : 'monthWeekday';
	return null;
}
