import { expect, it } from 'vitest';
import { chosen, differences, dueInDigest, lastDigest, told } from './rules.ts';

const kinds = [
	{ id: 'a.urgent', mail: 'hourly', push: true },
	{ id: 'a.calm', mail: 'daily', push: false },
	{ id: 'a.now', mail: 'never', push: true }
] as const;

it('tells as the kind comes, unless it was switched', () => {
	expect(chosen(kinds, [])).toEqual([
		{ kind: 'a.urgent', mail: true, push: true },
		{ kind: 'a.calm', mail: true, push: false },
		{ kind: 'a.now', mail: null, push: true }
	]);
	expect(told(kinds[1], 'push', [{ kind: 'a.calm', channel: 'push', enabled: true }])).toBe(true);
	expect(told(kinds[0], 'mail', [{ kind: 'a.urgent', channel: 'mail', enabled: false }])).toBe(false);
	// Whatever was kept from an older version: too late is too late.
	expect(told(kinds[2], 'mail', [{ kind: 'a.now', channel: 'mail', enabled: true }])).toBe(false);
});

it('keeps only what differs, and gives back what was chosen', () => {
	expect(differences(kinds, chosen(kinds, []))).toEqual([]);
	const settings = [{ kind: 'a.urgent', channel: 'mail', enabled: false }, { kind: 'a.calm', channel: 'push', enabled: true }] as const;
	expect(differences(kinds, chosen(kinds, settings))).toEqual(settings);
});

it.each([
	['2026-11-22T06:30:00Z', '2026-11-22T06:00:00.000Z'],
	['2026-11-22T05:59:59Z', '2026-11-21T06:00:00.000Z'],
	['2026-07-01T05:00:00Z', '2026-07-01T05:00:00.000Z'],
	// The day on which summer time begins: seven o'clock is an hour earlier in UTC than the day before.
	['2026-03-29T12:00:00Z', '2026-03-29T05:00:00.000Z'],
	['2026-03-28T12:00:00Z', '2026-03-28T06:00:00.000Z']
])('the last daily digest before %s was at %s', (now, expected) => {
	expect(lastDigest(new Date(now)).toISOString()).toBe(expected);
});

it.each([
	['never', '2026-11-20T00:00:00Z', false],
	['hourly', '2026-11-22T06:54:00Z', true],
	['hourly', '2026-11-22T06:56:00Z', false],
	['daily', '2026-11-22T05:59:00Z', true],
	['daily', '2026-11-22T06:01:00Z', false],
	// Missed because nothing ran: it goes into the next one.
	['daily', '2026-11-19T12:00:00Z', true]
] as const)('%s, told at %s, is due at 8 in the morning: %s', (mail, at, expected) => {
	expect(dueInDigest({ mail, at: new Date(at), now: new Date('2026-11-22T07:00:00Z') })).toBe(expected);
});
