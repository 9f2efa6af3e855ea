import { describe, expect, it } from 'vitest';
import { defaultProcedure } from '../procedure.ts';
import { presenceOf, quorumOf, type Presence, type Stay } from './presence.rules.ts';

const now = new Date('2027-03-04T09:00:00Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const stay = (mode: Stay['mode'], failingUntil: Date | null = null): Stay => ({ person: 'a', mode, failingUntil });

describe('how somebody is present (§ 92a of Act 128/2000: picture and sound)', () => {
	it.each<[string, Stay[], Presence]>([
		['nowhere', [], 'absent'],
		['in the hall', [stay('hall')], 'hall'],
		['by picture and sound', [stay('remote')], 'remote'],
		['in the hall and by phone at once: once, in the hall', [stay('remote'), stay('hall')], 'hall'],
		['in the hall, whatever the phone’s picture does', [stay('remote', after(-5)), stay('hall')], 'hall'],
		['the picture has stopped, the grace period runs', [stay('remote', after(1))], 'failing'],
		['the grace period is over this very moment', [stay('remote', now)], 'absent'],
		['it has been over for long', [stay('remote', after(-60))], 'absent']
	])('%s', (_, stays, expected) => {
		expect(presenceOf({ stays, now })).toBe(expected);
	});
});

describe('quorum', () => {
	const { quorum } = defaultProcedure('regional-assembly');
	const people = (hall: number, remote: number, failing = 0, absent = 0): Presence[] => [
		...Array<Presence>(hall).fill('hall'),
		...Array<Presence>(remote).fill('remote'),
		...Array<Presence>(failing).fill('failing'),
		...Array<Presence>(absent).fill('absent')
	];
	it.each<[string, number, Presence[], boolean, number]>([
		['33 of 65 in the hall', 65, people(33, 0, 0, 32), true, 33],
		['32 of 65', 65, people(32, 0, 0, 33), false, 32],
		['hall and remote together', 65, people(20, 13), true, 33],
		['one of them in the grace period still counts', 65, people(20, 12, 1), true, 33],
		['one of them has gone', 65, people(20, 12, 0, 1), false, 32],
		['vacant seats count among all: 60 mandates are held, 32 are there', 65, people(32, 0, 0, 28), false, 32],
		['8 of 15 (§ 92 of Act 128/2000)', 15, people(8, 0), true, 8],
		['half of 16 is not a majority', 16, people(8, 0), false, 8]
	])('%s', (_, seats, presences, reached, present) => {
		expect(quorumOf({ threshold: quorum, seats, presences })).toMatchObject({ reached, present });
	});
});
