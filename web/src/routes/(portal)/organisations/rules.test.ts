import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grant, Subject } from '#lib/permissions/types.ts';
import { administers, endProblem, mayDo, mergeProblem, moveProblem, superiorsChanged, type Place } from './rules.ts';

const now = new Date('2026-11-22T10:00:00Z');
const paths = { kraj: ['kraj'], opava: ['kraj', 'opava'], chirurgie: ['kraj', 'opava', 'chirurgie'], sal: ['kraj', 'opava', 'chirurgie', 'sal'], krnov: ['kraj', 'krnov'], obec: ['obec'] } as const;
type Name = keyof typeof paths;
const names = Object.keys(paths) as Name[];
const place = (id: Name, change: Partial<Place> = {}): Place => ({ id, path: paths[id], validFrom: '2020-01-01', validUntil: null, ...change });
const grant = (role: string, at: Name, change: Partial<Grant> = {}): Grant => ({ id: role, role, organisation: at, organisationName: at, path: paths[at], since: '2026-01-01T00:00:00Z', until: null, by: null, ...change });
const having = (grants: Grant[]): Subject => ({ kind: 'person', person: 'admin', organisation: 'opava', grants });
const ofOpava = having([grant('organisation.admin', 'opava')]);
const everywhere = having([grant('portal.admin', 'kraj')]);

describe('who administers', () => {
	it.each([
		['organisation.admin', 'opava', ['opava', 'chirurgie', 'sal']],
		['organisation.admin', 'kraj', ['kraj', 'opava', 'chirurgie', 'sal', 'krnov']],
		['portal.admin', 'kraj', ['kraj', 'opava', 'chirurgie', 'sal', 'krnov']],
		['region.auditor', 'kraj', []],
		['recordings.clerk', 'opava', []],
		['council.office', 'kraj', []]
	] as const)('%s of %s: %j', (role, at, expected) => {
		expect(names.filter((name) => administers({ subject: having([grant(role, at)]), path: paths[name], now }))).toEqual(expected);
	});
	it.each([
		['that has expired', { until: '2026-11-22T10:00:00Z' }],
		['that is to come', { since: '2026-11-22T10:00:01Z' }]
	])('nobody by a grant %s', (_, change) => expect(administers({ subject: having([grant('organisation.admin', 'opava', change)]), path: paths.opava, now })).toBe(false));
	it('nobody in somebody else’s place', () => {
		const deputy: Subject = { kind: 'person', person: 'deputy', organisation: 'opava', grants: [grant('organisation.admin', 'opava')], substitution: { id: 's', person: 'admin' } };
		expect(administers({ subject: deputy, path: paths.opava, now })).toBe(false);
	});
	it('never anything above, whatever the grants', () => {
		const anyGrant = fc.record({ role: fc.constantFrom('organisation.admin', 'region.auditor', 'recordings.clerk'), at: fc.constantFrom<Name>('chirurgie', 'sal') }).map(({ role, at }) => grant(role, at));
		fc.assert(fc.property(fc.array(anyGrant), (grants) => !administers({ subject: having(grants), path: paths.opava, now }) && !administers({ subject: having(grants), path: paths.krnov, now })));
	});
});

describe('what an administrator may do', () => {
	const nothing = { edit: false, add: false, people: false, rearrange: false };
	const inside = { edit: true, add: true, people: true, rearrange: false };
	it.each([
		['of a hospital, with the hospital itself', ofOpava, place('opava'), inside],
		['of a hospital, with a ward', ofOpava, place('chirurgie'), { ...inside, rearrange: true }],
		['of a hospital, with another', ofOpava, place('krnov'), nothing],
		['of a hospital, with the region', ofOpava, place('kraj'), nothing],
		['of a hospital, with a ward that has ended', ofOpava, place('chirurgie', { validUntil: '2026-01-01' }), nothing],
		['of the portal, with a hospital', everywhere, place('opava'), { ...inside, rearrange: true }],
		['of the portal, with the topmost', everywhere, place('kraj'), inside]
	])('%s', (_, subject, at, expected) => expect(mayDo({ subject, place: at, now })).toEqual(expected));
});

describe('moving and merging', () => {
	it.each([
		['a ward to another superior of the same hospital', ofOpava, place('sal'), place('opava'), null],
		['a ward below itself', ofOpava, place('chirurgie'), place('sal'), 'below-itself'],
		['a ward to itself', ofOpava, place('chirurgie'), place('chirurgie'), 'itself'],
		['a ward where it is', ofOpava, place('chirurgie'), place('opava'), 'same-place'],
		['a ward to another hospital', ofOpava, place('chirurgie'), place('krnov'), 'target-foreign'],
		['a ward to another hospital, by the operator', everywhere, place('chirurgie'), place('krnov'), null],
		['to one that has ended', everywhere, place('chirurgie'), place('krnov', { validUntil: '2026-01-01' }), 'target-closed'],
		['one that has ended', everywhere, place('chirurgie', { validUntil: '2026-01-01' }), place('krnov'), 'closed']
	] as const)('%s: %s', (_, subject, at, target, problem) => expect(moveProblem({ subject, place: at, target, now })).toBe(problem));
	it('into the superior is a merger, though not a move', () => expect(mergeProblem({ subject: ofOpava, place: place('chirurgie'), target: place('opava'), now })).toBeNull());
	it('into what lies below is neither', () => expect(mergeProblem({ subject: ofOpava, place: place('chirurgie'), target: place('sal'), now })).toBe('below-itself'));
	it('changes the superiors that the two places do not share', () => {
		expect(superiorsChanged({ place: place('sal'), target: place('krnov') })).toEqual({ lost: ['opava', 'chirurgie'], gained: ['krnov'] });
		expect(superiorsChanged({ place: place('sal'), target: place('opava') })).toEqual({ lost: ['chirurgie'], gained: [] });
	});
});

describe('ending', () => {
	it.each([
		[{}, 0, '2026-11-22', null],
		[{}, 1, '2026-11-22', 'has-units'],
		[{}, 0, '2019-12-31', 'before-start'],
		[{ validUntil: '2026-12-31' }, 0, '2026-11-22', 'closed']
	] as const)('%j with %i units below on %s: %s', (change, openUnits, day, problem) => expect(endProblem({ place: place('sal', change), openUnits, day })).toBe(problem));
});
