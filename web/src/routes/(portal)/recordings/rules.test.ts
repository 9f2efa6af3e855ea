import { describe, expect, it } from 'vitest';
import { actions, canRetry, linkState, may, nextState, titleAfterErasing, type RecordingAction, type RecordingFacts, type Viewer } from './rules.ts';

const region = 'region';
const hospital = 'hospital';
const ward = 'ward';
const town = 'town';
const paths: Record<string, string[]> = { [region]: [region], [hospital]: [region, hospital], [ward]: [region, hospital, ward], [town]: [region, town] };
const person = (role: string, organisation: string, id = `${role}-${organisation}`): Viewer => ({ kind: 'person', person: id, organisation, path: paths[organisation] ?? [], role });
const facts = (change: Partial<RecordingFacts> = {}): RecordingFacts => ({
	kind: 'session', watch: 'invited', published: false, state: 'ready',
	organisation: hospital, organisationPath: [region, hospital], hosts: ['host'], invited: ['invited'], invitedOrganisations: [], ...change
});
const all = [...actions];
const watching: RecordingAction[] = ['see', 'play'];
const operating: RecordingAction[] = ['see', 'verify', 'log', 'retry'];
/** Of a session, which nobody may erase and nobody needs to confirm. */
const keeping = all.filter((action) => !['keep', 'ask-erasing', 'confirm-erasing'].includes(action));
const none: RecordingAction[] = [];

describe('who may do what', () => {
	const cases: { who: string; viewer: Viewer; facts: RecordingFacts; may: RecordingAction[] }[] = [
		{ who: 'clerk of the owner', viewer: person('clerk', hospital), facts: facts(), may: keeping },
		{ who: 'clerk above the owner', viewer: person('clerk', region), facts: facts(), may: keeping },
		{ who: 'clerk below the owner', viewer: person('clerk', ward), facts: facts(), may: none },
		{ who: 'clerk elsewhere', viewer: person('clerk', town), facts: facts(), may: none },
		{ who: 'host', viewer: person('member', town, 'host'), facts: facts({ watch: 'hosts' }), may: keeping },
		{ who: 'office of the owner', viewer: person('office', hospital), facts: facts({ watch: 'hosts' }), may: keeping },
		{ who: 'office above the owner', viewer: person('office', region), facts: facts(), may: none },
		{ who: 'office of the owner, case', viewer: person('office', hospital), facts: facts({ kind: 'case' }), may: none },
		{ who: 'chair of the owner', viewer: person('chair', hospital), facts: facts(), may: keeping },
		{ who: 'admin above the owner', viewer: person('admin', region), facts: facts(), may: operating },
		{ who: 'admin elsewhere', viewer: person('admin', town), facts: facts(), may: none },
		{ who: 'admin who was invited', viewer: person('admin', region, 'invited'), facts: facts(), may: watching },
		{ who: 'invited', viewer: person('member', town, 'invited'), facts: facts(), may: watching },
		{ who: 'invited, but hosts only', viewer: person('member', town, 'invited'), facts: facts({ watch: 'hosts' }), may: none },
		{ who: 'someone of an invited organisation', viewer: person('official', town), facts: facts({ invitedOrganisations: [town] }), may: watching },
		{ who: 'a ward of an invited hospital', viewer: person('clinician', ward), facts: facts({ organisation: town, organisationPath: [region, town], invitedOrganisations: [hospital] }), may: watching },
		{ who: 'a colleague', viewer: person('staff', hospital), facts: facts(), may: none },
		{ who: 'a colleague when the organisation may watch', viewer: person('staff', hospital), facts: facts({ watch: 'organisation' }), may: watching },
		{ who: 'someone else when the organisation may watch', viewer: person('staff', town), facts: facts({ watch: 'organisation' }), may: none },
		{ who: 'anyone, published', viewer: person('staff', town), facts: facts({ published: true }), may: ['see', 'play', 'download'] },
		{ who: 'the public, published', viewer: { kind: 'other' }, facts: facts({ published: true }), may: ['see', 'play', 'download'] },
		{ who: 'the public', viewer: { kind: 'other' }, facts: facts(), may: none },
		{ who: 'a link to view', viewer: { kind: 'link', permission: 'view' }, facts: facts(), may: ['see', 'play'] },
		{ who: 'a link to download', viewer: { kind: 'link', permission: 'download' }, facts: facts(), may: ['see', 'play', 'download'] },
		{ who: 'a clerk with a case', viewer: person('clerk', hospital), facts: facts({ kind: 'case' }), may: all.filter((action) => action !== 'link') },
		{ who: 'a host of a case', viewer: person('clinician', town, 'host'), facts: facts({ kind: 'case' }), may: all.filter((action) => !['link', 'confirm-erasing'].includes(action)) },
		{ who: 'office with a call of its house', viewer: person('office', hospital), facts: facts({ kind: 'call' }), may: all.filter((action) => action !== 'keep') },
		{ who: 'host of a call', viewer: person('member', town, 'host'), facts: facts({ kind: 'call' }), may: all.filter((action) => !['keep', 'confirm-erasing'].includes(action)) },
		{ who: 'a clerk, of an erased call', viewer: person('clerk', hospital), facts: facts({ kind: 'call', state: 'erased' }), may: ['see', 'log'] },
		{ who: 'invited to an erased call', viewer: person('member', town, 'invited'), facts: facts({ kind: 'call', state: 'erased' }), may: ['see'] },
		{ who: 'a link to an erased call', viewer: { kind: 'link', permission: 'download' }, facts: facts({ kind: 'call', state: 'erasing' }), may: ['see'] },
		{ who: 'a clerk above the house that owns the case', viewer: person('clerk', region), facts: facts({ kind: 'case', watch: 'invited', invitedOrganisations: [region] }), may: none },
		{ who: 'a clerk below the house that owns the case', viewer: person('clerk', ward), facts: facts({ kind: 'case' }), may: none },
		{ who: 'admin of the house that owns the case', viewer: person('admin', hospital), facts: facts({ kind: 'case', watch: 'organisation' }), may: none },
		{ who: 'admin above a case', viewer: person('admin', region), facts: facts({ kind: 'case' }), may: none },
		{ who: 'invited to a case', viewer: person('member', town, 'invited'), facts: facts({ kind: 'case' }), may: watching },
		{ who: 'a clinician of a house invited to a case', viewer: person('clinician', ward), facts: facts({ kind: 'case', organisation: town, organisationPath: [region, town], invitedOrganisations: [hospital] }), may: watching },
		{ who: 'a nurse of a house invited to a case', viewer: person('staff', ward), facts: facts({ kind: 'case', organisation: town, organisationPath: [region, town], invitedOrganisations: [hospital] }), may: none },
		{ who: 'a clinician of the house that owns the case', viewer: person('clinician', hospital), facts: facts({ kind: 'case', watch: 'organisation' }), may: none }
	];
	it.each(cases)('$who', ({ viewer, facts: about, may: expected }) => {
		expect(all.filter((action) => may(viewer, action, about))).toEqual(all.filter((action) => expected.includes(action)));
	});
});

