/**
 * Who gets what at every door of the portal. `[case]` is a case conference of a hospital, `[call]` an ordinary call of it whose recording
 * is for its hosts; both have the same host and the same invited person.
 */
import { councilDoors } from './access-council.table.ts';
import { members, outsiders, type Visitor } from './access-people.fixture.ts';
import type { Outcome } from './access.fixture.ts';

/** One way into a route: its page (with the data that the page's own script asks for), a form action, or a method of an endpoint. */
export interface Door {
	door: 'page' | 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | `?/${string}`;
	path: string;
	form: Record<string, string>;
	answers: Record<Visitor, Outcome>;
	/** The address is a secret that lets in whoever holds it. */
	secret: boolean;
	/** Whoever is let in knows the meeting from then on: it gets one with a title of its own. */
	opens: boolean;
}

/** `out`: people without an account; `others`: everybody with one who is not named. */
type Answers = Partial<Record<Visitor, Outcome>> & { out: Outcome; others: Outcome };

function answersOf({ out, others, ...named }: Answers): Record<Visitor, Outcome> {
	const filled = [...outsiders.map((visitor) => [visitor, out] as const), ...members.map((visitor) => [visitor, others] as const)];
	return { ...(Object.fromEntries(filled) as Record<Visitor, Outcome>), ...named };
}

const door = (door: Door['door'], path: string, answers: Answers, form: Door['form'] = {}): Door => ({ door, path, form, answers: answersOf(answers), secret: false, opens: false });
const page = (path: string, answers: Answers): Door => door('page', path, answers);
const action = (name: string, path: string, form: Door['form'], answers: Answers): Door => door(`?/${name}`, name === 'default' ? path : `${path}?/${name}`, answers, form);
const secret = (opened: Door): Door => ({ ...opened, secret: true });
const opens = (door: Door): Door => ({ ...door, opens: true });
const everybody = (outcome: Outcome): Answers => ({ out: outcome, others: outcome });

/** Named in a case: nobody else may know of it. */
const namedInCase = { out: 'login', others: 404, invited: 200, host: 200 } as const;
/** An ordinary call is also known to those who look after the hospital's meetings. */
const knowsCall = { ...namedInCase, hospitalClerk: 200, clerk: 200, admin: 200, auditor: 200, deputy: 200 } as const;
const keepsCase = (outcome: Outcome) => ({ host: outcome, hospitalClerk: outcome });
const keepsCall = (outcome: Outcome) => ({ ...keepsCase(outcome), clerk: outcome, deputy: outcome });

const seesRoles = { out: 'login', others: 403, admin: 200, auditor: 200, administrator: 200 } as const;

const NONE = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const meetingForm = { title: 'Nový název', organisation: '[hospital]', day: '2031-05-06', time: '10:00', zone: 'Europe/Prague', minutes: '30', hosts: '[host]', recorded: 'on', watch: 'invited', lobby: 'guests' };
const unitForm = { name: 'Zkušební útvar [visitor]', kind: 'hospital', ico: '', dataBox: '', address: '' };
const personForm = { name: 'Osoba host', givenName: 'Osoba', familyName: 'host' };
const reasonForm = { reason: 'Patří k případu' };
const linkForm = { label: 'Redakce', permission: 'view', days: '3' };

