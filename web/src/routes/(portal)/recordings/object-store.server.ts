/** The portal's connection to the object store, and the short-lived addresses that browsers fetch from. */
import { portal } from '#lib/server/portal.ts';
import { connect, presignGet, storeConfig, type Store } from '@sal/storage';
import type { Leave } from './media.server.ts';

let current: Store | undefined;

/** @throws {StorageError} `configuration`: one sentence about what is missing in the environment */
export function objectStore(): Store {
	current ??= connect(storeConfig(process.env));
	return current;
}

/** Long enough to watch a while; a player that seeks later asks for a new one. */
const PLAY_SECONDS = 15 * 60;
/** A download only has to begin in this time. */
const SAVE_SECONDS = 60;

/** A secret while it lives: never log it. `save`: the browser stores the file under its name instead of showing it. */
export function addressOf({ leave: { bucket, key, versionId, fileName }, save }: { leave: Leave; save: boolean }): Promise<string> {
	return presignGet({ store: objectStore(), origin: portal().config.origin, bucket, key, versionId, seconds: save ? SAVE_SECONDS : PLAY_SECONDS, ...(save && { downloadName: fileName }) });
}

/** The address of a poster or waveform, for somebody who may see the picture; null while there is none. */
export async function pictureAddress(key: string | null): Promise<string | null> {
	return key === null ? null : presignGet({ store: objectStore(), origin: portal().config.origin, bucket: 'access', key, seconds: PLAY_SECONDS });
}
