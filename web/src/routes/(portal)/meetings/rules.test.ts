import { describe, expect, it } from 'vitest';
import {
	abandoned,
	enterAsGuest,
	enterAsPerson,
	guestLink,
	leftoversDue,
	mayCancel,
	mayCreate,
	mayEdit,
	mayInviteGuests,
	maySee,
	mayWatch,
	phase,
	pieceLock,
	watchFor,
	type Facts,
	type Role,
	type Ties
} from './rules.ts';

const roles: Role[] = ['admin', 'office', 'chair', 'member', 'clerk', 'clinician', 'official', 'staff'];
const stranger: Ties = { host: false, creator: false, invited: false, organisationInvited: false, house: false, subtree: false };
const ties = {
	stranger,
	host: { ...stranger, host: true },
	creator: { ...stranger, creator: true },
	invited: { ...stranger, invited: true },
	colleague: { ...stranger, house: true, subtree: true },
	above: { ...stranger, subtree: true },
	viaOrganisation: { ...stranger, organisationInvited: true }
} satisfies Record<string, Ties>;
type Tie = keyof typeof ties;
const everyTie = Object.keys(ties) as Tie[];

const start = new Date('2026-11-24T08:00:00Z');
const minutes = (n: number) => new Date(start.getTime() + n * 60_000);
const facts = (change: Partial<Facts> = {}): Facts => ({ kind: 'session', state: 'planned', recorded: true, watch: 'invited', lobby: 'guests', startsAt: start, plannedMinutes: 60, ...change });

/** Roles for which `may` says yes, per tie: a table is read more easily than 48 rows. */
const table = (may: (role: Role, tie: Ties) => boolean) => Object.fromEntries(everyTie.map((tie) => [tie, roles.filter((role) => may(role, ties[tie])).join(' ')]));
const all = roles.join(' ');

describe('who may see', () => {
	it('a session or a call: the people in it, invited organisations, and the offices of the owner', () => {
		for (const kind of ['session', 'call'] as const) {
			expect(table((role, tie) => maySee({ role, ties: tie, kind }))).toEqual({ stranger: '', host: all, creator: all, invited: all, colleague: 'admin office chair clerk', above: 'admin clerk', viaOrganisation: all });
		}
	});
	it('a case: the people in it and the clinicians of an invited hospital, nobody else', () => {
		expect(table((role, tie) => maySee({ role, ties: tie, kind: 'case' }))).toEqual({ stranger: '', host: all, creator: all, invited: all, colleague: '', above: '', viaOrganisation: 'clinician' });
	});
});

describe('who may create', () => {
	it.each([
		['admin', ['session', 'call']],
		['office', ['session', 'call']],
		['chair', ['session', 'call']],
		['clinician', ['case', 'call']],
		['member', ['call']],
		['clerk', ['call']],
		['official', ['call']],
		['staff', ['call']]
	] as const)('%s: %j', (role, kinds) => expect(mayCreate(role)).toEqual(kinds));
});

describe('who may change and cancel', () => {
	it('a planned session: its hosts, its author, office and chair of the house, and an administrator above', () => {
		const expected = { stranger: '', host: all, creator: all, invited: '', colleague: 'admin office chair', above: 'admin', viaOrganisation: '' };
		expect(table((role, tie) => mayEdit({ role, ties: tie, facts: facts() }))).toEqual(expected);
		expect(table((role, tie) => mayCancel({ role, ties: tie, facts: facts() }))).toEqual(expected);
	});
	it('a case: hosts and author only', () => {
		expect(table((role, tie) => mayEdit({ role, ties: tie, facts: facts({ kind: 'case' }) }))).toEqual({ stranger: '', host: all, creator: all, invited: '', colleague: '', above: '', viaOrganisation: '' });
	});
	it.each(['live', 'ended', 'cancelled'] as const)('nobody once it is %s', (state) => {
		expect(table((role, tie) => mayEdit({ role, ties: tie, facts: facts({ state }) }))).toEqual({ stranger: '', host: '', creator: '', invited: '', colleague: '', above: '', viaOrganisation: '' });
	});
	it.each([
		['planned', true],
		['live', true],
		['ended', false],
		['cancelled', false]
	] as const)('guest links while it is %s: %s for a host, never for the invited', (state, may) => {
		expect(mayInviteGuests({ ties: ties.host, facts: facts({ state }) })).toBe(may);
		expect(mayInviteGuests({ ties: ties.invited, facts: facts({ state }) })).toBe(false);
	});
});

