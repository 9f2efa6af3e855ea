import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#lib/day.ts';
import { isHoliday } from './holidays.ts';
import { hungSince, strip, term, type Hung } from './term.rules.ts';

describe('by when the agenda must hang', () => {
	it.each<[string, { session: string; published: string; days: number }, { lastDay: string; kept: boolean; restDay: string | null; lastWorkingDay: string }]>([
		['ten days before (§ 42 of Act 129/2000)', { session: '2027-03-11', published: '2027-03-01', days: 10 }, { lastDay: '2027-03-01', kept: true, restDay: null, lastWorkingDay: '2027-03-01' }],
		['nine days before are one too few', { session: '2027-03-11', published: '2027-03-02', days: 10 }, { lastDay: '2027-03-01', kept: false, restDay: null, lastWorkingDay: '2027-03-01' }],
		['seven days before (§ 93 of Act 128/2000)', { session: '2027-03-11', published: '2027-03-04', days: 7 }, { lastDay: '2027-03-04', kept: true, restDay: null, lastWorkingDay: '2027-03-04' }],
		['two days in a state of crisis', { session: '2027-03-11', published: '2027-03-09', days: 2 }, { lastDay: '2027-03-09', kept: true, restDay: null, lastWorkingDay: '2027-03-09' }],
		['weekends count, but the office is closed on the last day', { session: '2027-03-17', published: '2027-03-07', days: 10 }, { lastDay: '2027-03-07', kept: true, restDay: 'weekend', lastWorkingDay: '2027-03-05' }],
		['over Easter: Good Friday and Easter Monday are holidays', { session: '2027-04-08', published: '2027-03-29', days: 10 }, { lastDay: '2027-03-29', kept: true, restDay: 'holiday', lastWorkingDay: '2027-03-25' }],
		['over Christmas and New Year', { session: '2028-01-03', published: '2027-12-24', days: 10 }, { lastDay: '2027-12-24', kept: true, restDay: 'holiday', lastWorkingDay: '2027-12-23' }],
		['across the change to summer time', { session: '2027-04-01', published: '2027-03-22', days: 10 }, { lastDay: '2027-03-22', kept: true, restDay: null, lastWorkingDay: '2027-03-22' }],
		['across the change to winter time', { session: '2027-11-04', published: '2027-10-25', days: 10 }, { lastDay: '2027-10-25', kept: true, restDay: null, lastWorkingDay: '2027-10-25' }],
		['across the 29th of February', { session: '2028-03-05', published: '2028-02-25', days: 10 }, { lastDay: '2028-02-24', kept: false, restDay: null, lastWorkingDay: '2028-02-24' }]
	])('%s', (_, question, expected) => {
		expect(term({ ...question, isHoliday })).toMatchObject(expected);
	});

	it('is kept exactly when that many days lie between, whatever the calendar does', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 3_650 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (offset, days, between) => {
				const published = addDays('2024-01-01', offset);
				const answer = term({ session: addDays(published, between), published, days, isHoliday });
				expect(answer.kept).toBe(between >= days);
				expect(answer.left).toBe(between);
				expect(answer.lastWorkingDay <= answer.lastDay).toBe(true);
			})
		);
	});
});

it('is drawn from today to the session', () => {
	const days = strip({ session: '2027-03-29', today: '2027-03-24', lastDay: '2027-03-26', isHoliday });
	expect(days.map(({ mark, rest }) => [mark, rest])).toEqual([['today', false], [null, false], ['last', true], [null, true], [null, true], ['session', true]]);
});

describe('since when it has hung on the board', () => {
	const hung = (day: number, change: Partial<Hung> = {}): Hung => ({ at: new Date(Date.UTC(2027, 2, day)), place: 'Sál', startsAt: '2027-04-01T07:00:00.000Z', ...change });
	const at = { place: 'Sál', startsAt: new Date('2027-04-01T07:00:00Z') };
	it.each<[string, Hung[], number | null]>([
		['nothing hangs', [], null],
		['since it was published', [hung(1)], 1],
		['more items move nothing', [hung(1), hung(5)], 1],
		['another hour begins the term anew', [hung(1, { startsAt: '2027-03-20T07:00:00.000Z' }), hung(5), hung(7)], 5],
		['another place too', [hung(1, { place: 'Jinde' }), hung(5)], 5],
		['there and back again', [hung(1), hung(3, { place: 'Jinde' }), hung(5)], 5],
		['what hangs is not so any more', [hung(1), hung(3, { place: 'Jinde' })], null]
	])('%s', (_, publications, day) => {
		expect(hungSince({ publications, ...at })?.getUTCDate() ?? null).toBe(day);
	});
});
