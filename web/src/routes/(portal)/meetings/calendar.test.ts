import { expect, it } from 'vitest';
import { toCalendar, type CalendarEntry } from './calendar.ts';

const entry: CalendarEntry = {
	id: '0b5a3c0e-7b1a-4a3e-9a55-0d5a1e0c7f11',
	title: 'Zasedání, rozpočet; část 1',
	description: 'Podklady\nv příloze',
	organisation: 'Moravskoslezský kraj',
	startsAt: new Date('2026-10-20T07:00:00Z'),
	plannedMinutes: 90,
	zone: 'Europe/Prague',
	state: 'planned',
	sequence: 3,
	updatedAt: new Date('2026-10-01T10:00:00Z')
};
/** Long lines are folded (RFC 5545 §3.1): a line that begins with a space continues the one before. */
const lines = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');
const render = (...entries: CalendarEntry[]) => toCalendar({ name: 'Sál', origin: 'https://sal.example:8443', entries });

it('says when in the meeting\'s own zone, and describes that zone', () => {
	const calendar = lines(render(entry));
	expect(calendar).toContain('DTSTART;TZID=Europe/Prague:20261020T090000');
	expect(calendar).toContain('DTEND;TZID=Europe/Prague:20261020T103000');
	expect(calendar.filter((line) => line === 'BEGIN:VTIMEZONE')).toHaveLength(1);
	expect(calendar).toContain('TZID:Europe/Prague');
});
it('stamps in UTC whatever zone the server lives in', () => {
	expect(lines(render(entry))).toContain('DTSTAMP:20261001T100000Z');
});
it('escapes text, and links to the meeting', () => {
	const calendar = lines(render(entry));
	expect(calendar).toContain('SUMMARY:Zasedání\\, rozpočet\\; část 1');
	expect(calendar).toContain(`LOCATION:https://sal.example:8443/meetings/${entry.id}`);
});
it('keeps the UID and raises the sequence, so that a calendar moves the entry instead of adding one', () => {
	const calendar = lines(render(entry));
	expect(calendar).toContain(`UID:${entry.id}@sal.example`);
	expect(calendar).toContain('SEQUENCE:3');
});
it('a cancelled meeting is cancelled, not missing', () => {
	expect(lines(render({ ...entry, state: 'cancelled' }))).toContain('STATUS:CANCELLED');
});
it('two zones are both described; an empty calendar is still a calendar', () => {
	expect(lines(render(entry, { ...entry, id: 'x', zone: 'America/New_York' })).filter((line) => line === 'BEGIN:VTIMEZONE')).toHaveLength(2);
	expect(lines(render())).toEqual(expect.arrayContaining(['BEGIN:VCALENDAR', 'END:VCALENDAR']));
});
