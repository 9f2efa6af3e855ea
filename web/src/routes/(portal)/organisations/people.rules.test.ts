import { describe, expect, it } from 'vitest';
import { affiliationProblem, grantProblem, grantState, overlap, spanState, type GrantQuestion } from './people.rules.ts';
import type { Grant, Subject } from '#lib/permissions/types.ts';

const span = (validFrom: string, validUntil: string | null = null) => ({ validFrom, validUntil });
const now = new Date('2026-11-22T10:00:00Z');
const today = '2026-11-22';
const paths = { kraj: ['kraj'], opava: ['kraj', 'opava'], ward: ['kraj', 'opava', 'ward'], krnov: ['kraj', 'krnov'] } as const;
const having = (role: string, at: keyof typeof paths, person = 'admin'): Subject => {
	const grant: Grant = { id: role, role, organisation: at, organisationName: at, path: paths[at], since: '2026-01-01T00:00:00Z', until: null, by: null };
	return { kind: 'person', person, organisation: at, grants: [grant] };
};

describe('spans', () => {
	it.each([
		[span('2026-01-01', '2026-02-01'), span('2026-02-01'), false],
		[span('2026-01-01', '2026-02-02'), span('2026-02-01'), true],
		[span('2026-01-01'), span('2030-01-01'), true],
		[span('2026-01-01', '2026-01-01'), span('2026-01-01'), false]
	])('%j and %j share a day: %s', (a, b, expected) => {
		expect(overlap(a, b)).toBe(expected);
		expect(overlap(b, a)).toBe(expected);
	});
	it.each([
		[span('2026-11-22'), 'holds'],
		[span('2026-11-23'), 'to-come'],
		[span('2026-01-01', '2026-11-22'), 'over'],
		[span('2026-01-01', '2026-11-23'), 'holds']
	])('%j today: %s', (one, state) => expect(spanState(one, today)).toBe(state));
});

describe('an affiliation', () => {
	const organisation = span('2020-01-01');
	it.each([
		['in order', { span: span(today), organisation, others: [] }, null],
		['with a day to end', { span: span(today, '2027-01-01'), organisation, others: [] }, null],
		['that ends before it begins', { span: span(today, today), organisation, others: [] }, 'until-before-from'],
		['twice at once', { span: span(today), organisation, others: [span('2021-01-01')] }, 'already-there'],
		['again, after the first has ended', { span: span(today), organisation, others: [span('2021-01-01', '2022-01-01')] }, null],
		['in what has ended', { span: span(today), organisation: span('2020-01-01', '2026-01-01'), others: [] }, 'organisation-closed'],
		['in what was not yet there', { span: span('2019-01-01'), organisation, others: [] }, 'before-organisation']
	])('%s', (_, question, problem) => expect(affiliationProblem(question)).toBe(problem));
});

describe('giving a role', () => {
	const question = (change: Partial<GrantQuestion> = {}): GrantQuestion => ({
		subject: having('organisation.admin', 'opava'),
		role: 'recordings.clerk',
		organisation: { path: paths.opava, validUntil: null },
		affiliation: { ...span('2026-01-01'), person: 'somebody', path: paths.ward },
		until: null,
		held: [],
		now,
		today,
		...change
	});
	it.each<[string, Partial<GrantQuestion>, ReturnType<typeof grantProblem>]>([
		['inside the subtree', {}, null],
		['to administer a part of it', { role: 'organisation.admin', organisation: { path: paths.ward, validUntil: null } }, null],
		['for what lies above', { organisation: { path: paths.kraj, validUntil: null } }, 'role-beyond'],
		['for another hospital', { organisation: { path: paths.krnov, validUntil: null } }, 'role-beyond'],
		['to somebody of another hospital', { affiliation: { ...span('2026-01-01'), person: 'somebody', path: paths.krnov } }, 'role-beyond'],
		['over the portal', { role: 'portal.admin' }, 'role-beyond'],
		['to audit', { role: 'region.auditor' }, 'role-beyond'],
		['over the portal, by the operator', { subject: having('portal.admin', 'kraj'), role: 'portal.admin', organisation: { path: paths.kraj, validUntil: null } }, null],
		['to oneself', { subject: having('organisation.admin', 'opava', 'somebody') }, 'oneself'],
		['to oneself, by the operator', { subject: having('portal.admin', 'kraj', 'somebody') }, null],
		['without administering anything', { subject: having('recordings.clerk', 'kraj') }, 'role-beyond'],
		['in an affiliation that has ended', { affiliation: { ...span('2026-01-01', today), person: 'somebody', path: paths.ward } }, 'affiliation-ended'],
		['that would be over at once', { until: now }, 'until-past'],
		['until tomorrow', { until: new Date('2026-11-23T10:00:00Z') }, null],
		['that they have', { held: ['recordings.clerk'] }, 'held-already'],
		['for what has ended', { organisation: { path: paths.opava, validUntil: '2026-01-01' } }, 'organisation-closed']
	])('%s', (_, change, problem) => expect(grantProblem(question(change))).toBe(problem));

	it.each([
		[{ validFrom: now, validUntil: null, revokedAt: null }, 'holds'],
		[{ validFrom: new Date(now.getTime() + 1), validUntil: null, revokedAt: null }, 'to-come'],
		[{ validFrom: new Date(0), validUntil: now, revokedAt: null }, 'over'],
		[{ validFrom: new Date(0), validUntil: null, revokedAt: now }, 'revoked']
	])('%j: %s', (row, state) => expect(grantState(row, now)).toBe(state));
});
