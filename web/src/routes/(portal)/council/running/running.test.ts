import { describe, expect, it } from 'vitest';
import { sessionStates, type SessionState } from '../live.ts';
import { after, mayTakeOver, tooEarly, type RunningAct } from './running.rules.ts';

describe('what follows what', () => {
	it.each<[RunningAct, Partial<Record<SessionState, SessionState>>]>([
		['open', { published: 'running' }],
		['suspend', { running: 'suspended' }],
		['resume', { suspended: 'running' }],
		['end', { running: 'ended', suspended: 'ended' }]
	])('%s', (act, expected) => {
		for (const state of sessionStates) expect([state, after({ state, act })]).toEqual([state, expected[state] ?? null]);
	});
});

it.each([
	[-360, true],
	[-300, false],
	[0, false],
	[3_600, false]
])('%i seconds from its hour: too early %s', (seconds, expected) => {
	const startsAt = new Date('2027-03-28T08:00:00Z');
	expect(tooEarly({ startsAt, now: new Date(startsAt.getTime() + seconds * 1_000) })).toBe(expected);
});

describe('who takes the chair', () => {
	const now = new Date('2027-03-04T09:10:00Z');
	const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
	it.each<[string, Parameters<typeof mayTakeOver>[0], boolean]>([
		['nobody presides yet', { presidedBy: null, lostAt: null, taker: 'deputy', now }, true],
		['whoever presides is there', { presidedBy: 'chair', lostAt: null, taker: 'deputy', now }, false],
		['they have just been lost: one press', { presidedBy: 'chair', lostAt: ago(0), taker: 'deputy', now }, true],
		['by itself not before its time', { presidedBy: 'chair', lostAt: ago(119), taker: 'deputy', now, seconds: 120 }, false],
		['by itself after two minutes', { presidedBy: 'chair', lostAt: ago(120), taker: 'deputy', now, seconds: 120 }, true],
		['one presides already', { presidedBy: 'deputy', lostAt: ago(500), taker: 'deputy', now }, false]
	])('%s', (_, question, expected) => {
		expect(mayTakeOver(question)).toBe(expected);
	});
});
