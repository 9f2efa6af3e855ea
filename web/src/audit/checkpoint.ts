/**
 * A signed statement of how long the log is and which hash its last link has: a signed note in the form of C2SP `tlog-checkpoint` (origin,
 * size, root, further lines; then the signature line), where the root is the hash of the chain's last link.
 */
import { createHash, createPublicKey } from 'node:crypto';
import { signDetached, verifyDetached } from '@sal/storage';

export interface Checkpoint {
	/** Id of the log. */
	log: string;
	/** 1, 2, 3 … without a gap. */
	number: number;
	/** Links that it covers. */
	size: number;
	/** Of the last of them, hexadecimal. */
	hash: string;
	at: Date;
}

const ORIGIN = 'sal';
const shape = /^sal\/(?<log>[0-9a-f-]{36})\n(?<size>\d{1,15})\n(?<hash>[A-Za-z0-9+/]{43}=)\nnumber (?<number>\d{1,9})\ntime (?<time>[0-9TZ:.-]{24})\n$/;
const signatureLine = /^— (?<name>[^ +\n]+) (?<signature>[A-Za-z0-9+/=]+)\n$/;

/** The text that is signed. */
export const checkpointText = ({ log, number, size, hash, at }: Checkpoint): string =>
	`${ORIGIN}/${log}\n${size}\n${Buffer.from(hash, 'hex').toString('base64')}\nnumber ${number}\ntime ${at.toISOString()}\n`;

/** Where the checkpoint lies in the archive: in order of numbers, one folder per log. */
export const checkpointKey = ({ log, number }: Pick<Checkpoint, 'log' | 'number'>): string => `${checkpointFolder(log)}${String(number).padStart(9, '0')}.checkpoint`;
export const checkpointFolder = (log: string): string => `log/${log}/`;

/** First four bytes of SHA-256 over name, algorithm 0x01 (Ed25519) and the raw key, as signed notes want it. */
function keyId(name: string, publicKeyPem: string): Buffer {
	const raw = createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' }).subarray(-32);
	return createHash('sha256').update(`${name}\n`).update(Buffer.from([1])).update(raw).digest().subarray(0, 4);
}

/** The signed note. */
export function signCheckpoint(checkpoint: Checkpoint, { signer, privateKeyPem }: { signer: string; privateKeyPem: string }): string {
	const text = checkpointText(checkpoint);
	const publicKeyPem = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString();
	const signature = Buffer.from(signDetached({ bytes: Buffer.from(text), privateKeyPem }), 'base64');
	return `${text}\n— ${signer} ${Buffer.concat([keyId(signer, publicKeyPem), signature]).toString('base64')}\n`;
}

/** What a note says, when it is one of ours with a signature that counts; undefined for everything else. */
export function openCheckpoint(note: string, signers: Record<string, string>): Checkpoint | undefined {
	const parted = note.lastIndexOf('\n\n');
	const text = note.slice(0, parted + 1);
	const said = shape.exec(text)?.groups;
	const signed = signatureLine.exec(note.slice(parted + 2))?.groups;
	const publicKeyPem = signed?.name === undefined || !Object.hasOwn(signers, signed.name) ? undefined : signers[signed.name];
	if (parted < 0 || !said || !signed?.name || !signed.signature || publicKeyPem === undefined) return undefined;
	const bytes = Buffer.from(signed.signature, 'base64');
	if (!bytes.subarray(0, 4).equals(keyId(signed.name, publicKeyPem))) return undefined;
	if (!verifyDetached({ bytes: Buffer.from(text), signature: bytes.subarray(4).toString('base64'), publicKeyPem })) return undefined;
	const { log = '', number, size, hash = '', time = '' } = said;
	return { log, number: Number(number), size: Number(size), hash: Buffer.from(hash, 'base64').toString('hex'), at: new Date(time) };
}
