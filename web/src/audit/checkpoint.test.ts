import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkpointKey, openCheckpoint, signCheckpoint, type Checkpoint } from './checkpoint.ts';

const pair = () => {
	const { privateKey, publicKey } = generateKeyPairSync('ed25519');
	return { privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
};
const ours = pair();
const theirs = pair();
const signer = 'sal-web';
const signers = { [signer]: ours.publicKeyPem };

const checkpoint = fc.record<Checkpoint>({
	log: fc.uuid(),
	number: fc.integer({ min: 1, max: 999_999_999 }),
	size: fc.integer({ min: 1, max: 1e14 }),
	hash: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex')),
	at: fc.date({ min: new Date('2026-01-01'), max: new Date('2099-01-01'), noInvalidDate: true })
});

it('says what was signed', () => {
	fc.assert(
		fc.property(checkpoint, (one) => {
			expect(openCheckpoint(signCheckpoint(one, { signer, privateKeyPem: ours.privateKeyPem }), signers)).toEqual(one);
		})
	);
});

it('says nothing once any letter of it is another', () => {
	fc.assert(
		fc.property(checkpoint, fc.nat(), fc.constantFrom('0', 'x', ' ', '\n', '—'), (one, place, letter) => {
			const note = signCheckpoint(one, { signer, privateKeyPem: ours.privateKeyPem });
			const at = place % note.length;
			const changed = note.slice(0, at) + letter + note.slice(at + 1);
			fc.pre(changed !== note);
			const opened = openCheckpoint(changed, signers);
			// Base64 has letters whose last bits say nothing: the same signature then, never another statement.
			expect(opened === undefined || (at > note.indexOf('\n— ') && JSON.stringify(opened) === JSON.stringify(one))).toBe(true);
		}),
		{ numRuns: 300 }
	);
});

it('does not take anybody else’s signature, nor any other text', () => {
	const note = signCheckpoint({ log: crypto.randomUUID(), number: 1, size: 1, hash: '00'.repeat(32), at: new Date() }, { signer, privateKeyPem: theirs.privateKeyPem });
	expect(openCheckpoint(note, signers)).toBeUndefined();
	expect(openCheckpoint(note.replace(signer, 'constructor'), signers)).toBeUndefined();
	fc.assert(
		fc.property(fc.string(), (text) => {
			expect(openCheckpoint(text, signers)).toBeUndefined();
		})
	);
});

it('lies in order of numbers', () => {
	expect(checkpointKey({ log: 'l', number: 9 }) < checkpointKey({ log: 'l', number: 10 })).toBe(true);
});
