/** Secrets that must be read again (a one-time code's seed) lie sealed in the database; the key lies in the data folder. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

export interface Seal {
	/** AES-256-GCM, base64url of nonce, tag and text. `purpose` binds it to its row: a sealed text that is moved to another one does not open. */
	close(text: string, purpose: string): string;
	/** @throws {Error} when it was sealed with another key, for another purpose, or was changed */
	open(sealed: string, purpose: string): string;
}

/** @param secret at least 32 random bytes, in any encoding */
export function createSeal(secret: string): Seal {
	if (secret.length < 32) throw new Error('the sealing key is shorter than 32 characters');
	const key = Buffer.from(hkdfSync('sha256', secret, '', 'sal seal', 32));
	return {
		close(text, purpose) {
			const nonce = randomBytes(NONCE);
			const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(purpose));
			const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
			return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
		},
		open(sealed, purpose) {
			const bytes = Buffer.from(sealed, 'base64url');
			const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE), { authTagLength: TAG }).setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
			return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
		}
	};
}

/** The seal of this portal. @throws {Error} when no key is configured, or it is not there */
export function readSeal(file: string | undefined): Seal {
	if (!file) throw new Error('SAL_SEAL_KEY_FILE is not set: second factors cannot be kept without the sealing key');
	return createSeal(readFileSync(file, 'utf8').trim());
}
