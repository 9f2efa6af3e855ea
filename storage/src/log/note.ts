/**
 * Signed notes and checkpoints, as transparency logs exchange them: C2SP signed-note and tlog-checkpoint. A note is text that ends in a newline, an empty line, and one line per signature:
 * `— <name> <base64 of the key's id and the signature>`. Here with Ed25519 (RFC 8032) alone.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { Hash } from './merkle.ts';

/** Ed25519, among the kinds of signatures that notes have. */
const ED25519 = Buffer.of(1);
const KEY_ID = 4;
/** A name has neither spaces nor a plus, which separates it from a key where keys are written as text. */
const NAME = /^[^\s+]+$/u;
const SIGNATURE = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;

/** Says which of a name's keys signed: the beginning of SHA-256 over the name, a newline, the kind and the public key. */
export function keyId({ name, publicKey }: { name: string; publicKey: Uint8Array }): Buffer {
	return createHash('sha256').update(`${name}\n`).update(ED25519).update(publicKey).digest().subarray(0, KEY_ID);
}

/** The 32 bytes of an Ed25519 key. @throws {TypeError} for any other kind */
export function rawKey(key: KeyObject): Buffer {
	const { kty, crv, x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
	if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined) throw new TypeError('a note is signed with an Ed25519 key');
	return Buffer.from(x, 'base64url');
}

/** The text with one signature more. @throws {TypeError} when the text is none that can be signed, or for another kind of key */
export function signNote({ note, name, privateKeyPem }: { note: string; name: string; privateKeyPem: string }): string {
	const { text } = parts(note) ?? { text: note };
	if (!isText(text) || !NAME.test(name)) throw new TypeError('this cannot be signed as a note');
	const key = createPrivateKey(privateKeyPem);
	const signature = Buffer.concat([keyId({ name, publicKey: rawKey(key) }), sign(null, Buffer.from(text), key)]);
	return `${text === note ? `${text}\n` : note}— ${name} ${signature.toString('base64')}\n`;
}

/** The text of a note, when this key of this name has signed it; null otherwise, whatever the note is. */
export function openNote({ note, name, publicKeyPem }: { note: string; name: string; publicKeyPem: string }): string | null {
	const read = parts(note);
	if (!read) return null;
	const key = createPublicKey(publicKeyPem);
	const id = keyId({ name, publicKey: rawKey(key) });
	const mine = read.signatures.find((each) => each.name === name && each.id.equals(id));
	return mine && verify(null, Buffer.from(read.text), key, mine.signature) ? read.text : null;
}

/** No control characters but the newline, and one at the end. */
// eslint-disable-next-line no-control-regex -- these are what a note must not hold
const isText = (text: string): boolean => text.endsWith('\n') && !/[\u0000-\u0009\u000b-\u001f\u007f]/.test(text) && text.isWellFormed();

function parts(note: string): { text: string; signatures: { name: string; id: Buffer; signature: Buffer }[] } | null {
	const end = note.lastIndexOf('\n\n');
	if (end < 0 || !note.endsWith('\n')) return null;
	const text = note.slice(0, end + 1);
	const lines = note.slice(end + 2, -1).split('\n').map((line) => SIGNATURE.exec(line));
	if (!isText(text) || lines.some((line) => line === null)) return null;
	return {
		text,
		signatures: lines.map((line) => {
			const bytes = Buffer.from(line?.[2] ?? '', 'base64');
			return { name: line?.[1] ?? '', id: bytes.subarray(0, KEY_ID), signature: bytes.subarray(KEY_ID) };
		})
	};
}

/** What a log has signed: so many leaves have this root. */
export interface Checkpoint {
	/** Which log, as its name without a scheme: `sal.msk.cz/archive`. */
	origin: string;
	size: number;
	root: Hash;
}

/** The text of a checkpoint: to be signed as a note. */
export const checkpointText = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${root.toString('base64')}\n`;

/** Reads a checkpoint's text; lines after the third are extensions and are left alone. Null when it is none. */
export function parseCheckpoint(text: string): Checkpoint | null {
	const [origin = '', size = '', root = ''] = text.split('\n');
	const bytes = Buffer.from(root, 'base64');
	// One way to write each: no leading zeros, no loose base64.
	if (origin === '' || !/^(?:0|[1-9]\d*)$/.test(size) || !Number.isSafeInteger(Number(size)) || bytes.length !== 32 || bytes.toString('base64') !== root) return null;
	return { origin, size: Number(size), root: bytes };
}
