import { createHash, randomBytes } from 'node:crypto';

/** A secret for an address or cookie: 256 random bits, URL-safe. Only {@link hashSecret} of it is stored. */
export function newSecret(): string {
	return randomBytes(32).toString('base64url');
}

/** SHA-256, hex. Enough for secrets with 256 bits of entropy; never for passwords. */
export function hashSecret(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}
