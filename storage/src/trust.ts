import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Signers, Trust } from './sign.ts';
import { StorageError } from './storage-error.ts';

/** The portal's name in signatures. */
export const PORTAL_SIGNER = 'sal-web';

/**
 * Whose signatures count, from SAL_WEB_PUBLIC_KEY_FILE and SAL_SFU_KEYS_DIR (`<id>.pub.pem`) or SAL_SFU_PUBLIC_KEY_FILE with SAL_SFU_ID
 * (`sfu-1` when unset). Throws `configuration`, naming the variable.
 */
export async function trustFrom(env: Record<string, string | undefined>): Promise<Trust> {
	const portal = await readKey(env.SAL_WEB_PUBLIC_KEY_FILE, 'SAL_WEB_PUBLIC_KEY_FILE');
	return { portal: { [PORTAL_SIGNER]: portal }, sfus: await sfuKeys(env) };
}

async function sfuKeys(env: Record<string, string | undefined>): Promise<Signers> {
	const folder = env.SAL_SFU_KEYS_DIR;
	if (!folder) return { [env.SAL_SFU_ID ?? 'sfu-1']: await readKey(env.SAL_SFU_PUBLIC_KEY_FILE, 'SAL_SFU_PUBLIC_KEY_FILE (or SAL_SFU_KEYS_DIR)') };
	const ending = '.pub.pem';
	const names = (await readdir(folder)).filter((name) => name.endsWith(ending));
	return Object.fromEntries(await Promise.all(names.map(async (name) => [name.slice(0, -ending.length), await readFile(join(folder, name), 'utf8')] as const)));
}

async function readKey(path: string | undefined, variable: string): Promise<string> {
	if (!path) throw new StorageError('configuration', `${variable} is not set: without the public key no signature can be checked`);
	return readFile(path, 'utf8').catch((cause: unknown) => {
		throw new StorageError('configuration', `${variable}: ${path} cannot be read`, { cause });
	});
}
