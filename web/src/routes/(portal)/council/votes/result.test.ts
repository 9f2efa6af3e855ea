import { describe, expect, it } from 'vitest';
import { choiceOfKey, clockText } from './choices.ts';
import { byFaction, type Named } from './result.rules.ts';

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
