/** Who may do what with a recording: as stories, and every standing × every action × place against a table written by hand. */
import { may } from '#lib/permissions/decide.ts';
import { allowed, NOW, paths, subject, type Place } from '#lib/permissions/subject.fixture.ts';
import type { Standing } from '#lib/server/standing.fixture.ts';
import { describe, expect, it } from 'vitest';
import { permissions, recordingActions as all, recordingResource, type RecordingAction, type Viewer } from './permissions.ts';
import type { RecordingFacts } from './rules.ts';

const person = (standing: Standing, at: Place, id = `${standing}-${at}`): Viewer => ({ subject: subject(standing, at, { person: id }), path: paths[at], link: null });
const other: Viewer = { subject: { kind: 'public' }, path: [], link: null };
const link = (permission: 'view' | 'download'): Viewer => ({ subject: { kind: 'link' }, path: [], link: permission });
const facts = (change: Partial<RecordingFacts> = {}): RecordingFacts => ({
	kind: 'session', watch: 'invited', published: false, state: 'ready',
	organisation: 'hospital', organisationPath: paths.hospital, hosts: ['host'], invited: ['invited'], invitedOrganisations: [], broken: false, ...change
});
const ofTown = { organisation: 'town', organisationPath: paths.town } as const;
const can = (viewer: Viewer, about: RecordingFacts) => all.filter((action) => may({ subject: viewer.subject, action: permissions.actions[action], resource: recordingResource({ facts: about, viewer }), now: NOW }));

const watching: RecordingAction[] = ['see', 'play'];
const operating: RecordingAction[] = ['see', 'verify', 'log', 'retry'];
const auditing: RecordingAction[] = ['see', 'play', 'log'];
/** Of a session, which nobody may erase and nobody needs to confirm. */
const keeping = all.filter((action) => !['keep', 'ask-erasing', 'confirm-erasing'].includes(action));
const none: RecordingAction[] = [];
const without = (...actions: RecordingAction[]) => all.filter((action) => !actions.includes(action));

