import { createECDH, generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explain } from '../setup/failure.mjs';

/** Letters and digits that nobody mixes up when reading aloud. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Makes a folder that only this account may enter. */
export function privateFolder(path: string): string {
	try {
		mkdirSync(path, { recursive: true, mode: 0o700 });
		chmodSync(path, 0o700);
		return path;
	} catch (error) {
		throw explain(error, path);
	}
}

/** A secret generated at the first start and kept in a file that only this account may read. */
export function keptSecret(file: string, generate: () => string = () => randomBytes(24).toString('base64url')): string {
	if (existsSync(file)) return readFileSync(file, 'utf8').trim();
	const secret = generate();
	writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
	return secret;
}

/** The file of a secret with 256 random bits, for a process that reads it itself. */
export function keptSecretFile(file: string): string {
	keptSecret(file, () => randomBytes(32).toString('base64url'));
	return file;
}

/** A password people can type: three groups of four, about 59 bits. */
export const readablePassword = (): string => Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join('')).join('-');

export interface KeyFiles {
	privateKey: string;
	publicKey: string;
}

/** An Ed25519 pair (PKCS #8 and SPKI, PEM) under `<folder>/<name>.pem` and `<name>.pub.pem`, made at the first start. */
export function keptKeyPair(folder: string, name: string): KeyFiles {
	const files = { privateKey: join(folder, `${name}.pem`), publicKey: join(folder, `${name}.pub.pem`) };
	if (existsSync(files.privateKey) && existsSync(files.publicKey)) return files;
	const { privateKey, publicKey } = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
	writeFileSync(files.publicKey, publicKey, { mode: 0o600 });
	writeFileSync(files.privateKey, privateKey, { mode: 0o600, flag: 'wx' });
	return files;
}

/** The file of a private key on P-256 for Web Push (RFC 8292): its scalar, base64url. Another key would silence every browser that is subscribed. */
export function keptPushKey(folder: string): string {
	const file = join(folder, 'sal-push');
	keptSecret(file, () => {
		const pair = createECDH('prime256v1');
		pair.generateKeys();
		// Leading zeros are dropped, and the standard wants 32 bytes.
		return Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url');
	});
	return file;
}
