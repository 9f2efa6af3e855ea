/** An authenticator in software (WebAuthn Level 3 §6): one ES256 key, and a counter that a test may set. */
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const sha256 = (data: string) => createHash('sha256').update(data).digest();
const USER_PRESENT_AND_VERIFIED = 0x05;

export interface Authenticator {
	id: string;
	/** COSE key, base64url: what the table holds. */
	publicKey: string;
	/** Answers a challenge as from that page. */
	answer(options: { challenge: string; origin: string; counter: number }): AuthenticationResponseJSON;
}

export function makeAuthenticator(): Authenticator {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
	// RFC 9053: kty EC2, alg ES256, crv P-256, x, y.
	const cose = isoCBOR.encode(new Map<number, number | Uint8Array>([[1, 2], [3, -7], [-1, 1], [-2, new Uint8Array(Buffer.from(x, 'base64url'))], [-3, new Uint8Array(Buffer.from(y, 'base64url'))]]));
	const id = randomBytes(16).toString('base64url');
	return {
		id,
		publicKey: Buffer.from(cose).toString('base64url'),
		answer({ challenge, origin, counter }) {
			const count = Buffer.alloc(4);
			count.writeUInt32BE(counter);
			const authenticatorData = Buffer.concat([sha256(new URL(origin).hostname), Buffer.from([USER_PRESENT_AND_VERIFIED]), count]);
			const clientDataJSON = JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin: false });
			const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientDataJSON)]), privateKey);
			const response = { authenticatorData: authenticatorData.toString('base64url'), clientDataJSON: Buffer.from(clientDataJSON).toString('base64url'), signature: signature.toString('base64url') };
			return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
		}
	};
}
