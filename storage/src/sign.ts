import { sign, verify } from 'node:crypto';

/** Public keys (SPKI PEM) of everybody whose signature counts, by the name in the manifest's `signer`. */
export type Signers = Record<string, string>;

/** Who may sign what: media servers close recordings, the portal seals packages. Keep the keys of former servers here too. */
export interface Trust {
	sfus: Signers;
	portal: Signers;
}

/** Detached Ed25519 signature (RFC 8032) over the exact bytes, base64. The same bytes and key always give the same signature. */
export function signDetached({ bytes, privateKeyPem }: { bytes: Uint8Array; privateKeyPem: string }): string {
	return sign(null, bytes, privateKeyPem).toString('base64');
}

/** Does the signature belong to these bytes and this key? A signature that is no signature is simply wrong. */
export function verifyDetached({ bytes, signature, publicKeyPem }: { bytes: Uint8Array; signature: string; publicKeyPem: string }): boolean {
	return verify(null, bytes, publicKeyPem, Buffer.from(signature.trim(), 'base64'));
}
