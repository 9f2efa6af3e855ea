import { describe, expect, it } from 'vitest';
import {
	abandoned,
	enterAsGuest,
	enterAsPerson,
	guestLink,
	leftoversDue,
	phase,
	pieceLock,
	watchFor,
	type Entrant,
	type Facts
} from './rules.ts';

const start = new Date('2026-11-24T08:00:00Z');
const minutes = (n: number) => new Date(start.getTime() + n * 60_000);
const facts = (change: Partial<Facts> = {}): Facts => ({ kind: 'session', state: 'planned', recorded: true, watch: 'invited', lobby: 'guests', startsAt: start, plannedMinutes: 60, ...change });

it('a case is never shown to a whole house or to the public', () => expect(watchFor('case')).toEqual(['hosts', 'invited']));

describe('now, next, past', () => {
	it.each([
		['planned', -16, 'next'],
		['planned', -15, 'now'],
		['planned', 30, 'now'],
		['planned', 119, 'now'],
		['planned', 120, 'past'],
		['live', -60, 'now'],
		['live', 600, 'now'],
		['ended', 10, 'past'],
		['cancelled', -100, 'past']
	] as const)('%s, %i minutes after the start: %s', (state, at, expected) => expect(phase({ facts: facts({ state }), now: minutes(at) })).toBe(expected));
});

describe('who enters, and as what', () => {
	const enter = (entrant: Entrant, at: number, change: Partial<Facts> = {}) => enterAsPerson({ entrant, facts: facts(change), now: minutes(at) });
	const host = { enter: true, host: true, lobby: false, grants: ['publish', 'screen', 'chat', 'host', 'record'] };
	const member = { enter: true, host: false, lobby: false, grants: ['publish', 'screen', 'chat'] };
	const no = (why: string) => ({ enter: false, why });

	it.each([
		['a host', enter('host', 0), host],
		['a host of an unrecorded meeting records nothing', enter('host', 0, { recorded: false }), { ...host, grants: ['publish', 'screen', 'chat', 'host'] }],
		['an invited member', enter('expected', 0), member],
		['an invited member where everybody waits', enter('expected', 0, { lobby: 'everyone' }), { ...member, lobby: true }],
		['the office that is not invited knocks', enter('knocking', 0), { ...member, lobby: true }],
		['a stranger', enter('stranger', 0), no('not-invited')],
		['a member 16 minutes early', enter('expected', -16), { ...no('too-early'), opensAt: minutes(-15) }],
		['a member 15 minutes early', enter('expected', -15), member],
		['a host 60 minutes early', enter('host', -60), host],
		['a host 61 minutes early', enter('host', -61), { ...no('too-early'), opensAt: minutes(-60) }],
		['a member while the host opened early', enter('expected', -40, { state: 'live' }), member],
		['a member long after a meeting that never opened', enter('expected', 120), no('too-late')],
		['a member of a long meeting that runs', enter('expected', 600, { state: 'live' }), member],
		['a host of an ended meeting', enter('host', 10, { state: 'ended' }), no('ended')],
		['a host of a cancelled meeting', enter('host', 0, { state: 'cancelled' }), no('cancelled')]
	])('%s', (_, entry, expected) => expect(entry).toEqual(expected));

	it.each([
		[-16, 'planned', { ...no('too-early'), opensAt: minutes(-15) }],
		[0, 'planned', { enter: true, host: false, lobby: true, grants: ['publish', 'chat'] }],
		[10, 'live', { enter: true, host: false, lobby: true, grants: ['publish', 'chat'] }],
		[10, 'ended', no('ended')]
	] as const)('a guest at %i minutes of a %s meeting', (at, state, expected) => expect(enterAsGuest({ facts: facts({ state }), now: minutes(at) })).toEqual(expected));

	it('only hosts record and lead', () => {
		for (const entrant of ['expected', 'emergency', 'knocking', 'stranger'] as const) {
			const entry = enter(entrant, 0);
			expect(entry.enter && entry.grants.some((grant) => grant === 'host' || grant === 'record')).toBe(false);
		}
	});
});

describe('guest links', () => {
	it.each([
		['open', { expiresAt: minutes(1), revokedAt: null }],
		['expired', { expiresAt: minutes(0), revokedAt: null }],
		['revoked', { expiresAt: minutes(1), revokedAt: minutes(-1) }],
		['revoked', { expiresAt: minutes(-5), revokedAt: minutes(-9) }]
	] as const)('%s', (expected, link) => expect(guestLink({ link, now: minutes(0) })).toBe(expected));
});

describe('what is left of an unrecorded meeting', () => {
	const retention = { chatDays: 30, attendanceDays: 365, addressDays: 7 };
	const at = (days: number) => leftoversDue({ over: start, recording: false, retention, now: new Date(start.getTime() + days * 86_400_000) });
	it.each([
		[6.9, []],
		[7, ['addresses']],
		[29.9, ['addresses']],
		[30, ['chat', 'addresses']],
		[365, ['chat', 'attendance', 'addresses']]
	])('after %d days: %j goes', (days, gone) => expect(at(days)).toEqual(gone));
	it('a recorded meeting keeps everything with its recording', () => {
		expect(leftoversDue({ over: start, recording: true, retention, now: new Date('2046-01-01') })).toEqual([]);
	});
});

describe('an empty room', () => {
	it.each([
		['somebody is inside', 'session', 600, null, false],
		['a break within the planned time', 'session', 40, 20, false],
		['just left after the planned end', 'session', 70, 60, false],
		['empty after the planned end', 'session', 75, 60, true],
		['a call, empty for a quarter of an hour', 'call', 20, 5, true],
		['a call, empty for fourteen minutes', 'call', 19, 5, false]
	] as const)('%s', (_, kind, now, emptySince, expected) => {
		expect(abandoned({ facts: facts({ kind, state: 'live' }), emptySince: emptySince === null ? null : minutes(emptySince), now: minutes(now) })).toBe(expected);
	});
	it('what has ended is not ended again', () => expect(abandoned({ facts: facts({ state: 'ended' }), emptySince: start, now: minutes(900) })).toBe(false));
});

it('locks only public sessions irrevocably, and a demo for an hour at most', () => {
	expect(pieceLock({ kind: 'session', mode: 'production' })).toEqual({ mode: 'COMPLIANCE', seconds: 2_592_000 });
	expect(pieceLock({ kind: 'case', mode: 'production' })).toEqual({ mode: 'GOVERNANCE', seconds: 2_592_000 });
	expect(pieceLock({ kind: 'session', mode: 'demo' }).seconds).toBeLessThanOrEqual(3_600);
});
