/** Every standing × every action × how they stand to the meeting, against a table written by hand. */
import { may } from '#lib/permissions/decide.ts';
import { allowed, everybody, NOW, paths, subject, type Place } from '#lib/permissions/subject.fixture.ts';
import { describe, expect, it } from 'vitest';
import { entrantOf, kindsFor, meetingTraits, permissions, type MeetingRelation } from './permissions.ts';
import type { Facts, Kind, State } from './rules.ts';

type Action = keyof typeof permissions.actions;
interface Tie {
	/** Where the person stands; the meeting is the hospital's. */
	at: Place;
	relations: MeetingRelation[];
}
const ties = {
	stranger: { at: 'town', relations: [] },
	below: { at: 'ward', relations: [] },
	own: { at: 'hospital', relations: ['colleague'] },
	above: { at: 'region', relations: [] },
	host: { at: 'town', relations: ['host'] },
	creator: { at: 'town', relations: ['creator'] },
	invited: { at: 'town', relations: ['invited'] },
	viaOrganisation: { at: 'town', relations: ['organisation-invited'] },
	broken: { at: 'town', relations: ['break-glass'] }
} satisfies Record<string, Tie>;
type Ties = Record<keyof typeof ties, string>;
const nobody: Ties = { stranger: '', below: '', own: '', above: '', host: '', creator: '', invited: '', viaOrganisation: '', broken: '' };
const hosts: Ties = { ...nobody, host: everybody, creator: everybody };

const facts = (change: Partial<Facts> = {}): Facts => ({ kind: 'session', state: 'planned', recorded: true, watch: 'invited', lobby: 'guests', startsAt: NOW, plannedMinutes: 60, ...change });
const table = (action: Action, change: Partial<Facts> = {}) =>
	Object.fromEntries(Object.entries(ties).map(([name, { at, relations }]) => [name, allowed((standing) => may({ subject: subject(standing, at), action: permissions.actions[action], resource: { path: paths.hospital, relations, traits: meetingTraits(facts(change)) }, now: NOW }))]));

const inside: Ties = { ...hosts, invited: everybody, viaOrganisation: everybody };
const caseInside: Ties = { ...hosts, invited: everybody, viaOrganisation: 'clinician', broken: 'clinician' };
const anyClinician = Object.fromEntries(Object.keys(ties).map((tie) => [tie, 'clinician'])) as Ties;

describe.each(['session', 'call'] as const)('a %s', (kind) => {
	it.each<[Action, Partial<Facts>, Ties]>([
		['see', {}, { ...inside, own: 'admin office chair clerk auditor', above: 'admin clerk auditor' }],
		['see', { state: 'ended' }, { ...inside, own: 'admin office chair clerk auditor', above: 'admin clerk auditor' }],
		['enter', {}, { ...inside, own: 'admin office chair clerk', above: 'admin clerk' }],
		['host', {}, hosts],
		['edit', {}, { ...hosts, own: 'admin office chair', above: 'admin' }],
		['cancel', {}, { ...hosts, own: 'admin office chair', above: 'admin' }],
		...(['live', 'ended', 'cancelled'] as const).flatMap((state): [Action, Partial<Facts>, Ties][] => [['edit', { state }, nobody], ['cancel', { state }, nobody]]),
		['invite-guests', {}, hosts],
		['invite-guests', { state: 'live' }, hosts],
		['invite-guests', { state: 'ended' }, nobody],
		['invite-guests', { state: 'cancelled' }, nobody],
		['equip', {}, { ...hosts, own: 'office chair' }],
		['equip', { state: 'live' }, { ...hosts, own: 'office chair' }],
		['equip', { state: 'ended' }, nobody],
		['break-glass', {}, nobody],
		['watch', { watch: 'hosts' }, { ...hosts, own: 'admin office chair clerk auditor', above: 'admin clerk auditor' }],
		['watch', { watch: 'invited' }, { ...inside, own: 'admin office chair clerk auditor', above: 'admin clerk auditor' }],
		['watch', { watch: 'organisation' }, { ...inside, own: everybody, above: 'admin clerk auditor' }],
		['watch', { watch: 'public' }, { stranger: everybody, below: everybody, own: everybody, above: everybody, host: everybody, creator: everybody, invited: everybody, viaOrganisation: everybody, broken: everybody }]
	])('%s %j', (action, change, expected) => expect(table(action, { ...change, kind })).toEqual(expected));
});

