import type { Store } from './connect.ts';
import { extendLock, readLock, type LockMode } from './lock.ts';
import { readPackageManifest, type ManifestReference } from './manifest-objects.ts';
import { packageVersions } from './package-versions.ts';

const DAY_MS = 24 * 3600 * 1000;
/** No lock reaches further ahead: it cannot be undone, and it is lengthened every month. */
export const HORIZON_DAYS = 365;
/** A lock with less than this left means that lengthening has failed for months. */
export const ALARM_DAYS = 183;

/** How long to lock now what must be kept until `endOfRetention`: as long, but at most one year ahead. */
export function rollingHorizon({ now, endOfRetention }: { now: Date; endOfRetention: Date }): Date {
	return new Date(Math.min(endOfRetention.getTime(), now.getTime() + HORIZON_DAYS * DAY_MS));
}

/** Should somebody be told that the lock is about to run out although the recording must still be kept? */
export function lockAlarm({ now, lockedUntil, endOfRetention }: { now: Date; lockedUntil: Date; endOfRetention: Date }): boolean {
	return lockedUntil < endOfRetention && lockedUntil.getTime() - now.getTime() < ALARM_DAYS * DAY_MS;
}

interface Renew {
	store: Store;
	reference: ManifestReference;
	mode: LockMode;
	until: Date;
	signal?: AbortSignal;
}

/** Lengthens the locks of a whole package, and gives the end of the shortest. May be repeated. Throws what `extendLock` and reading throw. */
export async function renewPackageLocks({ store, reference, mode, until, signal }: Renew): Promise<Date> {
	let shortest = Number.POSITIVE_INFINITY;
	for (const [key, versionId] of await versionsOf({ store, reference })) {
		signal?.throwIfAborted();
		const { lockedUntil } = await extendLock({ store, bucket: 'archive', key, versionId, lock: { mode, until } });
		shortest = Math.min(shortest, lockedUntil.getTime());
	}
	return new Date(shortest);
}

/** The end of the shortest lock in a package; undefined when something in it is not locked at all. */
export async function shortestLock({ store, reference }: { store: Store; reference: ManifestReference }): Promise<Date | undefined> {
	let shortest = Number.POSITIVE_INFINITY;
	for (const [key, versionId] of await versionsOf({ store, reference })) {
		const lock = await readLock({ store, bucket: 'archive', key, versionId });
		if (!lock) return undefined;
		shortest = Math.min(shortest, lock.lockedUntil.getTime());
	}
	return new Date(shortest);
}

async function versionsOf({ store, reference }: { store: Store; reference: ManifestReference }): Promise<Map<string, string>> {
	const { manifest } = await readPackageManifest({ store, bucket: 'archive', reference });
	return packageVersions({ store, manifest, reference });
}
