import { describe, expect, it } from 'vitest';
import { choiceOfKey, clockText } from './choices.ts';
import { byFaction, speakerHasScreen, type Named } from './result.rules.ts';

const named = (name: string, faction: string | null): Named => ({ id: name, name, faction, choice: 'for' });

describe('a result by faction', () => {
	it.each<[string, Named[], [string | null, string[]][]]>([
		['nobody', [], []],
		['factions in the order of Czech, those without one last', [named('a', null), named('b', 'Šance'), named('c', 'Ch'), named('d', 'Cesta')], [['Cesta', ['d']], ['Ch', ['c']], ['Šance', ['b']], [null, ['a']]]],
		['names stay in their order', [named('č', 'K'), named('d', 'K'), named('a', 'K')], [['K', ['č', 'd', 'a']]]]
	])('%s', (_, names, expected) => {
		expect(byFaction(names).map(({ faction, people }) => [faction, people.map(({ name }) => name)])).toEqual(expected);
	});
});

describe('who has the hall’s screen when no vote is open', () => {
	it.each<[string, number | null, number | null, number, boolean]>([
		['nobody speaks', null, 10_000, 11_000, false],
		['somebody speaks, and nothing was voted on', 5_000, null, 11_000, true],
		['the result, announced while somebody spoke', 5_000, 10_000, 11_000, false],
		['that speaker again, after a while', 5_000, 10_000, 40_000, true],
		['whoever is given the floor after the result, at once', 10_500, 10_000, 11_000, true]
	])('%s', (_, since, closedAt, now, expected) => {
		expect(speakerHasScreen({ floor: since === null ? null : { since }, vote: closedAt === null ? null : { closedAt }, now })).toBe(expected);
	});
});

it.each([
	['1', 'for'],
	['2', 'against'],
	['3', 'abstained'],
	['4', undefined],
	['Enter', undefined]
])('the key %s casts %s', (key, choice) => {
	expect(choiceOfKey(key)).toBe(choice);
});

it.each([
	[0, '0:00'],
	[0.2, '0:01'],
	[59.1, '1:00'],
	[300, '5:00'],
	[-4, '0:00']
])('%s seconds are %s', (seconds, text) => {
	expect(clockText(seconds)).toBe(text);
});
