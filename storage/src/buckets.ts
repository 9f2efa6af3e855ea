import * as v from 'valibot';
import type { Bucket, Store } from './connect.ts';
import { s3Code, StorageError } from './storage-error.ts';

const locked: Bucket[] = ['spool', 'archive'];
const lockConfig = v.object({ objectLockEnabled: v.literal('Enabled') });

/**
 * Makes the buckets where they are missing: `spool` and `archive` with versioning and Object Lock, the others plain.
 * May be called at every start and by several processes at once. Throws when a bucket of that name exists without Object Lock,
 * because S3 cannot add the lock later.
 */
export async function createBuckets(store: Store): Promise<void> {
	for (const bucket of ['spool', 'archive', 'access', 'documents'] as const) {
		const name = store.buckets[bucket];
		const lock = locked.includes(bucket);
		if (!(await store.client.bucketExists(name))) await make(store, name, lock);
		if (lock) await assertLock(store, name);
	}
}

async function make(store: Store, name: string, lock: boolean): Promise<void> {
	try {
		await store.client.makeBucket(name, store.region, { ObjectLocking: lock });
	} catch (error) {
		// Another process was quicker.
		if (s3Code(error) !== 'BucketAlreadyOwnedByYou') throw error;
	}
}

async function assertLock(store: Store, name: string): Promise<void> {
	// The client's types call this answer void.
	const asked: Promise<unknown> = Promise.resolve(store.client.getObjectLockConfig(name));
	const config = await asked.catch((cause: unknown) => {
		throw new StorageError('not-locked', `Bucket ${name} exists without Object Lock, and S3 cannot add it later. Rename that bucket, or set S3_BUCKET_PREFIX to begin with new ones.`, { cause });
	});
	if (!v.is(lockConfig, config)) throw new StorageError('not-locked', `Bucket ${name} has Object Lock switched off: recordings would not be protected.`);
}