describe('who may watch the recording', () => {
	const watch = (change: Partial<Facts>) => table((role, tie) => mayWatch({ role, ties: tie, facts: facts(change) }));
	it('hosts only, and those who look after the records', () => {
		expect(watch({ watch: 'hosts' })).toEqual({ stranger: '', host: all, creator: all, invited: '', colleague: 'admin office chair clerk', above: 'admin clerk', viaOrganisation: '' });
	});
	it('the invited', () => expect(watch({ watch: 'invited' })).toEqual({ stranger: '', host: all, creator: all, invited: all, colleague: 'admin office chair clerk', above: 'admin clerk', viaOrganisation: all }));
	it('the whole organisation', () => expect(watch({ watch: 'organisation' })).toEqual({ stranger: '', host: all, creator: all, invited: all, colleague: all, above: 'admin clerk', viaOrganisation: all }));
	it('everybody', () => expect(watch({ watch: 'public' }).stranger).toBe(all));
	it('a case: of the offices only the clerk of the house that owns it', () => {
		expect(watch({ kind: 'case', watch: 'invited' })).toEqual({ stranger: '', host: all, creator: all, invited: all, colleague: 'clerk', above: '', viaOrganisation: 'clinician' });
		expect(watchFor('case')).toEqual(['hosts', 'invited']);
	});
});

describe('now, next, past', () => {
	it.each([
		['planned', -16, 'next'],
		['planned', -15, 'now'],
		['planned', 30, 'now'],
		['planned', 119, 'now'],
		['planned', 120, 'past'],
		['live', -60, 'now'],
		['live', 600, 'now'],
		['ended', 10, 'past'],
		['cancelled', -100, 'past']
	] as const)('%s, %i minutes after the start: %s', (state, at, expected) => expect(phase({ facts: facts({ state }), now: minutes(at) })).toBe(expected));
});

describe('who enters, and as what', () => {
	const enter = (tie: Tie, role: Role, at: number, change: Partial<Facts> = {}) => enterAsPerson({ role, ties: ties[tie], facts: facts(change), now: minutes(at) });
	const host = { enter: true, host: true, lobby: false, grants: ['publish', 'screen', 'chat', 'host', 'record'] };
	const member = { enter: true, host: false, lobby: false, grants: ['publish', 'screen', 'chat'] };
	const no = (why: string) => ({ enter: false, why });

	it.each([
		['a host', enter('host', 'chair', 0), host],
		['the author', enter('creator', 'office', 0), host],
		['a host of an unrecorded meeting records nothing', enter('host', 'chair', 0, { recorded: false }), { ...host, grants: ['publish', 'screen', 'chat', 'host'] }],
		['an invited member', enter('invited', 'member', 0), member],
		['an invited organisation', enter('viaOrganisation', 'official', 0), member],
		['an invited member where everybody waits', enter('invited', 'member', 0, { lobby: 'everyone' }), { ...member, lobby: true }],
		['the office that is not invited knocks', enter('colleague', 'clerk', 0), { ...member, lobby: true }],
		['a stranger', enter('stranger', 'admin', 0), no('not-invited')],
		['a colleague at a case', enter('colleague', 'admin', 0, { kind: 'case' }), no('not-invited')],
		['a member 16 minutes early', enter('invited', 'member', -16), { ...no('too-early'), opensAt: minutes(-15) }],
		['a member 15 minutes early', enter('invited', 'member', -15), member],
		['a host 60 minutes early', enter('host', 'chair', -60), host],
		['a host 61 minutes early', enter('host', 'chair', -61), { ...no('too-early'), opensAt: minutes(-60) }],
		['a member while the host opened early', enter('invited', 'member', -40, { state: 'live' }), member],
		['a member long after a meeting that never opened', enter('invited', 'member', 120), no('too-late')],
		['a member of a long meeting that runs', enter('invited', 'member', 600, { state: 'live' }), member],
		['a host of an ended meeting', enter('host', 'chair', 10, { state: 'ended' }), no('ended')],
		['a host of a cancelled meeting', enter('host', 'chair', 0, { state: 'cancelled' }), no('cancelled')]
	])('%s', (_, entry, expected) => expect(entry).toEqual(expected));

	it.each([
		[-16, 'planned', { ...no('too-early'), opensAt: minutes(-15) }],
		[0, 'planned', { enter: true, host: false, lobby: true, grants: ['publish', 'chat'] }],
		[10, 'live', { enter: true, host: false, lobby: true, grants: ['publish', 'chat'] }],
		[10, 'ended', no('ended')]
	] as const)('a guest at %i minutes of a %s meeting', (at, state, expected) => expect(enterAsGuest({ facts: facts({ state }), now: minutes(at) })).toEqual(expected));

	it('no role gives a grant that the ties do not give', () => {
		for (const role of roles) {
			for (const tie of ['invited', 'viaOrganisation', 'colleague', 'stranger'] as const) {
				const entry = enter(tie, role, 0);
				expect(entry.enter && entry.grants.some((grant) => grant === 'host' || grant === 'record')).toBe(false);
			}
		}
	});
});

