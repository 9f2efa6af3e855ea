import type { Bucket, Store } from './connect.ts';
import { RETENTION_MODES } from './minio.ts';
import { StorageError } from './storage-error.ts';

export type LockMode = 'COMPLIANCE' | 'GOVERNANCE';

export interface Lock {
	mode: LockMode;
	until: Date;
}

export interface LockedUntil {
	lockedMode: LockMode;
	lockedUntil: Date;
}

/** Second precision, upwards: S3 servers drop what is finer, and a lock may never be shorter than promised. */
export const lockTime = (until: Date): string => new Date(Math.ceil(until.getTime() / 1000) * 1000).toISOString();

export const lockHeaders = ({ mode, until }: Lock): Record<string, string> => ({
	'x-amz-object-lock-mode': mode,
	'x-amz-object-lock-retain-until-date': lockTime(until)
});

interface ReadLock {
	store: Store;
	bucket: Bucket;
	key: string;
	versionId: string;
}

/** The lock that the server itself reports for a version, or undefined when it has none. */
export async function readLock({ store, bucket, key, versionId }: ReadLock): Promise<LockedUntil | undefined> {
	const found = await store.client.getObjectRetention(store.buckets[bucket], key, { versionId }).catch((error: unknown) => {
		if (error instanceof Error && 'code' in error && error.code === 'NoSuchObjectLockConfiguration') return undefined;
		throw error;
	});
	if (!found || !('mode' in found) || !('retainUntilDate' in found)) return undefined;
	const mode = String(found.mode);
	if (mode !== 'COMPLIANCE' && mode !== 'GOVERNANCE') return undefined;
	return { lockedMode: mode, lockedUntil: new Date(String(found.retainUntilDate)) };
}

/** Throws `not-locked` unless the version is locked, at least as long and in the mode that `lock` (when given) asks for. */
export async function confirmLock({ lock, ...version }: ReadLock & { lock?: Lock }): Promise<LockedUntil> {
	const found = await readLock(version);
	const name = `${version.key} (version ${version.versionId})`;
	if (!found) throw new StorageError('not-locked', `${name} has no lock: this server does not keep Object Lock, do not record on it`);
	if (lock && (found.lockedMode !== lock.mode || found.lockedUntil.getTime() < lock.until.getTime())) {
		throw new StorageError('not-locked', `${name} is locked ${found.lockedMode} until ${found.lockedUntil.toISOString()}, asked was ${lock.mode} until ${lock.until.toISOString()}`);
	}
	return found;
}

/** Lengthens the lock of a version; a lock that already lasts as long stays as it is. Throws `not-locked` when the server did not do it. */
export async function extendLock({ lock, ...version }: ReadLock & { lock: Lock }): Promise<LockedUntil> {
	const found = await readLock(version);
	if (found && found.lockedMode === lock.mode && found.lockedUntil >= lock.until) return found;
	const { store, bucket, key, versionId } = version;
	await store.client.putObjectRetention(store.buckets[bucket], key, { versionId, mode: RETENTION_MODES[lock.mode], retainUntilDate: lockTime(lock.until) });
	return confirmLock({ ...version, lock });
}
