import { describe, expect, it } from 'vitest';
import { defaultProcedure, type Procedure } from '../procedure.ts';
import { askable, queueOf, secondsFor, type Asking, type Speech, type Unasked } from './floor.rules.ts';

const start = Date.parse('2027-03-04T09:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1_000);
const speech = (id: string, change: Partial<Speech> = {}): Speech => ({ id, participant: id, kind: 'ordinary', askedAt: at(0), withdrawnAt: null, givenAt: null, seconds: null, endedAt: null, ...change });
const spoken = (id: string, from: number, to: number | null, change: Partial<Speech> = {}) => speech(id, { givenAt: at(from), seconds: 300, endedAt: to === null ? null : at(to), ...change });

describe('the queue', () => {
	it.each<[string, Speech[], string[]]>([
		['in the order of asking', [speech('b', { askedAt: at(2) }), speech('a', { askedAt: at(1) })], ['a', 'b']],
		['factual remarks first, then replies', [speech('a'), speech('r', { kind: 'reply', askedAt: at(1) }), speech('f', { kind: 'factual', askedAt: at(2) })], ['f', 'r', 'a']],
		['a faction’s speaker and a guest wait like everybody', [speech('g', { kind: 'guest', askedAt: at(2) }), speech('k', { kind: 'faction', askedAt: at(1) }), speech('a')], ['a', 'k', 'g']],
		['who has spoken, speaks or has withdrawn does not wait', [spoken('a', 0, 5), spoken('b', 5, null), speech('c', { withdrawnAt: at(1) })], []],
		['asked at the same millisecond: always in the same order', [speech('b'), speech('a')], ['a', 'b']]
	])('%s', (_, speeches, expected) => {
		expect(queueOf(speeches).map(({ id }) => id)).toEqual(expected);
	});
});

describe('who may ask', () => {
	const procedure = defaultProcedure('regional-assembly');
	const asking = (change: Partial<Asking>): Asking => ({ procedure, participant: 'a', kind: 'ordinary', member: true, faction: true, speeches: [], ...change });
	it.each<[string, Partial<Asking>, Unasked | null]>([
		['a member for the first time', {}, null],
		['twice at once', { speeches: [speech('1', { participant: 'a' })] }, 'waiting'],
		['a factual remark beside an ordinary request', { kind: 'factual', speeches: [speech('1', { participant: 'a' })] }, null],
		['a second time', { speeches: [spoken('1', 0, 5, { participant: 'a' })] }, null],
		['a third time, where two are allowed', { speeches: [spoken('1', 0, 5, { participant: 'a' }), spoken('2', 6, 9, { participant: 'a' })] }, 'turns-used'],
		['factual remarks without a limit', { kind: 'factual', speeches: Array.from({ length: 9 }, (_, index) => spoken(String(index), index, index, { participant: 'a', kind: 'factual' })) }, null],
		['while speaking', { speeches: [spoken('1', 0, null, { participant: 'a' })] }, 'speaking'],
		['for a faction without being in one', { kind: 'faction', faction: false }, 'no-faction'],
		['a reply when nobody has spoken', { kind: 'reply' }, 'nothing-to-reply'],
		['a reply to oneself', { kind: 'reply', speeches: [spoken('1', 0, 5, { participant: 'a' })] }, 'nothing-to-reply'],
		['a reply to somebody', { kind: 'reply', speeches: [spoken('1', 0, 5, { participant: 'b' })] }, null],
		['a guest as a guest', { kind: 'guest', member: false }, null],
		['a guest as a member', { kind: 'ordinary', member: false }, 'not-a-guest'],
		['a member as a guest', { kind: 'guest' }, 'not-a-guest']
	])('%s', (_, change, expected) => {
		expect(askable(asking(change))).toBe(expected);
	});
});

describe('how long', () => {
	const rules = (change: Partial<Procedure>): Procedure => ({ ...defaultProcedure('regional-assembly'), ...change });
	it.each<[string, Procedure, Speech[], number]>([
		['as the rules say', rules({}), [], 300],
		['cut to what is left of the item', rules({ itemMinutes: 10 }), [spoken('a', 0, 420)], 180],
		['whoever speaks now uses the time up to now', rules({ itemMinutes: 10 }), [spoken('a', 0, null)], 300],
		['never less than ten seconds', rules({ itemMinutes: 1 }), [spoken('a', 0, 400)], 10]
	])('%s', (_, procedure, speeches, expected) => {
		expect(secondsFor({ procedure, kind: 'ordinary', speeches, now: at(300) })).toBe(expected);
	});
});
