import { describe, expect, it } from 'vitest';
import { DEFAULT_TIMES, endOfConfirmed, keeping, leaving } from './sealing.rules.ts';

const recordedAt = new Date('2026-11-22T09:00:00Z');
const now = new Date('2026-11-22T12:00:00Z');
const fresh = { recordedAt, keptUntil: null, times: DEFAULT_TIMES };

describe('how long a recording is kept', () => {
	it.each([
		['session', 'production', 'COMPLIANCE', '2036-11-22T09:00:00Z'],
		['call', 'production', 'GOVERNANCE', '2027-11-22T09:00:00Z'],
		['case', 'production', 'GOVERNANCE', '2026-12-22T09:00:00Z'],
		['session', 'demo', 'COMPLIANCE', '2026-11-22T13:00:00Z'],
		['session', 'test', 'COMPLIANCE', '2026-11-22T12:02:00Z'],
		['case', 'test', 'GOVERNANCE', '2026-11-22T12:02:00Z']
	] as const)('%s in %s: %s until %s', (kind, mode, lock, until) => {
		expect(keeping({ ...fresh, kind, mode, now })).toEqual({ mode: lock, endOfRetention: new Date(until) });
	});

	it('follows what the region has set', () => {
		const times = { sessionYears: 15, callYears: 2, caseDays: 14, caseYears: 40 };
		const until = (kind: 'session' | 'call' | 'case') => keeping({ ...fresh, kind, mode: 'production', now, times }).endOfRetention.toISOString().slice(0, 10);
		expect([until('session'), until('call'), until('case')]).toEqual(['2041-11-22', '2028-11-22', '2026-12-06']);
		expect(endOfConfirmed({ recordedAt, times })).toEqual(new Date('2066-11-22T09:00:00Z'));
	});

	it('of a confirmed case is what was said when it was confirmed', () => {
		const keptUntil = new Date('2031-11-22T09:00:00Z');
		expect(keeping({ ...fresh, keptUntil, kind: 'case', mode: 'production', now, times: { ...DEFAULT_TIMES, caseYears: 1 } }).endOfRetention).toEqual(keptUntil);
	});
});

describe('what goes by itself', () => {
	it.each([
		['session', null, '2026-12-21T09:00:00Z', null],
		['call', null, '2026-12-21T09:00:00Z', null],
		['case', '2031-11-22T09:00:00Z', '2026-12-21T09:00:00Z', null],
		['case', null, '2026-12-12T08:00:00Z', false],
		['case', null, '2026-12-12T10:00:00Z', true]
	] as const)('%s, confirmed until %s, on %s', (kind, keptUntil, at, soon) => {
		expect(leaving({ ...fresh, kind, keptUntil: keptUntil && new Date(keptUntil), now: new Date(at) })).toEqual(soon === null ? null : { at: new Date('2026-12-22T09:00:00Z'), soon });
	});
});
