/** The engine by itself, over actions that stand for all: what must hold whatever a module declares. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, may } from './decide.ts';
import { account, declare, published, relation, role } from './declare.ts';
import { rangeOf } from './reach.ts';
import type { Action, Grant, PersonSubject, Reach, Resource } from './types.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;
const instant = (hours: number) => new Date(NOW.getTime() + hours * HOUR).toISOString();

/** region ▸ hospital ▸ ward, region ▸ town. */
const paths = { region: ['region'], hospital: ['region', 'hospital'], ward: ['region', 'hospital', 'ward'], town: ['region', 'town'] } as const;
type Place = keyof typeof paths;
const places = Object.keys(paths) as Place[];
const below = (top: Place, place: Place) => (paths[place] as readonly string[]).includes(top);

const { actions } = declare({
	module: 'test',
	title: () => 'Test',
	roles: [],
	relations: { host: () => 'hosts it', invited: () => 'is invited' },
	traits: { case: () => 'a case', erased: () => 'erased', published: () => 'published' },
	actions: {
		keep: { title: () => 'keep', never: ['erased'], ways: [relation('host'), role('archive.house', { reach: 'house' }), role('archive.tree', { reach: 'subtree', unless: ['case'] })] },
		read: { title: () => 'read', reads: true, ways: [relation('invited', { with: 'cases.clinician' }), published(), role('archive.house', { reach: 'house', when: ['case'] })] },
		run: { title: () => 'run', of: 'portal', reads: true, ways: [role('portal.admin', { reach: 'root' })] },
		visit: { title: () => 'visit', ways: [role('archive.house', { reach: 'anywhere' })] },
		call: { title: () => 'call', ways: [account()] }
	}
});
const everyAction: Action[] = Object.values(actions);
const roles = ['archive.house', 'archive.tree', 'cases.clinician', 'portal.admin', 'region.auditor'] as const;

const grant = (role: string, place: Place, change: Partial<Grant> = {}): Grant => ({ id: `${role}@${place}`, role, organisation: place, organisationName: place, path: paths[place], since: instant(-1), until: null, by: null, ...change });
const person = (grants: readonly Grant[], change: Partial<PersonSubject> = {}): PersonSubject => ({ kind: 'person', person: 'eva', organisation: 'hospital', grants, ...change });
const thing = (place: Place, change: Partial<Resource> = {}): Resource => ({ path: paths[place], relations: [], traits: [], ...change });
const ask = (action: Action, grants: readonly Grant[], resource: Resource) => may({ subject: person(grants), action, resource, now: NOW });

const anyPlace = fc.constantFrom(...places);
const anyGrant = fc.record({ role: fc.constantFrom(...roles), place: anyPlace, since: fc.integer({ min: -3, max: 3 }), until: fc.option(fc.integer({ min: -3, max: 3 })) })
	.map(({ role, place, since, until }) => grant(role, place, { since: instant(since), until: until === null ? null : instant(until) }));
const anyThing = fc.record({ path: anyPlace.map((place) => paths[place]), relations: fc.subarray(['host', 'invited']), traits: fc.subarray(['case', 'erased', 'published']) });
const anyAction = fc.constantFrom(...everyAction);

