import { expect, it } from 'vitest';
import { deskActFor, deskKeys, type DeskPress } from './keys.rules.ts';

const press = (changes: Partial<DeskPress> = {}): DeskPress => ({ key: 'd', modified: false, repeat: false, typing: false, off: false, ...changes });

it.each<[string, DeskPress, string | null]>([
	['a key of the desk', press(), 'next'],
	['a capital letter', press({ key: 'S' }), 'give'],
	['one that means nothing', press({ key: 'x' }), null],
	['held down: once', press({ repeat: true }), null],
	['with Ctrl it is the browser’s', press({ modified: true }), null],
	['typed into a field', press({ typing: true }), null],
	['switched off', press({ off: true }), null]
])('%s', (_, given, expected) => {
	expect(deskActFor(given)).toBe(expected);
});

it('no key does two things', () => {
	expect(new Set(deskKeys.map(({ key }) => key)).size).toBe(deskKeys.length);
});
