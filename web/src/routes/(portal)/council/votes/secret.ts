/**
 * What a secret ballot is made of, for the browser and the portal alike: a credential that the portal signs blindly (RFC 9474, RSABSSA-SHA384-PSS-Randomized),
 * and a ballot encrypted for the vote's key (RSA-OAEP with SHA-256, RFC 8017), bound to its credential. Bytes travel as hex.
 */
import { RSABSSA } from '@cloudflare/blindrsa-ts';

export const suite = RSABSSA.SHA384.PSS.Randomized();
const signing = { name: 'RSA-PSS', hash: 'SHA-384' } as const;
const sealing = { name: 'RSA-OAEP', hash: 'SHA-256' } as const;
export const keyOf = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };

/** Public halves of a vote's two keys. */
export interface BallotKeys {
	sign: JsonWebKey;
	seal: JsonWebKey;
}

export const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
export const fromHex = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
export const sha256 = async (text: string): Promise<string> => toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));

export const importSignKey = (key: JsonWebKey): Promise<CryptoKey> => crypto.subtle.importKey('jwk', key, signing, true, ['verify']);
const importSealKey = (key: JsonWebKey): Promise<CryptoKey> => crypto.subtle.importKey('jwk', key, sealing, false, ['encrypt']);
const importOpenKey = (key: JsonWebKey): Promise<CryptoKey> => crypto.subtle.importKey('jwk', key, sealing, false, ['decrypt']);
/** A new pair for sealing ballots, both halves as JWK. */
export async function makeSealKeys(): Promise<{ open: JsonWebKey; seal: JsonWebKey }> {
	const pair = await crypto.subtle.generateKey({ ...sealing, ...keyOf }, true, ['encrypt', 'decrypt']);
	return { open: await crypto.subtle.exportKey('jwk', pair.privateKey), seal: await crypto.subtle.exportKey('jwk', pair.publicKey) };
}

/** What a ballot says. `receipt`: 16 random bytes as hex, by which its voter finds it counted. */
export interface BallotContent {
	choices: string[];
	receipt: string;
}

/** Every ballot is as long as any other: its length says nothing. Fits RSA-OAEP of 2048 bits (190 bytes). */
const LENGTH = 176;
const RECEIPT = 16;

function pack({ choices, receipt }: BallotContent): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(LENGTH);
	const said = new TextEncoder().encode(choices.join(','));
	if (said.length > LENGTH - RECEIPT) throw new RangeError('too many choices for one ballot');
	bytes.set(fromHex(receipt));
	bytes.set(said, RECEIPT);
	return bytes;
}

function unpack(bytes: Uint8Array): BallotContent | null {
	if (bytes.length !== LENGTH) return null;
	const end = bytes.indexOf(0, RECEIPT);
	const said = new TextDecoder().decode(bytes.subarray(RECEIPT, end < 0 ? LENGTH : end));
	return { choices: said === '' ? [] : said.split(','), receipt: toHex(bytes.subarray(0, RECEIPT)) };
}

/** `credential`: SHA-256 of the credential's message, hex. */
export async function sealBallot({ key, credential, content }: { key: JsonWebKey; credential: string; content: BallotContent }): Promise<string> {
	return toHex(new Uint8Array(await crypto.subtle.encrypt({ name: 'RSA-OAEP', label: fromHex(credential) }, await importSealKey(key), pack(content))));
}

/** Null of what was sealed for another key or credential, or is no ballot. */
export async function openBallot({ key, credential, sealed }: { key: JsonWebKey; credential: string; sealed: string }): Promise<BallotContent | null> {
	const opened = await crypto.subtle.decrypt({ name: 'RSA-OAEP', label: fromHex(credential) }, await importOpenKey(key), fromHex(sealed)).catch(() => null);
	return opened && unpack(new Uint8Array(opened));
}

/** A receipt as people copy it: groups of four. */
export const showReceipt = (receipt: string): string => (receipt.match(/.{4}/g) ?? []).join(' ').toUpperCase();
/** What is published of a receipt, from the way somebody has copied it; null of what is none. */
export async function receiptHash(written: string): Promise<string | null> {
	const receipt = written.replaceAll(/[\s-]/g, '').toLowerCase();
	return /^[0-9a-f]{32}$/.test(receipt) ? sha256(receipt) : null;
}
