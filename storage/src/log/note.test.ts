import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash } from './merkle.ts';
import { checkpointText, keyId, openNote, parseCheckpoint, signNote } from './note.ts';

const pair = () => generateKeyPairSync('ed25519', { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
const [ours, witness] = [pair(), pair()];
const name = 'sal.test/archive';
/** An Ed25519 key of 32 bytes as SPKI (RFC 8410). */
const pem = (raw: Buffer) => `-----BEGIN PUBLIC KEY-----\n${Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]).toString('base64')}\n-----END PUBLIC KEY-----\n`;

describe('a note that another program signed (the example of Go’s sumdb/note)', () => {
	const publicKey = Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64').subarray(1);
	const text = 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n';
	const note = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;
	it('has the key id that it says', () => expect(keyId({ name: 'PeterNeumann', publicKey }).toString('hex')).toBe('c74f20a3'));
	it('opens', () => expect(openNote({ note, name: 'PeterNeumann', publicKeyPem: pem(publicKey) })).toBe(text));
	it('does not open once a letter is another', () => expect(openNote({ note: note.replace('answer', 'Answer'), name: 'PeterNeumann', publicKeyPem: pem(publicKey) })).toBeNull());
});

describe('a checkpoint', () => {
	const checkpoint = { origin: name, size: 20_852_163, root: leafHash(Buffer.from('root')) };
	const note = signNote({ note: checkpointText(checkpoint), name, privateKeyPem: ours.privateKey });

	it('is read as it was signed, also beside a witness', () => {
		const both = signNote({ note, name: 'witness.test', privateKeyPem: witness.privateKey });
		for (const [who, key] of [[name, ours], ['witness.test', witness]] as const) expect(parseCheckpoint(openNote({ note: both, name: who, publicKeyPem: key.publicKey }) ?? '')).toEqual(checkpoint);
		expect(both.split('\n').slice(0, 4)).toEqual([name, '20852163', checkpoint.root.toString('base64'), '']);
	});

	it.each([
		['another key', { publicKeyPem: witness.publicKey }],
		['another name', { name: 'sal.test/other' }],
		['another size', { note: note.replace('20852163', '20852164') }],
		['no signature', { note: checkpointText(checkpoint) }],
		['a line that is no signature', { note: `${note}and more\n` }],
		['no end', { note: note.slice(0, -1) }],
		['nothing', { note: '' }]
	])('does not open with %s', (_, change) => expect(openNote({ note, name, publicKeyPem: ours.publicKey, ...change })).toBeNull());

	it.each([
		['a size with a leading zero', `${name}\n01\n${checkpoint.root.toString('base64')}\n`],
		['a negative size', `${name}\n-1\n${checkpoint.root.toString('base64')}\n`],
		['a size beyond what can be counted', `${name}\n9007199254740993\n${checkpoint.root.toString('base64')}\n`],
		['a short root', `${name}\n1\n${checkpoint.root.subarray(1).toString('base64')}\n`],
		['a root in the other base64', `${name}\n1\n${Buffer.alloc(32, 255).toString('base64url')}=\n`],
		['no origin', `\n1\n${checkpoint.root.toString('base64')}\n`],
		['nothing', '']
	])('is none with %s', (_, text) => expect(parseCheckpoint(text)).toBeNull());

	it('stays the same through writing and reading; what cannot be signed is refused', () => {
		fc.assert(fc.property(fc.nat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (size, root) => {
			expect(parseCheckpoint(checkpointText({ origin: name, size, root: Buffer.from(root) }))).toEqual({ origin: name, size, root: Buffer.from(root) });
		}));
		for (const wrong of [{ note: 'no newline' }, { note: 'a\tb\n' }, { name: 'two words' }, { name: 'a+b' }]) expect(() => signNote({ note: 'text\n', name, privateKeyPem: ours.privateKey, ...wrong })).toThrow(TypeError);
	});

	it('whatever is given to be opened, nothing is thrown', () => {
		fc.assert(fc.property(fc.string({ unit: 'binary' }), (noise) => {
			expect(openNote({ note: noise, name, publicKeyPem: ours.publicKey })).toBeNull();
			expect(openNote({ note: `${note}${noise}`, name, publicKeyPem: ours.publicKey }) === null || noise === '').toBe(true);
		}));
	});
});
