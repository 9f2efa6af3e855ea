import { describe, expect, it } from 'vitest';
import { stretch, substitutionProblem, substitutionState, type Existing, type SubstitutionQuestion } from './substitution.rules.ts';

const now = new Date('2026-11-22T10:00:00Z');
const day = (n: number) => new Date(now.getTime() + n * 86_400_000);
const question = (change: Partial<SubstitutionQuestion> = {}): SubstitutionQuestion => ({
	affiliation: { id: 'office of A', person: 'A', until: null },
	deputy: { id: 'B', active: true },
	from: day(1),
	until: day(8),
	others: [],
	now,
	...change
});
const existing = (change: Partial<Existing>): Existing => ({ affiliation: 'office of X', person: 'X', deputy: 'Y', from: day(2), until: day(4), ...change });

it.each<[string, Partial<SubstitutionQuestion>, ReturnType<typeof substitutionProblem>]>([
	['in order', {}, null],
	['that has begun', { from: day(-1) }, null],
	['for a whole leap year', { from: day(0), until: day(366) }, null],
	['for longer than a year', { from: day(0), until: day(366.01) }, 'too-long'],
	['by oneself', { deputy: { id: 'A', active: true } }, 'oneself'],
	['that ends before it begins', { until: day(1) }, 'until-before-from'],
	['that is over', { from: day(-8), until: day(0) }, 'in-the-past'],
	['by somebody disabled', { deputy: { id: 'B', active: false } }, 'deputy-disabled'],
	['beyond the end of the place', { affiliation: { id: 'office of A', person: 'A', until: day(7) } }, 'affiliation-ends'],
	['besides another deputy', { others: [existing({ affiliation: 'office of A', person: 'A' })] }, 'overlap'],
	['after another deputy', { others: [existing({ affiliation: 'office of A', person: 'A', from: day(-5), until: day(1) })] }, null],
	['by somebody for whom another acts then', { others: [existing({ person: 'B', deputy: 'C' })] }, 'deputy-away'],
	['by somebody for whom another acted before', { others: [existing({ person: 'B', deputy: 'C', from: day(-5), until: day(1) })] }, null],
	['for somebody who acts for another then', { others: [existing({ person: 'C', deputy: 'A' })] }, 'is-deputy'],
	['in one of two places of a person, the other has a deputy too', { others: [existing({ affiliation: 'ward of A', person: 'A', deputy: 'C' })] }, null]
])('a substitution %s', (_, change, problem) => expect(substitutionProblem(question(change))).toBe(problem));

describe('how it stands', () => {
	it.each([
		[day(-1), day(1), null, 'holds'],
		[day(1), day(2), null, 'to-come'],
		[day(-2), day(0), null, 'over'],
		[day(-2), day(1), day(-1), 'revoked']
	] as const)('%s to %s, revoked %s: %s', (from, until, revokedAt, state) => expect(substitutionState({ from, until, revokedAt }, now)).toBe(state));
});

describe('from the first day to the last', () => {
	it.each([
		['a week to come', '2026-11-23', '2026-11-29', '2026-11-22T23:00:00Z', '2026-11-29T23:00:00Z'],
		['from today: from now', '2026-11-22', '2026-11-22', '2026-11-22T10:00:00Z', '2026-11-22T23:00:00Z'],
		['over the change of the clocks', '2027-03-27', '2027-03-28', '2027-03-26T23:00:00Z', '2027-03-28T22:00:00Z']
	])('%s', (_, from, until, start, end) => expect(stretch({ from, until }, now)).toEqual({ from: new Date(start), until: new Date(end) }));
	it('the other way round is refused', () => {
		const reversed = stretch({ from: '2026-11-29', until: '2026-11-23' }, now);
		expect(substitutionProblem(question(reversed))).toBe('until-before-from');
	});
});