describe('whatever is declared', () => {
	it('more grants never take anything away', () => {
		fc.assert(fc.property(anyAction, fc.array(anyGrant), anyGrant, anyThing, (action, grants, more, resource) => {
			expect(ask(action, [...grants, more], resource) || !ask(action, grants, resource)).toBe(true);
			expect(ask(action, [more, ...grants], resource)).toBe(ask(action, [...grants, more], resource));
		}));
	});
	it('a grant that does not hold now is as good as none', () => {
		const lapsed = fc.tuple(anyGrant, fc.integer({ min: 1, max: 9 }), fc.boolean()).map(([given, hours, early]) => ({ ...given, ...(early ? { since: instant(hours), until: null } : { since: instant(-99), until: instant(hours - 9) }) }));
		fc.assert(fc.property(anyAction, fc.array(anyGrant), fc.array(lapsed), anyThing, (action, grants, dead, resource) => {
			expect(ask(action, [...dead, ...grants], resource)).toBe(ask(action, grants, resource));
		}));
	});
	it('a grant below the owner or beside it never helps where reach counts', () => {
		const reaching = everyAction.filter(({ ways }) => ways.every((way) => way.via !== 'role' || way.reach === 'house' || way.reach === 'subtree'));
		fc.assert(fc.property(fc.constantFrom(...reaching), anyPlace, anyPlace, fc.constantFrom('archive.house', 'archive.tree', 'region.auditor'), anyThing, (action, at, owner, role, shape) => {
			fc.pre(!below(at, owner));
			const resource = { ...shape, path: paths[owner] };
			expect(ask(action, [grant(role, at)], resource)).toBe(ask(action, [], resource));
		}));
	});
	it('what the house opens, the subtree opens too', () => {
		const one = (reach: Reach) => declare({ module: 'x', title: () => '', roles: [], relations: {}, traits: {}, actions: { do: { title: () => '', ways: [role('archive.house', { reach })] } } }).actions.do;
		fc.assert(fc.property(anyPlace, anyPlace, (at, owner) => {
			const by = (reach: Reach) => may({ subject: person([grant('archive.house', at)]), action: one(reach), resource: { path: paths[owner], relations: [], traits: [] }, now: NOW });
			expect(by('house')).toBe(at === owner);
			expect(by('subtree')).toBe(below(at, owner));
		}));
	});
	it('the range for lists holds exactly what a decision allows', () => {
		fc.assert(fc.property(anyAction, fc.array(anyGrant), anyThing, (action, grants, resource) => {
			const range = rangeOf({ subject: person(grants), action, traits: resource.traits, now: NOW });
			const inside = range.everything || range.houses.includes(resource.path.at(-1) ?? '') || range.subtrees.some((top) => (resource.path as readonly string[]).includes(top)) || range.relations.some((each) => (resource.relations as readonly string[]).includes(each));
			expect(inside).toBe(ask(action, grants, resource));
		}));
	});
	it('an auditor reads, changes nothing, and sees no case', () => {
		fc.assert(fc.property(anyAction, anyThing, (action, resource) => {
			const gained = ask(action, [grant('region.auditor', 'region')], resource) && !ask(action, [], resource);
			expect(gained).toBe(action.reads === true && !(resource.traits as readonly string[]).includes('case') && !ask(action, [], resource));
		}));
	});
	it('nobody administers for somebody else, nor is told of a patient in their place', () => {
		const personal = roles.filter((id) => id === 'portal.admin' || id === 'cases.clinician');
		fc.assert(fc.property(anyAction, fc.constantFrom(...personal), anyPlace, anyThing, (action, role, at, resource) => {
			const deputy = (grants: Grant[]) => may({ subject: person(grants, { substitution: { id: 's', person: 'jan' } }), action, resource, now: NOW });
			expect(deputy([grant(role, at)])).toBe(deputy([]));
		}));
	});
});

describe('who is not a person', () => {
	it.each(['guest', 'link', 'public', 'job'] as const)('%s: only what is published or what the store says of them', (kind) => {
		const open = (resource: Resource) => everyAction.filter((action) => may({ subject: { kind }, action, resource, now: NOW })).map(({ id }) => id);
		expect(open(thing('region'))).toEqual([]);
		expect(open(thing('region', { traits: ['published'] }))).toEqual(['test.read']);
		expect(open(thing('region', { relations: ['host', 'invited'] }))).toEqual(['test.keep']);
	});
});

describe('why', () => {
	it('names the grant, and for whom a deputy acts', () => {
		const held = grant('archive.tree', 'region', { by: 'Jana' });
		expect(decide({ subject: person([grant('archive.tree', 'town'), held]), action: actions.keep, resource: { path: paths.ward, relations: [], traits: [] }, now: NOW })).toEqual({ allowed: true, because: { kind: 'grant', grant: held, reach: 'subtree', for: null } });
		const deputy = person([held], { substitution: { id: 's', person: 'jan' } });
		expect(decide({ subject: deputy, action: actions.keep, resource: { path: paths.ward, relations: [], traits: [] }, now: NOW })).toMatchObject({ allowed: true, because: { for: 'jan' } });
		expect(decide({ subject: person([]), action: actions.keep, resource: { path: paths.ward, relations: ['host'], traits: ['case'] }, now: NOW })).toEqual({ allowed: true, because: { kind: 'relation', relation: 'host', with: null, for: null } });
	});
	it('says what would have done, and which grants fell short', () => {
		const grants = [grant('archive.tree', 'region', { until: instant(-1) }), grant('archive.house', 'region'), grant('archive.tree', 'hospital', { since: instant(1) })];
		const decision = decide({ subject: person(grants), action: actions.keep, resource: { path: paths.ward, relations: [], traits: [] }, now: NOW });
		expect(decision).toMatchObject({ allowed: false, because: { closedBy: [], missed: [{ why: 'expired' }, { why: 'elsewhere' }, { why: 'not-yet' }] } });
		expect(!decision.allowed && decision.because.wanted.map((way) => way.via)).toEqual(['relation', 'role', 'role']);
	});
	it('says what closes a thing to everybody', () => {
		expect(decide({ subject: person([]), action: actions.keep, resource: { path: paths.ward, relations: ['host'], traits: ['erased'] }, now: NOW })).toEqual({ allowed: false, because: { kind: 'refused', closedBy: ['erased'], wanted: [], missed: [] } });
	});
	it('a grant ends at its last instant, not after it', () => {
		const until = (hours: number) => ask(actions.keep as Action, [grant('archive.tree', 'region', { until: instant(hours) })], thing('ward'));
		expect([until(0), until(0.001)]).toEqual([false, true]);
		expect(ask(actions.keep as Action, [grant('archive.tree', 'region', { since: instant(0) })], thing('ward'))).toBe(true);
	});
});