describe('states', () => {
	it.each([
		['recording', null, 'closed', 'stored'],
		['stored', null, 'closed', null],
		['ready', null, 'closed', null],
		['failed', 'recording', 'closed', 'stored'],
		['failed', 'preparing', 'closed', null],
		['stored', null, 'sealed', 'sealed'],
		['recording', null, 'sealed', null],
		['sealed', null, 'preparing', 'preparing'],
		['preparing', null, 'preparing', 'preparing'],
		['stored', null, 'preparing', null],
		['preparing', null, 'prepared', 'ready'],
		['sealed', null, 'prepared', null],
		['preparing', null, 'failed', 'failed'],
		['ready', null, 'failed', null],
		['failed', 'stored', 'retry', 'stored'],
		['failed', 'preparing', 'retry', 'sealed'],
		['failed', 'recording', 'retry', null],
		['ready', null, 'retry', null],
		['ready', null, 'erase', 'erasing'],
		['failed', 'preparing', 'erase', 'erasing'],
		['failed', 'stored', 'erase', null],
		['preparing', null, 'erase', null],
		['erasing', null, 'failed', null],
		['erasing', null, 'erased', 'erased'],
		['erased', null, 'failed', null],
		['erased', null, 'retry', null]
	] as const)('%s (failed in %s) after %s is %s', (state, failedIn, event, expected) => {
		expect(nextState({ state, failedIn, event })).toBe(expected);
	});

	it('offers to try again only where something can be tried', () => {
		expect([canRetry({ state: 'failed', failedIn: 'preparing' }), canRetry({ state: 'failed', failedIn: 'recording' }), canRetry({ state: 'ready', failedIn: null })]).toEqual([true, false, false]);
	});
});

it.each([
	[60_000, null, 'open'],
	[0, null, 'expired'],
	[60_000, -1, 'revoked'],
	[-60_000, -1, 'revoked']
] as const)('a link that expires in %i ms, revoked %s, is %s', (expires, revoked, expected) => {
	const now = new Date('2026-11-22T12:00:00Z');
	expect(linkState({ now, expiresAt: new Date(now.getTime() + expires), revokedAt: revoked === null ? null : new Date(now.getTime() + revoked) })).toBe(expected);
});

it.each([
	['session', 'Zasedání zastupitelstva'],
	['call', 'Zasedání zastupitelstva'],
	['case', '']
] as const)('of an erased %s stays the title "%s"', (kind, left) => expect(titleAfterErasing({ kind, title: 'Zasedání zastupitelstva' })).toBe(left));
