import { presignGet, presignIncoming } from '@sal/storage';
import { objectStore } from '#lib/server/object-store.ts';
import { portal } from '#lib/server/portal.ts';
import { incomingKey } from './intake.server.ts';

/** A page that shows a file fetches all of it soon; a download only has to begin. */
const SHOW_SECONDS = 15 * 60;
const SAVE_SECONDS = 60;

/** Where a browser fetches the file from for a short while; a secret while it lives. `save`: it is stored under its name instead of shown. */
export function materialAddress({ objectKey, fileName, mediaType }: { objectKey: string; fileName: string; mediaType: string }, save: boolean): Promise<string> {
	return presignGet({ store: objectStore(), origin: portal().config.origin, bucket: 'documents', key: objectKey, contentType: mediaType, seconds: save ? SAVE_SECONDS : SHOW_SECONDS, ...(save && { downloadName: fileName }) });
}

/** Where this person's browser puts one file for a short while; a secret while it lives. */
export function incomingAddress(upload: { person: string; upload: string }): Promise<string> {
	return presignIncoming({ store: objectStore(), origin: portal().config.origin, key: incomingKey(upload) });
}
