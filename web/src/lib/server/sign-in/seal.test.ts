import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSeal } from './seal.ts';

const seal = createSeal('a'.repeat(40));

it('opens what it closed, never twice the same, and only for its purpose', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (text, purpose, other) => {
			const sealed = seal.close(text, purpose);
			expect(seal.open(sealed, purpose)).toBe(Buffer.from(text).toString());
			expect(seal.close(text, purpose)).not.toBe(sealed);
			if (other !== purpose) expect(() => seal.open(sealed, other)).toThrow();
		}),
		{ numRuns: 50 }
	);
});

it('opens nothing that was changed or cut short, nor with another key', () => {
	const bytes = Buffer.from(seal.close('JBSWY3DPEHPK3PXP', 'person'), 'base64url');
	for (let at = 0; at < bytes.length; at++) {
		const changed = Buffer.from(bytes);
		changed[at] = (changed[at] ?? 0) ^ 1;
		expect(() => seal.open(changed.toString('base64url'), 'person')).toThrow();
		expect(() => seal.open(bytes.subarray(0, at).toString('base64url'), 'person')).toThrow();
	}
	expect(() => createSeal('b'.repeat(40)).open(bytes.toString('base64url'), 'person')).toThrow();
});
