/** Which passwords may be set: long enough (the schema says so), and neither among the commonest nor about whoever uses it (NIST SP 800-63B-4 §3.1.1.2). */
import { dictionary } from '@zxcvbn-ts/language-common';
import { DomainError } from '#lib/domain-error.ts';

const common = new Set(dictionary['passwords-common']);

export interface PasswordOwner {
	email: string;
	name: string;
}

export type Weakness = 'password-common' | 'password-personal';

/** Lower case without diacritics: `Heslo`, `HESLO` and `heslo` are one guess. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const letters = (text: string): string => plain(text).replace(/[^\p{L}\p{N}]/gu, '');

/** Why this password would be guessed; undefined when nothing speaks against it. */
export function weaknessOf(password: string, { email, name }: PasswordOwner): Weakness | undefined {
	const typed = plain(password);
	const word = typed.replace(/^[\p{N}\p{P}\p{S}\s]+|[\p{N}\p{P}\p{S}\s]+$/gu, '');
	// What is left without digits and punctuation around it is tried with every ending; a repeated piece is as short as the piece.
	if (common.has(typed) || word === '' || (common.has(word) && word.length * 2 > typed.length) || /^(.{1,5})\1+.{0,4}$/u.test(typed) || isRun(typed)) return 'password-common';
	const own = [email, email.split('@')[0] ?? '', email.split('@')[1] ?? '', name, name.split(/\s+/).reverse().join(''), 'portálsál', 'sál'].map(letters);
	const bare = letters(password);
	const without = own.filter((each) => each.length >= 3).reduce((rest, each) => rest.replaceAll(each, ''), bare);
	return without.replace(/\p{N}/gu, '').length < 4 && without !== bare ? 'password-personal' : undefined;
}

/** Each character is the next, or the one before, of the last: `abcdefghijkl`, `987654321…`. */
function isRun(text: string): boolean {
	const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
	const steps = codes.slice(1).map((code, at) => code - (codes[at] ?? 0));
	return steps.length > 0 && [1, -1].some((step) => steps.filter((each) => each === step).length >= steps.length - 1);
}

/** @throws {DomainError} `password-common` or `password-personal`: nothing may be written */
export function refuseWeakPassword(password: string, owner: PasswordOwner): void {
	const weakness = weaknessOf(password, owner);
	if (weakness) throw new DomainError(weakness);
}
