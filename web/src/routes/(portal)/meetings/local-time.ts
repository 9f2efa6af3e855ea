/** Between what people type (a day and a clock time in a zone) and what is stored (an instant with its zone). */
import { Temporal } from '@js-temporal/polyfill';

/** The zone of a new meeting: the region's own. */
export { HOME_ZONE_NAME as HOME_ZONE } from './when.ts';

/** Is `zone` an IANA name that this runtime knows? */
export function isZone(zone: string): boolean {
	try {
		Temporal.Now.zonedDateTimeISO(zone);
		// Fixed offsets such as "+01:00" parse too, but they know no summer time: a repeated meeting would drift by an hour.
		return !/^[+-]/.test(zone);
	} catch {
		return false;
	}
}

/**
 * The instant of `day` (YYYY-MM-DD) and `time` (HH:MM) in `zone`.
 * Null when that hour does not exist there (clocks going forward). Of an hour that comes twice the first one is taken, as RFC 5545 §3.3.5 says.
 */
export function toInstant({ day, time, zone }: { day: string; time: string; zone: string }): Date | null {
	const wall = Temporal.PlainDateTime.from(`${day}T${time}`);
	const zoned = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
	return zoned.toPlainDateTime().equals(wall) ? new Date(zoned.epochMilliseconds) : null;
}

/** Day (YYYY-MM-DD) and time (HH:MM) of an instant in `zone`: what a form shows. */
export function toLocal({ at, zone }: { at: Date; zone: string }): { day: string; time: string } {
	const zoned = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
	return { day: zoned.toPlainDate().toString(), time: zoned.toPlainTime().toString({ smallestUnit: 'minute' }) };
}
