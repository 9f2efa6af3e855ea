import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCode, codeAt, CODE_MS } from './check-in-code.ts';

const secret = 'a secret of the portal';
const session = '7f3c0a52-8a3e-4a53-9a0b-1d1f5f0f0c01';
const start = Date.UTC(2027, 2, 4, 9);
const at = (ms: number) => new Date(start + ms);
const { code, until } = codeAt({ secret, session, now: at(0) });

describe('the code on the wall', () => {
	it.each([
		['just shown', 0, 'good'],
		['at its last moment', CODE_MS - 1, 'good'],
		['replaced a moment ago', CODE_MS, 'good'],
		['replaced half a minute ago', 2 * CODE_MS, 'old'],
		['of yesterday', 86_400_000, 'old'],
		['of a time that has not come', -CODE_MS, 'wrong']
	] as const)('%s', (_, ms, expected) => {
		expect(checkCode({ secret, session, now: at(ms), code })).toBe(expected);
	});

	it('is replaced when it says', () => {
		expect(until).toBe(start + CODE_MS);
		expect(codeAt({ secret, session, now: new Date(until - 1) }).code).toBe(code);
		expect(codeAt({ secret, session, now: new Date(until) }).code).not.toBe(code);
	});

	it('is one of this session, and of this portal', () => {
		expect(checkCode({ secret, session: '7f3c0a52-8a3e-4a53-9a0b-1d1f5f0f0c02', now: at(0), code })).toBe('wrong');
		expect(checkCode({ secret: 'another', session, now: at(0), code })).toBe('wrong');
	});

	it('whatever else somebody sends is wrong, and breaks nothing', () => {
		fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.tuple(fc.constantFrom(code.split('.')[0] ?? '', 'zzzzzzzzzzz', '0'), fc.base64String()).map((parts) => parts.join('.'))), (sent) => {
			fc.pre(sent !== code);
			expect(checkCode({ secret, session, now: at(0), code: sent })).toBe('wrong');
		}));
	});

	it('one letter changed is wrong', () => {
		fc.assert(fc.property(fc.nat(code.length - 1), fc.constantFrom(...'abcXYZ019-_'), (index, letter) => {
			fc.pre(code[index] !== letter);
			expect(checkCode({ secret, session, now: at(0), code: code.slice(0, index) + letter + code.slice(index + 1) })).not.toBe('good');
		}));
	});
});