/** By the folder of the route. */
export const access: Record<string, Door[]> = {
	...councilDoors({ page, action, door }),
	'(portal)': [page('/', { out: 'login', others: 200 })],
	'(portal)/account': [page('/account', { out: 'login', others: 303 })],
	'(portal)/account/security': [
		page('/account/security', { out: 'login', others: 200 }),
		// Nobody has a password here: the current one is wrong, whoever they are.
		action('password', '/account/security', { current: 'něco', password: 'čtyři slova za sebou', again: 'čtyři slova za sebou' }, { out: 401, others: 422 }),
		action('on', '/account/security', { code: '' }, { out: 401, others: 422 }),
		action('off', '/account/security', { code: '' }, { out: 401, others: 422 }),
		action('renew', '/account/security', { code: '' }, { out: 401, others: 422 }),
		// A passkey that is nobody's.
		action('rename', '/account/security', { id: 'none', name: 'Notebook' }, { out: 401, others: 404 }),
		action('remove', '/account/security', { id: 'none' }, { out: 401, others: 404 })
	],
	'(portal)/account/security/passkey': [door('POST', '/account/security/passkey', { out: 401, others: 422 })],
	'(portal)/account/security/passkey/options': [door('POST', '/account/security/passkey/options', { out: 401, others: 200 })],
	'(portal)/account/sessions': [page('/account/sessions', { out: 'login', others: 200 }), action('end', '/account/sessions', { handle: NONE }, { out: 401, others: 404 })],
	'(portal)/account/my-data': [
		page('/account/my-data', { out: 'login', others: 200 }), page('/account/my-data?kind=mine&from=2026-02-31&after=x', { out: 'login', others: 200 }),
		// Nothing waits; a deputy asks for nobody else.
		action('withdraw', '/account/my-data', {}, { out: 401, others: 404 }),
		action('erase', '/account/my-data', {}, { out: 401, others: 200, deputy: 403 })
	],
	'(portal)/account/my-data/export': [door('GET', '/account/my-data/export', { out: 'login', others: 200 })],
	'(portal)/account/place': [page('/account/place', { out: 'login', others: 303 }), action('default', '/account/place', { affiliation: '[host]' }, { out: 401, others: 409 })],
	'(portal)/account/substitution': [
		page('/account/substitution', { out: 'login', others: 200 }),
		// Ids of something else.
		action('substitute', '/account/substitution', { affiliation: '[host]', deputy: '[invited]', from: '2031-05-06', until: '2031-05-07', reason: '' }, { out: 401, others: 404 }),
		action('endSubstitution', '/account/substitution', { id: '[host]' }, { out: 401, others: 404 })
	],
	'(portal)/account/notifications': [page('/account/notifications', { out: 'login', others: 200 }), action('default', '/account/notifications', { 'mail:meetings.invited': 'on' }, { out: 401, others: 200 })],
	// It opens at the first of its sections.
	'(portal)/admin': [page('/admin', { out: 'login', others: 403, admin: 303, auditor: 303, administrator: 303 })],
	'(portal)/admin/health': [
		page('/admin/health', { out: 'login', others: 403, admin: 200, auditor: 200 }),
		action('settle', '/admin/health', { id: '999999999999' }, { out: 401, others: 403, admin: 409 }),
		action('resend', '/admin/health', { id: '999999999999' }, { out: 401, others: 403, admin: 409 }),
		action('again', '/admin/health', { id: '[case]' }, { out: 401, others: 403, admin: 409 })
	],
	// Of administrators only; whose import it is, the address does not say.
	'(portal)/admin/directory': [
		page('/admin/directory', { out: 'login', others: 403, admin: 200, administrator: 200 }),
		action('create', '/admin/directory', { organisation: '[hospital]', label: 'Adresář', days: '90' }, { out: 401, others: 403, admin: 200, administrator: 200 }),
		action('revoke', '/admin/directory', { id: '[case]' }, { out: 401, others: 403, admin: 404, administrator: 404 })
	],
	'(portal)/admin/imports': [
		page('/admin/imports', { out: 'login', others: 403, admin: 200, administrator: 200 }),
		action('begin', '/admin/imports', { of: 'people', fileName: 'lide.csv', size: '10' }, { out: 401, others: 403, admin: 200, administrator: 200 })
	],
	'(portal)/admin/imports/[id]': [
		page('/admin/imports/[case]', { out: 'login', others: 403, admin: 404, administrator: 404 }),
		action('apply', '/admin/imports/[case]', {}, { out: 401, others: 403, admin: 404, administrator: 404 }),
		action('discard', '/admin/imports/[case]', {}, { out: 401, others: 403, admin: 404, administrator: 404 })
	],
	'(portal)/admin/imports/[id]/slices': [door('POST', '/admin/imports/[case]/slices?number=0', { out: 401, others: 403, admin: 404, administrator: 404 })],
	'(portal)/admin/imports/export': [
		door('GET', '/admin/imports/export?of=organisations&as=csv', { out: 'login', others: 403, admin: 200, administrator: 200 }),
		door('GET', '/admin/imports/export?of=nothing&as=csv', { out: 'login', others: 422, admin: 422, administrator: 422 })
	],
	'(portal)/admin/log': [page('/admin/log', { out: 'login', others: 403, admin: 200, auditor: 200, administrator: 200 }), action('check', '/admin/log', {}, { out: 401, others: 403, admin: 200, auditor: 200 })],
	'(portal)/admin/log/[id]': [page('/admin/log/999999999999', { out: 'login', others: 403, admin: 404, auditor: 404, administrator: 404 })],
	'(portal)/admin/log/export.jsonl': [door('GET', '/admin/log/export.jsonl?action=nothing.here', { out: 'login', others: 403, admin: 200, auditor: 200, administrator: 200 })],
	'(portal)/admin/roles': [page('/admin/roles', seesRoles)],
	'(portal)/admin/roles/ask': [page('/admin/roles/ask', seesRoles), page('/admin/roles/ask?person=Osoba+host&action=meetings.see&thing=[call]', seesRoles)],
	'(portal)/admin/roles/matrix.csv': [door('GET', '/admin/roles/matrix.csv', seesRoles)],
	'(portal)/admin/sessions': [page('/admin/sessions', { out: 'login', others: 403, admin: 200, administrator: 200 }), action('end', '/admin/sessions', { handle: NONE }, { out: 401, others: 403, admin: 404, administrator: 404 })],
	'(portal)/admin/sign-in': [
		page('/admin/sign-in', { out: 'login', others: 403, admin: 200, administrator: 200 }),
		// A form that does not say what it was made from overwrites nothing; likewise below.
		action('save', '/admin/sign-in', { organisation: '[hospital]', password: 'on', sessionHours: '12', sessionDays: '7', idleMinutes: '' }, { out: 401, others: 403, admin: 409, administrator: 409 }),
		action('remove', '/admin/sign-in', { organisation: '[hospital]' }, { out: 401, others: 403, admin: 200, administrator: 200 })
	],
	'(portal)/admin/settings': [
		page('/admin/settings', { out: 'login', others: 403, admin: 200, auditor: 200 }),
		// The values that hold without a setting: the table must not change what other tests find.
		action('retention', '/admin/settings', { chatDays: '30', attendanceDays: '365', addressDays: '7' }, { out: 401, others: 403, admin: 200 }),
		action('keeping', '/admin/settings', { sessionYears: '10', callYears: '1', caseDays: '30', caseYears: '5' }, { out: 401, others: 403, admin: 200 }),
		action('contact', '/admin/settings', { name: '', email: '', phone: '' }, { out: 401, others: 403, admin: 200 })
	],
	'(portal)/account/providers': [page('/account/providers', { out: 'login', others: 200 }), action('untie', '/account/providers', { id: '[case]' }, { out: 401, others: 404 })],
	'(portal)/admin/mail': [page('/admin/mail', { out: 'login', others: 403, admin: 200 })],
	'(portal)/admin/providers': [
		page('/admin/providers', { out: 'login', others: 403, admin: 200 }),
		action('add', '/admin/providers', {}, { out: 401, others: 403, admin: 422 }),
		action('change', '/admin/providers', { id: '[case]', name: 'Služba', clientId: 'portal', newcomers: '' }, { out: 401, others: 403, admin: 404 }),
		...['test', 'disable', 'enable'].map((name) => action(name, '/admin/providers', { id: '[case]' }, { out: 401, others: 403, admin: 404 })),
		...['bind', 'unbind'].map((name) => action(name, '/admin/providers', { id: '[case]', organisation: '[case]' }, { out: 401, others: 403, admin: 404 }))
	],
	'(portal)/meetings': [page('/meetings', { out: 'login', others: 200 }), action('call', '/meetings', { title: '', people: '[somebody]' }, { out: 401, others: 303 })],
	'(portal)/meetings/[id]': [
		// A clinician is asked whether it is an emergency, whatever it is that they cannot see.
		page('/meetings/[case]', { ...namedInCase, colleague: 303 }),
		page('/meetings/[call]', { ...knowsCall, colleague: 303 }),
		page('/meetings/none', { out: 'login', others: 404 }),
		action('judge', '/meetings/[case]', { opening: '[case]', verdict: 'in-order' }, { out: 401, others: 409 }),
		action('cancel', '/meetings/[case]', { reason: '' }, { out: 401, others: 404, invited: 403, host: 200 }),
		action('cancel', '/meetings/[call]', { reason: '' }, { out: 401, others: 404, invited: 403, host: 200, deputy: 200, hospitalClerk: 403, clerk: 403, auditor: 403, admin: 200 }),
		action('invite', '/meetings/[case]', { label: 'MUDr. Host', days: '2' }, { out: 401, others: 404, invited: 403, host: 200 }),
		action('invite', '/meetings/[call]', { label: 'Host', days: '2' }, { out: 401, others: 404, invited: 403, host: 200, deputy: 200, hospitalClerk: 403, clerk: 403, auditor: 403, admin: 403 }),
		action('revoke', '/meetings/[case]', { id: '[caseLink]' }, { out: 401, others: 404, invited: 403, host: 200 }),
		// A link of another meeting is none of this one.
		action('revoke', '/meetings/[call]', { id: '[caseLink]' }, { out: 401, others: 404, invited: 403, hospitalClerk: 403, clerk: 403, auditor: 403, admin: 403 })
	],
	// Clinicians only, and those that cannot see it: the page tells nothing of what is behind it.
	'(portal)/meetings/[id]/break-glass': [
		page('/meetings/[case]/break-glass', { out: 'login', others: 404, colleague: 200, invited: 303, host: 303 }),
		action('default', '/meetings/[case]/break-glass', { reason: 'krátce' }, { out: 401, others: 422 }),
		opens(action('default', '/meetings/[case]/break-glass', { reason: 'Pacientka je u nás na příjmu' }, { out: 401, others: 404, colleague: 303, invited: 303, host: 303 })),
		action('default', '/meetings/[call]/break-glass', { reason: 'Pacientka je u nás na příjmu' }, { out: 401, others: 404 })
	],
	'(portal)/meetings/[id]/edit': [
		page('/meetings/[case]/edit', { out: 'login', others: 404, invited: 403, host: 200 }),
		page('/meetings/[call]/edit', { out: 'login', others: 404, invited: 403, host: 200, deputy: 200, hospitalClerk: 403, clerk: 403, auditor: 403, admin: 200 }),
		action('default', '/meetings/[case]/edit', { ...meetingForm, kind: 'case' }, { out: 401, others: 404, invited: 403, host: 303 }),
		action('default', '/meetings/[call]/edit', { ...meetingForm, kind: 'call' }, { out: 401, others: 404, invited: 403, host: 303, deputy: 303, hospitalClerk: 403, clerk: 403, auditor: 403, admin: 303 })
	],
	'(portal)/meetings/[id]/equipment': [
		page('/meetings/[case]/equipment', { out: 'login', others: 404, invited: 403, host: 200 }),
		page('/meetings/[call]/equipment', { out: 'login', others: 404, invited: 403, host: 200, deputy: 200, hospitalClerk: 403, clerk: 403, auditor: 403, admin: 403 }),
		action('create', '/meetings/[case]/equipment', { kind: 'whip', label: 'Kamera sálu' }, { out: 401, others: 404, invited: 403, host: 200 }),
		action('create', '/meetings/[call]/equipment', { kind: 'whip', label: 'Kamera sálu' }, { out: 401, others: 404, invited: 403, host: 200, deputy: 200, hospitalClerk: 403, clerk: 403, auditor: 403, admin: 403 }),
		// A device that is none of this meeting's.
		action('revoke', '/meetings/[call]/equipment', { id: '[call]' }, { out: 401, others: 404, invited: 403, hospitalClerk: 403, clerk: 403, auditor: 403, admin: 403 })
	],
	'(portal)/meetings/[id]/join': [
		door('POST', '/meetings/[case]/join', { ...namedInCase, out: 401 }),
		// Whoever looks after meetings gets as far as the lobby.
		door('POST', '/meetings/[call]/join', { ...knowsCall, out: 401, auditor: 403 })
	],
	'(portal)/meetings/[id]/meeting.ics': [door('GET', '/meetings/[case]/meeting.ics', namedInCase), door('GET', '/meetings/[call]/meeting.ics', knowsCall)],
	'(portal)/meetings/[id]/room': [page('/meetings/[case]/room', namedInCase), page('/meetings/[call]/room', knowsCall)],
	'(portal)/meetings/calendar': [
		page('/meetings/calendar', { out: 'login', others: 200 }),
		action('renew', '/meetings/calendar', {}, { out: 401, others: 200 }),
		action('stop', '/meetings/calendar', {}, { out: 401, others: 200 })
	],
	'(portal)/meetings/choices': [door('GET', '/meetings/choices?of=people&q=Osoba', { out: 'login', others: 200 }), door('GET', '/meetings/choices?of=secrets', { out: 'login', others: 422 })],
	'(portal)/meetings/new': [
		page('/meetings/new', { out: 'login', others: 200 }),
		// In the name of one's own house; an administrator also of those below it.
		action('default', '/meetings/new', { ...meetingForm, kind: 'call' }, { out: 401, others: 422, colleague: 303, host: 303, deputy: 303, hospitalClerk: 303, admin: 303 }),
		action('default', '/meetings/new', { ...meetingForm, kind: 'case' }, { out: 401, others: 422, colleague: 303, host: 303 })
	],
	'(portal)/notifications': [page('/notifications', { out: 'login', others: 200 }), action('readAll', '/notifications', { upTo: '1' }, { out: 401, others: 200 }), action('readAll', '/notifications', { upTo: 'vše' }, { out: 401, others: 422 })],
	'(portal)/notifications/[id]': [door('GET', '/notifications/999999999999', { out: 'login', others: 404 }), door('GET', '/notifications/none', { out: 'login', others: 404 })],
	'(portal)/notifications/subscription': [door('POST', '/notifications/subscription', { out: 401, others: 422 })],
	'(portal)/notifications/unread': [door('GET', '/notifications/unread', { out: 'login', others: 200 })],
	'(portal)/search': [page('/search?q=Kon', { out: 'login', others: 200 }), page('/search', { out: 'login', others: 200 })],
	'(portal)/search/suggestions': [door('GET', '/search/suggestions?q=Kon', { out: 'login', others: 200 })],
	'(portal)/organisations': [page('/organisations', { out: 'login', others: 200 })],
	'(portal)/organisations/[id]': [
		page('/organisations/[hospital]', { out: 'login', others: 200 }),
		page('/organisations/none', { out: 'login', others: 404 }),
		// A day before it began: for whoever may, the day is wrong.
		action('end', '/organisations/[hospital]', { day: '1990-01-01' }, { out: 401, others: 403, admin: 422, administrator: 422 })
	],
	'(portal)/organisations/[id]/edit': [
		page('/organisations/[hospital]/edit', { out: 'login', others: 403, admin: 200, administrator: 200 }),
		action('default', '/organisations/[hospital]/edit', unitForm, { out: 401, others: 403, admin: 409, administrator: 409 })
	],
	'(portal)/organisations/[id]/move': [
		page('/organisations/[hospital]/move', { out: 'login', others: 403, admin: 200, administrator: 200 }),
		page('/organisations/[hospital]/move?how=merge&to=[region]', { out: 'login', others: 403, admin: 200, administrator: 200 }),
		// It is there already, and nothing is merged into itself.
		action('move', '/organisations/[hospital]/move', { target: '[region]' }, { out: 401, others: 403, admin: 409, administrator: 409 }),
		action('merge', '/organisations/[hospital]/move', { target: '[hospital]' }, { out: 401, others: 403, admin: 422, administrator: 422 })
	],
	'(portal)/organisations/[id]/new': [
		page('/organisations/[hospital]/new', { out: 'login', others: 403, admin: 200, administrator: 200 }),
		action('default', '/organisations/[hospital]/new', { ...unitForm, kind: 'ward', from: '2031-05-06' }, { out: 401, others: 403, admin: 303, administrator: 303 })
	],
	'(portal)/organisations/choices': [door('GET', '/organisations/choices?q=', { out: 'login', others: 200 })],
	'(portal)/organisations/people': [page('/organisations/people', { out: 'login', others: 200 })],
	'(portal)/organisations/people/[id]': [
		page('/organisations/people/[host]', { out: 'login', others: 200 }),
		page('/organisations/people/none', { out: 'login', others: 404 }),
		// A form that does not say what it was made from overwrites nothing.
		action('edit', '/organisations/people/[host]', { ...personForm, email: 'host.[host]@example.test' }, { out: 401, others: 403, admin: 409, administrator: 409 }),
		// Of another region: nobody here administers them.
		action('disable', '/organisations/people/[stranger]', {}, { out: 401, others: 403 }),
		action('enable', '/organisations/people/[stranger]', {}, { out: 401, others: 403 }),
		action('invite', '/organisations/people/[stranger]', {}, { out: 401, others: 403 }),
		action('erase', '/organisations/people/[stranger]', {}, { out: 401, others: 403 }),
		action('declineErasure', '/organisations/people/[stranger]', { reason: 'Běží řízení' }, { out: 401, others: 403 }),
		action('affiliate', '/organisations/people/[host]', { organisation: '[hospital]', position: '', from: '2031-05-06', day: '' }, { out: 401, others: 403, admin: 409, administrator: 409 }),
		// Ids of something else.
		action('position', '/organisations/people/[host]', { id: '[host]', position: 'lékařka' }, { out: 401, others: 404 }),
		action('endAffiliation', '/organisations/people/[host]', { id: '[host]', day: '2031-05-06' }, { out: 401, others: 404 }),
		action('grant', '/organisations/people/[host]', { affiliation: '[host]', role: 'organisation.admin', organisation: '[hospital]', until: '', note: '' }, { out: 401, others: 404 }),
		action('revoke', '/organisations/people/[host]', { id: '[host]' }, { out: 401, others: 404 }),
		action('substitute', '/organisations/people/[host]', { affiliation: '[host]', deputy: '[invited]', from: '2031-05-06', until: '2031-05-07', reason: '' }, { out: 401, others: 404 }),
		action('endSubstitution', '/organisations/people/[host]', { id: '[host]' }, { out: 401, others: 404 })
	],
	'(portal)/organisations/people/choices': [door('GET', '/organisations/people/choices?q=Osoba', { out: 'login', others: 200 })],
	'(portal)/organisations/people/new': [
		page('/organisations/people/new', { out: 'login', others: 403, admin: 200, administrator: 200 }),
		action('default', '/organisations/people/new', { ...personForm, email: 'nova.[visitor].[host]@example.test', organisation: '[hospital]', position: '', from: '2031-05-06' }, { out: 401, others: 403, admin: 303, administrator: 303 })
	],
	'(portal)/recordings': [page('/recordings', { out: 'login', others: 200 })],
	'(portal)/recordings/[id]': [
		// A clinician is led to where it is opened in an emergency.
		page('/recordings/[caseRecording]', { out: 'login', others: 403, colleague: 303, invited: 200, ...keepsCase(200) }),
		page('/recordings/[callRecording]', { out: 'login', others: 403, ...keepsCall(200), admin: 200, auditor: 200 }),
		page('/recordings/none', { out: 'login', others: 404 }),
		// It is ready: there is nothing to try again, and nothing sealed to verify.
		action('retry', '/recordings/[caseRecording]', {}, { out: 401, others: 403, ...keepsCase(409) }),
		action('retry', '/recordings/[callRecording]', {}, { out: 401, others: 403, ...keepsCall(409), admin: 409 }),
		action('verify', '/recordings/[caseRecording]', {}, { out: 401, others: 403, ...keepsCase(409) }),
		action('verify', '/recordings/[callRecording]', {}, { out: 401, others: 403, ...keepsCall(409), admin: 409 }),
		action('keep', '/recordings/[caseRecording]', reasonForm, { out: 401, others: 403, ...keepsCase(200) }),
		action('keep', '/recordings/[callRecording]', reasonForm, { out: 401, others: 403 }),
		// Never sealed: there is nothing to erase, nothing asked for, and so nothing to confirm.
		action('askErasing', '/recordings/[caseRecording]', reasonForm, { out: 401, others: 403, ...keepsCase(409) }),
		action('askErasing', '/recordings/[callRecording]', reasonForm, { out: 401, others: 403, ...keepsCall(409) }),
		action('withdrawErasing', '/recordings/[caseRecording]', {}, { out: 401, others: 403, ...keepsCase(409) }),
		action('withdrawErasing', '/recordings/[callRecording]', {}, { out: 401, others: 403, ...keepsCall(409) }),
		action('confirmErasing', '/recordings/[caseRecording]', {}, { out: 401, others: 403, hospitalClerk: 409 }),
		action('confirmErasing', '/recordings/[callRecording]', {}, { out: 401, others: 403, hospitalClerk: 409, clerk: 409 }),
		action('createLink', '/recordings/[caseRecording]', linkForm, { out: 401, others: 403 }),
		action('createLink', '/recordings/[callRecording]', linkForm, { out: 401, others: 403, ...keepsCall(200) }),
		action('revokeLink', '/recordings/[caseRecording]', { link: '[viewLinkId]' }, { out: 401, others: 403 }),
		action('revokeLink', '/recordings/[callRecording]', { link: '[viewLinkId]' }, { out: 401, others: 403, ...keepsCall(200) })
	],
	'(portal)/recordings/[id]/download': [
		door('GET', '/recordings/[caseRecording]/download', { out: 'login', others: 403, ...keepsCase(303) }),
		door('GET', '/recordings/[callRecording]/download', { out: 'login', others: 403, ...keepsCall(303) })
	],
	'(portal)/recordings/[id]/download/[file]': [
		door('GET', '/recordings/[caseRecording]/download/none', { out: 'login', others: 403, ...keepsCase(404) }),
		door('GET', '/recordings/[callRecording]/download/none', { out: 'login', others: 403, ...keepsCall(404) })
	],
	'(portal)/recordings/[id]/package': [
		door('GET', '/recordings/[caseRecording]/package', { out: 'login', others: 403, ...keepsCase(409) }),
		door('GET', '/recordings/[callRecording]/package', { out: 'login', others: 403, ...keepsCall(409) })
	],
	'(portal)/recordings/[id]/play': [
		door('POST', '/recordings/[caseRecording]/play', { out: 401, others: 403, invited: 200, ...keepsCase(200) }),
		door('POST', '/recordings/[callRecording]/play', { out: 401, others: 403, ...keepsCall(200), auditor: 200 })
	],
	// Signed by a media server, or nothing.
	'api/sfu/callback': [door('POST', '/api/sfu/callback', everybody(401))],
	'calendar/[token].ics': [door('GET', `/calendar/${NONE}.ics`, everybody(404))],
	'join/[token]': [
		page(`/join/${NONE}`, everybody(404)),
		secret(page('/join/[openLink]', everybody(200))),
		page('/join/[revokedLink]', everybody(200)),
		page('/join/[expiredLink]', everybody(200)),
		action('default', `/join/${NONE}`, { name: 'Eva Nováková' }, everybody(404)),
		secret(action('default', '/join/[openLink]', { name: 'Eva Nováková' }, everybody(303))),
		action('default', '/join/[revokedLink]', { name: 'Eva Nováková' }, everybody(410)),
		action('default', '/join/[expiredLink]', { name: 'Eva Nováková' }, everybody(410))
	],
	'join/[token]/room': [
		page(`/join/${NONE}/room`, everybody(404)),
		// Whoever has not given a name for this very meeting is sent back to its entrance.
		page('/join/[openLink]/room', everybody(303)),
		page('/join/[guestLink]/room', { ...everybody(303), guest: 200 })
	],
	'join/[token]/ticket': [
		door('POST', `/join/${NONE}/ticket`, { ...everybody(401), guest: 404 }),
		door('POST', '/join/[openLink]/ticket', everybody(401)),
		door('POST', '/join/[guestLink]/ticket', { ...everybody(401), guest: 200 })
	],
	accessibility: [page('/accessibility', everybody(200))],
	// Whoever knocks without a token is nobody, whatever session they have.
	'whip/[meeting]': [door('POST', '/whip/[call]', everybody(415)), door('OPTIONS', '/whip/[call]', everybody(204))],
	'whip/[meeting]/[session]': [door('PATCH', '/whip/[call]/[call]', everybody(415)), door('DELETE', '/whip/[call]/[call]', everybody(401)), door('OPTIONS', '/whip/[call]/[call]', everybody(204))],
	'whep/[meeting]': [door('POST', '/whep/[call]', everybody(415)), door('OPTIONS', '/whep/[call]', everybody(204))],
	'whep/[meeting]/[session]': [door('PATCH', '/whep/[call]/[call]', everybody(415)), door('DELETE', '/whep/[call]/[call]', everybody(401)), door('OPTIONS', '/whep/[call]/[call]', everybody(204))],
	// Neither is published, so there is nothing to watch, whoever asks.
	'watch/[meeting]': [page('/watch/[call]', everybody(404)), page('/watch/[case]', everybody(404)), page('/watch/x', everybody(404))],
	login: [page('/login', { out: 200, others: 303 }), action('default', '/login', { email: '', password: '' }, everybody(422))],
	'login/forgot': [page('/login/forgot', { out: 200, others: 303 }), action('default', '/login/forgot', { email: '' }, everybody(422))],
	// Nobody here is half-way in, or locked.
	'login/second-factor': [
		page('/login/second-factor', { out: 'login', others: 303 }),
		action('code', '/login/second-factor', { code: 'x' }, everybody(422)),
		action('confirm', '/login/second-factor', { code: 'x' }, everybody(422)),
		action('recovery', '/login/second-factor', { recovery: '' }, everybody(422))
	],
	'login/closed': [page('/login/closed', everybody(303))],
	'login/passkey': [door('POST', '/login/passkey', everybody(422))],
	'login/passkey/options': [door('POST', '/login/passkey/options', everybody(200))],
	unlock: [page('/unlock', { out: 'login', others: 303 }), action('lock', '/unlock', {}, everybody(200)), action('password', '/unlock', { password: '' }, everybody(422))],
	prove: [page('/prove', { out: 'login', others: 200 }), action('default', '/prove', { password: '' }, everybody(422))],
	'unlock/state': [door('GET', '/unlock/state', everybody(200)), door('POST', '/unlock/state', everybody(200))],
	'unlock/back': [page('/unlock/back', everybody(200))],
	// Nobody is such a provider's, and no such token is signed.
	'login/provider/[id]': [door('GET', '/login/provider/none', everybody(404))],
	'login/provider/[id]/callback': [page('/login/provider/none/callback', everybody(410))],
	'login/provider/[id]/leave': [door('GET', '/login/provider/none/leave', everybody(404))],
	'api/oidc/backchannel/[provider]': [door('POST', '/api/oidc/backchannel/none', everybody(400), { logout_token: 'x' })],
	// For directories with a token; people have none, whoever they are.
	'scim/v2/[...path]': [door('GET', '/scim/v2/Users', everybody(401)), ...(['POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method) => door(method, '/scim/v2/Users', everybody(401)))],
	logout: [page('/logout', everybody(303)), action('here', '/logout', {}, everybody('login')), action('everywhere', '/logout', {}, everybody('login'))],
	preferences: [page('/preferences', everybody(303)), action('default', '/preferences', { theme: 'dark', locale: 'cs' }, everybody(303)), action('default', '/preferences', { locale: 'xx' }, everybody(422))],
	'r/[token]': [page(`/r/${NONE}`, everybody(404)), secret(page('/r/[viewLink]', everybody(200))), page('/r/[revokedView]', everybody(410)), page('/r/[expiredView]', everybody(410))],
	'r/[token]/download': [
		door('GET', `/r/${NONE}/download`, everybody(404)),
		door('GET', '/r/[viewLink]/download', everybody(403)),
		secret(door('GET', '/r/[saveLink]/download', everybody(303))),
		door('GET', '/r/[revokedView]/download', everybody(410))
	],
	'r/[token]/play': [
		door('POST', `/r/${NONE}/play`, everybody(404)),
		secret(door('POST', '/r/[viewLink]/play', everybody(200))),
		door('POST', '/r/[revokedView]/play', everybody(410)),
		door('POST', '/r/[expiredView]/play', everybody(410))
	],
	'welcome/[token]': [page(`/welcome/${NONE}`, everybody(410)), action('default', `/welcome/${NONE}`, { password: 'x' }, everybody(410))]
};
