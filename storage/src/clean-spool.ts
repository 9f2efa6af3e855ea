import type { Store } from './connect.ts';
import { listVersions } from './list-versions.ts';
import { readLock } from './lock.ts';

interface CleanSpool {
	store: Store;
	/** The recording's folder. */
	prefix: string;
	/** The caller's proof that the archive copy was read back and is whole; without it nothing is touched. */
	archiveIsWhole: boolean;
	now: Date;
	signal?: AbortSignal;
}

/**
 * Removes a sealed recording's pieces from the spool: only after its archive copy was verified, and only versions whose lock has ended.
 * Gives how many versions went and how many are still locked.
 */
export async function cleanSpool({ store, prefix, archiveIsWhole, now, signal }: CleanSpool): Promise<{ removed: number; locked: number }> {
	if (!archiveIsWhole) return { removed: 0, locked: 0 };
	let removed = 0;
	let locked = 0;
	for await (const { key, versionId, deleteMarker } of listVersions({ store, bucket: 'spool', prefix })) {
		signal?.throwIfAborted();
		const lock = deleteMarker ? undefined : await readLock({ store, bucket: 'spool', key, versionId });
		if (lock && lock.lockedUntil > now) {
			locked += 1;
			continue;
		}
		await store.client.removeObject(store.buckets.spool, key, { versionId });
		removed += 1;
	}
	return { removed, locked };
}
