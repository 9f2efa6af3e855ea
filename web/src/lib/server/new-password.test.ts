import { dictionary } from '@zxcvbn-ts/language-common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refuseWeakPassword, weaknessOf } from './new-password.ts';

const owner = { email: 'jana.novakova@nemocnice-opava.cz', name: 'MUDr. Jana Nováková, Ph.D.' };

describe('a new password', () => {
	it.each(['čtyři slova za sebou', 'correct horse battery staple', 'novákova babička peče buchty', 'kX9-vvQ2-mmZ7', 'sál plný zastupitelů zpívá'])('may be %s', (password) => {
		expect(weaknessOf(password, owner)).toBeUndefined();
	});

	it.each([
		['qwerty123456', 'password-common'],
		['QWERTY123456', 'password-common'],
		['123456789987654321', 'password-common'],
		['finalfantasy', 'password-common'],
		['finalfantasy1!', 'password-common'],
		['aaaaaaaaaaaa', 'password-common'],
		['heslohesloheslo', 'password-common'],
		['000000000000', 'password-common'],
		['abcdefghijklm', 'password-common'],
		['2026-2027-2028', 'password-common'],
		['jana.novakova@nemocnice-opava.cz', 'password-personal'],
		['JanaNovakova1', 'password-personal'],
		['janaNováková2026', 'password-personal'],
		['nemocnice-opava.cz1', 'password-personal'],
		['Portál Sál 2026', 'password-personal']
	])('may not be %s', (password, why) => {
		expect(weaknessOf(password, owner)).toBe(why);
		expect(() => refuseWeakPassword(password, owner)).toThrow(expect.objectContaining({ code: why }));
	});

	it('is none of the list, in whatever case', () => {
		const listed = dictionary['passwords-common'].filter(({ length }) => length >= 12);
		fc.assert(
			fc.property(fc.constantFrom(...listed), fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (word, upper) => {
				expect(weaknessOf([...word].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join(''), owner)).toBe('password-common');
			})
		);
	});
});