describe('guest links', () => {
	it.each([
		['open', { expiresAt: minutes(1), revokedAt: null }],
		['expired', { expiresAt: minutes(0), revokedAt: null }],
		['revoked', { expiresAt: minutes(1), revokedAt: minutes(-1) }],
		['revoked', { expiresAt: minutes(-5), revokedAt: minutes(-9) }]
	] as const)('%s', (expected, link) => expect(guestLink({ link, now: minutes(0) })).toBe(expected));
});

describe('what is left of an unrecorded meeting', () => {
	const retention = { chatDays: 30, attendanceDays: 365, addressDays: 7 };
	const at = (days: number) => leftoversDue({ over: start, recording: false, retention, now: new Date(start.getTime() + days * 86_400_000) });
	it.each([
		[6.9, []],
		[7, ['addresses']],
		[29.9, ['addresses']],
		[30, ['chat', 'addresses']],
		[365, ['chat', 'attendance', 'addresses']]
	])('after %d days: %j goes', (days, gone) => expect(at(days)).toEqual(gone));
	it('a recorded meeting keeps everything with its recording', () => {
		expect(leftoversDue({ over: start, recording: true, retention, now: new Date('2046-01-01') })).toEqual([]);
	});
});

describe('an empty room', () => {
	it.each([
		['somebody is inside', 'session', 600, null, false],
		['a break within the planned time', 'session', 40, 20, false],
		['just left after the planned end', 'session', 70, 60, false],
		['empty after the planned end', 'session', 75, 60, true],
		['a call, empty for a quarter of an hour', 'call', 20, 5, true],
		['a call, empty for fourteen minutes', 'call', 19, 5, false]
	] as const)('%s', (_, kind, now, emptySince, expected) => {
		expect(abandoned({ facts: facts({ kind, state: 'live' }), emptySince: emptySince === null ? null : minutes(emptySince), now: minutes(now) })).toBe(expected);
	});
	it('what has ended is not ended again', () => expect(abandoned({ facts: facts({ state: 'ended' }), emptySince: start, now: minutes(900) })).toBe(false));
});

it('locks only public sessions irrevocably, and a demo for an hour at most', () => {
	expect(pieceLock({ kind: 'session', mode: 'production' })).toEqual({ mode: 'COMPLIANCE', seconds: 2_592_000 });
	expect(pieceLock({ kind: 'case', mode: 'production' })).toEqual({ mode: 'GOVERNANCE', seconds: 2_592_000 });
	expect(pieceLock({ kind: 'session', mode: 'demo' }).seconds).toBeLessThanOrEqual(3_600);
});
