import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, demandOf, looserThan, strictest, type SessionFacts, type SignInPolicy } from './policy.ts';

const now = new Date('2027-03-04T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const fresh: SessionFacts = { method: 'password', secondFactorAt: null, createdAt: ago(HOUR), lastSeenAt: ago(MINUTE), lockedAt: null };
const policy = (changes: Partial<SignInPolicy>): SignInPolicy => ({ ...DEFAULT_POLICY, ...changes });

describe('what is asked of a session', () => {
	it.each<[string, Partial<SignInPolicy>, Partial<SessionFacts>, string[], string]>([
		['nothing where nobody asks', {}, {}, [], 'none'],
		['nothing of a role that is not named', { secondFactorRoles: ['recordings.clerk'] }, {}, ['council.member'], 'none'],
		['a second factor of a named role', { secondFactorRoles: ['recordings.clerk'] }, {}, ['recordings.clerk'], 'second-factor'],
		['a second factor of everybody', { secondFactorRoles: ['*'] }, {}, [], 'second-factor'],
		['nothing more where it was shown', { secondFactorRoles: ['*'] }, { secondFactorAt: ago(HOUR) }, [], 'none'],
		['an unlocking after idleness', { idleMinutes: 15 }, { lastSeenAt: ago(15 * MINUTE) }, [], 'locked'],
		['nothing a moment before', { idleMinutes: 15 }, { lastSeenAt: ago(15 * MINUTE - 1) }, [], 'none'],
		['an unlocking when it was locked by hand', {}, { lockedAt: ago(1) }, [], 'locked'],
		['an unlocking before the second factor', { secondFactorRoles: ['*'], idleMinutes: 5 }, { lastSeenAt: ago(6 * MINUTE) }, [], 'locked'],
		['its end after hours without a visit', { sessionHours: 2 }, { lastSeenAt: ago(2 * HOUR) }, [], 'ended'],
		['its end after days, though it is in use', { sessionDays: 1 }, { createdAt: ago(24 * HOUR) }, [], 'ended'],
		['another way in, when this one was closed', { password: false }, {}, [], 'method'],
		['another way in for a link, which ends in a password', { password: false }, { method: 'link' }, [], 'method'],
		['nothing of a passkey where passwords are closed', { password: false }, { method: 'passkey' }, [], 'none']
	])('%s', (_, asked, session, roles, demand) => {
		expect(demandOf({ policy: policy(asked), session: { ...fresh, ...session }, roles, now })).toBe(demand);
	});
});

describe('a policy below another', () => {
	const above = policy({ passkey: false, secondFactorRoles: ['recordings.clerk'], sessionHours: 8, idleMinutes: 30 });
	it.each<[string, Partial<SignInPolicy>, string[]]>([
		['may be the same', {}, []],
		['may be stricter', { provider: false, secondFactorRoles: ['recordings.clerk', 'council.member'], sessionHours: 1, sessionDays: 1, idleMinutes: 5 }, []],
		['may ask everybody', { secondFactorRoles: ['*'] }, []],
		['may not open what is closed', { passkey: true }, ['passkey']],
		['may not spare a role', { secondFactorRoles: ['council.member'] }, ['secondFactorRoles']],
		['may not let sessions live longer', { sessionHours: 9 }, ['sessionHours']],
		['may not lock later', { idleMinutes: 31 }, ['idleMinutes']],
		['may not never lock', { idleMinutes: null }, ['idleMinutes']]
	])('%s', (_, changes, fields) => {
		expect(looserThan({ ...above, ...changes }, above)).toEqual(fields);
	});
});

const anyPolicy: fc.Arbitrary<SignInPolicy> = fc.record({
	password: fc.boolean(),
	passkey: fc.boolean(),
	provider: fc.boolean(),
	secondFactorRoles: fc.uniqueArray(fc.constantFrom('*', 'recordings.clerk', 'council.member', 'portal.admin')),
	sessionHours: fc.integer({ min: 1, max: 12 }),
	sessionDays: fc.integer({ min: 1, max: 7 }),
	idleMinutes: fc.option(fc.integer({ min: 1, max: 480 }))
});

it('what holds is nowhere looser than any policy on the path, in whatever order they are read', () => {
	fc.assert(
		fc.property(fc.array(anyPolicy, { maxLength: 5 }), (policies) => {
			const holding = strictest(policies);
			for (const each of policies) expect(looserThan(holding, each)).toEqual([]);
			expect(strictest([...policies].reverse())).toEqual(holding);
		})
	);
});