describe('who may do what', () => {
	const cases: { who: string; viewer: Viewer; facts: RecordingFacts; may: RecordingAction[] }[] = [
		{ who: 'host', viewer: person('member', 'town', 'host'), facts: facts({ watch: 'hosts' }), may: keeping },
		{ who: 'office of the owner, hosts only', viewer: person('office', 'hospital'), facts: facts({ watch: 'hosts' }), may: keeping },
		{ who: 'admin who was invited: both', viewer: person('admin', 'region', 'invited'), facts: facts(), may: ['see', 'play', 'verify', 'log', 'retry'] },
		{ who: 'invited', viewer: person('member', 'town', 'invited'), facts: facts(), may: watching },
		{ who: 'invited, but hosts only', viewer: person('member', 'town', 'invited'), facts: facts({ watch: 'hosts' }), may: none },
		{ who: 'someone of an invited organisation', viewer: person('official', 'town'), facts: facts({ invitedOrganisations: ['town'] }), may: watching },
		{ who: 'a ward of an invited hospital', viewer: person('clinician', 'ward'), facts: facts({ ...ofTown, invitedOrganisations: ['hospital'] }), may: watching },
		{ who: 'a colleague', viewer: person('staff', 'hospital'), facts: facts(), may: none },
		{ who: 'a colleague when the organisation may watch', viewer: person('staff', 'hospital'), facts: facts({ watch: 'organisation' }), may: watching },
		{ who: 'someone else when the organisation may watch', viewer: person('staff', 'town'), facts: facts({ watch: 'organisation' }), may: none },
		{ who: 'anyone, published', viewer: person('staff', 'town'), facts: facts({ published: true }), may: ['see', 'play', 'download'] },
		{ who: 'the public, published', viewer: other, facts: facts({ published: true }), may: ['see', 'play', 'download'] },
		{ who: 'the public', viewer: other, facts: facts(), may: none },
		{ who: 'a link to view', viewer: link('view'), facts: facts(), may: watching },
		{ who: 'a link to download', viewer: link('download'), facts: facts(), may: ['see', 'play', 'download'] },
		{ who: 'a host of a case', viewer: person('clinician', 'town', 'host'), facts: facts({ kind: 'case' }), may: without('link', 'confirm-erasing') },
		{ who: 'host of a call', viewer: person('member', 'town', 'host'), facts: facts({ kind: 'call' }), may: without('keep', 'confirm-erasing') },
		{ who: 'a clerk, of an erased call', viewer: person('clerk', 'hospital'), facts: facts({ kind: 'call', state: 'erased' }), may: ['see', 'log'] },
		{ who: 'invited to an erased call', viewer: person('member', 'town', 'invited'), facts: facts({ kind: 'call', state: 'erased' }), may: ['see'] },
		{ who: 'a link to an erased call', viewer: link('download'), facts: facts({ kind: 'call', state: 'erasing' }), may: ['see'] },
		{ who: 'a clerk above the house that owns the case, invited with the region', viewer: person('clerk', 'region'), facts: facts({ kind: 'case', invitedOrganisations: ['region'] }), may: none },
		{ who: 'invited to a case', viewer: person('member', 'town', 'invited'), facts: facts({ kind: 'case' }), may: watching },
		{ who: 'a clinician of a house invited to a case', viewer: person('clinician', 'ward'), facts: facts({ ...ofTown, kind: 'case', invitedOrganisations: ['hospital'] }), may: watching },
		{ who: 'a clinician who has broken the glass of a case', viewer: person('clinician', 'ward'), facts: facts({ ...ofTown, kind: 'case', watch: 'hosts', broken: true }), may: watching },
		{ who: 'somebody who was a clinician when they broke it', viewer: person('staff', 'ward'), facts: facts({ ...ofTown, kind: 'case', watch: 'hosts', broken: true }), may: none },
		{ who: 'a nurse of a house invited to a case', viewer: person('staff', 'ward'), facts: facts({ ...ofTown, kind: 'case', invitedOrganisations: ['hospital'] }), may: none },
		{ who: 'an auditor of a house invited to a case', viewer: person('auditor', 'ward'), facts: facts({ ...ofTown, kind: 'case', invitedOrganisations: ['hospital'] }), may: none },
		{ who: 'a clinician of the house that owns the case', viewer: person('clinician', 'hospital'), facts: facts({ kind: 'case', watch: 'organisation' }), may: none }
	];
	it.each(cases)('$who', ({ viewer, facts: about, may: expected }) => expect(can(viewer, about)).toEqual(all.filter((action) => expected.includes(action))));

	it('whoever stands in for the host keeps what the host keeps, but no case', () => {
		const deputy = (kind: RecordingFacts['kind']) => {
			const viewer = person('member', 'town', 'eva');
			return can({ ...viewer, subject: { ...subject('member', 'town', { person: 'eva' }), substitution: { id: 's', person: 'host' } } }, facts({ kind }));
		};
		expect(deputy('session')).toEqual(keeping);
		expect(deputy('case')).toEqual([]);
	});
});

/** Where the person's grant is for; the recording is the hospital's and they are not named in it. */
const places = { own: 'hospital', above: 'region', below: 'ward', elsewhere: 'town' } as const satisfies Record<string, Place>;
type Table = Partial<Record<Standing, RecordingAction[]>>;
const session: Record<keyof typeof places, Table> = { own: { admin: operating, office: keeping, chair: keeping, clerk: keeping, auditor: auditing }, above: { admin: operating, clerk: keeping, auditor: auditing }, below: {}, elsewhere: {} };
const callKeeping = without('keep');
const call: typeof session = { own: { admin: operating, office: callKeeping, chair: callKeeping, clerk: callKeeping, auditor: auditing }, above: { admin: operating, clerk: callKeeping, auditor: auditing }, below: {}, elsewhere: {} };
const caseTable: typeof session = { own: { clerk: without('link') }, above: {}, below: {}, elsewhere: {} };

describe.each([['session', session], ['call', call], ['case', caseTable]] as const)('every standing with a %s', (kind, expected) => {
	it.each(Object.keys(places) as (keyof typeof places)[])('%s', (place) => {
		for (const action of all) {
			const yes = allowed((standing) => can(person(standing, places[place]), facts({ kind })).includes(action));
			expect([action, yes]).toEqual([action, allowed((standing) => expected[place][standing]?.includes(action) ?? false)]);
		}
	});
});
