import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';

/** The portal's private key (PKCS #8 PEM). @throws {Error} when it is not configured or not there */
export function webPrivateKey(config: Config): string {
	if (!config.webKeyFile) throw new Error('SAL_WEB_KEY_FILE is not set: nobody can enter a room without the portal’s key');
	return readFileSync(config.webKeyFile, 'utf8');
}

/** The public key (SPKI PEM) of a media server, undefined when it is none of ours. */
export function sfuPublicKey(config: Config, sfuId: string): string | undefined {
	// The id comes from a message that is not verified yet: only configured names may become part of a path.
	if (!config.sfus.some((sfu) => sfu.id === sfuId)) return undefined;
	if (config.sfuKeysDir) return readFileSync(join(config.sfuKeysDir, `${sfuId}.pub.pem`), 'utf8');
	return config.sfuPublicKeyFile ? readFileSync(config.sfuPublicKeyFile, 'utf8') : undefined;
}