describe('a case conference: the people in it and the clinicians of an invited hospital, no auditor, no office', () => {
	it.each<[Action, Partial<Facts>, Ties]>([
		['see', {}, caseInside],
		['enter', {}, caseInside],
		['host', {}, hosts],
		['edit', {}, hosts],
		['cancel', {}, hosts],
		['invite-guests', {}, hosts],
		['equip', {}, hosts],
		['break-glass', {}, anyClinician],
		['watch', { watch: 'hosts' }, { ...hosts, own: 'clerk', broken: 'clinician' }],
		['watch', { watch: 'invited' }, { ...caseInside, own: 'clerk' }]
	])('%s %j', (action, change, expected) => expect(table(action, { ...change, kind: 'case' })).toEqual(expected));
});

describe('calling a meeting', () => {
	const owners = { own: { at: 'hospital', colleague: true }, above: { at: 'region', colleague: false }, below: { at: 'ward', colleague: false }, elsewhere: { at: 'town', colleague: false } } as const;
	const kinds = (owner: keyof typeof owners, kind: Kind) => allowed((standing) => kindsFor({ subject: subject(standing, owners[owner].at), path: paths.hospital, colleague: owners[owner].colleague, now: NOW }).includes(kind));
	it.each([
		['own', 'admin office chair', 'clinician', everybody],
		['above', 'admin', '', 'admin'],
		['below', '', '', ''],
		['elsewhere', '', '', '']
	] as const)('in the name of a hospital, seen from %s: session %j, case %j, call %j', (owner, session, conference, call) => {
		expect([kinds(owner, 'session'), kinds(owner, 'case'), kinds(owner, 'call')]).toEqual([session, conference, call]);
	});
	it('an office may be held for an organisation that one does not work in', () => {
		const secretary = subject('office', 'hospital', { organisation: 'ward' });
		expect(kindsFor({ subject: secretary, path: paths.hospital, colleague: false, now: NOW })).toEqual(['session']);
		expect(kindsFor({ subject: secretary, path: paths.ward, colleague: true, now: NOW })).toEqual(['call']);
	});
});

describe('at the door', () => {
	const come = (tie: keyof typeof ties, standing: Parameters<typeof subject>[0], change: Partial<Facts> = {}) => {
		const { at, relations }: Tie = ties[tie];
		return entrantOf({ subject: subject(standing, at), resource: { path: paths.hospital, relations, traits: meetingTraits(facts(change)) }, now: NOW });
	};
	it.each([
		['host', 'chair', 'host'],
		['creator', 'office', 'host'],
		['invited', 'member', 'expected'],
		['viaOrganisation', 'official', 'expected'],
		['own', 'clerk', 'knocking'],
		['above', 'admin', 'knocking'],
		['above', 'auditor', 'stranger'],
		['stranger', 'admin', 'stranger']
	] as const)('%s, %s: %s', (tie, standing, expected) => {
		for (const state of ['planned', 'live', 'ended'] satisfies State[]) expect(come(tie, standing, { state })).toBe(expected);
	});
	it('a clinician who has broken the glass comes in an emergency', () => expect(come('broken', 'clinician', { kind: 'case' })).toBe('emergency'));
	it('a colleague at a case is a stranger, whatever their office', () => expect(allowed((standing) => come('own', standing, { kind: 'case' }) !== 'stranger')).toBe(''));
});
