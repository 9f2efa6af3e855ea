/** The short-lived addresses that browsers fetch recordings from. */
import { objectStore } from '#lib/server/object-store.ts';
import { portal } from '#lib/server/portal.ts';
import { presignGet } from '@sal/storage';
import type { Leave } from './media.server.ts';

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
