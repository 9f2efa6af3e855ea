/** Calendar files (RFC 5545) of meetings: one to download, and the feed a person subscribes to. */
import { Temporal } from '@js-temporal/polyfill';
import ical, { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import type { State } from './rules.ts';

export interface CalendarEntry {
	id: string;
	title: string;
	description: string;
	organisation: string;
	startsAt: Date;
	plannedMinutes: number;
	zone: string;
	state: State;
	sequence: number;
	updatedAt: Date;
	/** Where it is, when it is somewhere; else the portal's address of it. */
	place?: string;
	/** Path of its page, when that is not the meeting's own. */
	path?: string;
}

/** A calendar that is sent to somebody: an invitation, a change of it, or that nothing comes of it (RFC 5546 §3.2.2, §3.2.5). Nobody reads answers by mail: whoever is invited answers in the portal. */
export interface Scheduling {
	method: 'REQUEST' | 'CANCEL';
	organizer: { name: string; email: string };
	attendee: { name: string; email: string };
}

/**
 * The calendar as text. `origin` is the portal's own (links, and the host part of UID, which must never change for a meeting).
 * Each date of a series is an event of its own, because each can be moved or cancelled by itself.
 */
export function toCalendar({ name, origin, entries, scheduling }: { name: string; origin: string; entries: CalendarEntry[]; scheduling?: Scheduling }): string {
	const calendar = ical({ name, prodId: { company: 'Sal', product: 'Meetings', language: 'CS' }, ...(scheduling && { method: ICalCalendarMethod[scheduling.method] }) });
	// The calendar itself has no zone: with one, the library writes DTSTAMP as local time, where RFC 5545 §3.8.7.2 demands UTC.
	calendar.timezone({ name: null, generator: (zone) => tzlib_get_ical_block(zone)[0] ?? null });
	for (const entry of entries) {
		const start = at(entry.startsAt, entry.zone);
		const url = `${origin}${entry.path ?? `/meetings/${entry.id}`}`;
		calendar.createEvent({
			id: `${entry.id}@${new URL(origin).hostname}`,
			start,
			end: start.add({ minutes: entry.plannedMinutes }),
			timezone: entry.zone,
			stamp: at(entry.updatedAt, 'UTC'),
			lastModified: at(entry.updatedAt, 'UTC'),
			sequence: entry.sequence,
			status: entry.state === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
			summary: entry.title,
			description: [entry.organisation, entry.description, url].filter(Boolean).join('\n\n'),
			location: entry.place ?? url,
			url,
			...(scheduling && { organizer: scheduling.organizer, attendees: [{ ...scheduling.attendee, role: ICalAttendeeRole.REQ, status: ICalAttendeeStatus.NEEDSACTION, rsvp: false }] })
		});
	}
	return calendar.toString();
}

function at(instant: Date, zone: string): Temporal.ZonedDateTime {
	return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
}
