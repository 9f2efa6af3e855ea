import { createHash } from 'node:crypto';

/** The chain value before the first piece of a file. */
export const CHAIN_START = '0'.repeat(64);

/** SHA-256 as 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array | string): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/** The chain value of a piece: SHA-256 over the previous chain value and the piece's own hash, both as hexadecimal text. */
export function chainHash(previous: string, pieceSha256: string): string {
	return sha256(previous + pieceSha256);
}

/** S3 wants hashes in base64. */
export const hexToBase64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
export const base64ToHex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');
