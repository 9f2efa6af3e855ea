import { describe, expect, it } from 'vitest';
import { nextAttempt, pauseAfter } from './schedule.ts';

const now = new Date('2031-05-06T10:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const minutesOn = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

describe('a mail that could not be sent', () => {
	it.each([
		[1, 1],
		[2, 2],
		[4, 8],
		[8, 128],
		[9, 240],
		[2000, 240]
	])('waits after attempt %i for %i minutes', (attempts, minutes) => expect(pauseAfter(attempts)).toBe(minutes * 60_000));

	it.each([
		['is tried again', { createdAt: hoursAgo(0), attempts: 1 }, minutesOn(1)],
		['is tried again on its fourth day', { createdAt: hoursAgo(91), attempts: 30 }, minutesOn(240)],
		['is given up after four days', { createdAt: hoursAgo(93), attempts: 30 }, undefined],
		['is given up when the server refuses it for good', { createdAt: hoursAgo(0), attempts: 1, permanent: true }, undefined],
		['is tried again while its link still opens', { createdAt: hoursAgo(0), attempts: 1, uselessAfter: minutesOn(2) }, minutesOn(1)],
		['is given up when its link will have expired', { createdAt: hoursAgo(0), attempts: 1, uselessAfter: minutesOn(1) }, undefined]
	])('%s', (_, tried, expected) => expect(nextAttempt({ uselessAfter: null, permanent: false, now, ...tried })).toEqual(expected));
});
