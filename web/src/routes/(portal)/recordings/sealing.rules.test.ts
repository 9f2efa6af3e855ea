import { describe, expect, it } from 'vitest';
import { keeping } from './sealing.rules.ts';

const recordedAt = new Date('2026-11-22T09:00:00Z');
const now = new Date('2026-11-22T12:00:00Z');

describe('how long a recording is kept', () => {
	it.each([
		['session', 'production', 'COMPLIANCE', '2036-11-19T09:00:00Z'],
		['call', 'production', 'GOVERNANCE', '2027-11-22T09:00:00Z'],
		['case', 'production', 'GOVERNANCE', '2026-12-22T09:00:00Z'],
		['session', 'demo', 'COMPLIANCE', '2026-11-22T13:00:00Z'],
		['session', 'test', 'COMPLIANCE', '2026-11-22T12:02:00Z'],
		['case', 'test', 'GOVERNANCE', '2026-11-22T12:02:00Z']
	] as const)('%s in %s: %s until %s', (kind, mode, lock, until) => {
		expect(keeping({ kind, mode, recordedAt, now })).toEqual({ mode: lock, endOfRetention: new Date(until) });
	});
});
