import { expect, it } from 'vitest';
import { hueOf, initials } from './initials.ts';

it.each([
	['Jana Nováková', 'JN'],
	['Ing. Petr Čech, Ph.D.', 'PČ'],
	['MUDr. Žofie van der Berg', 'ŽB'],
	['starosta', 'S'],
	['', ''],
	['123', '']
])('%s → %s', (name, expected) => {
	expect(initials(name)).toBe(expected);
});

it('gives a person the same colour everywhere', () => {
	expect(hueOf('a-b')).toBe(hueOf('a-b'));
	expect(hueOf('a-b')).toBeLessThan(360);
});
