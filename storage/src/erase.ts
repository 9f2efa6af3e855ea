import * as v from 'valibot';
import type { Store } from './connect.ts';
import { recordingPrefix, TOMBSTONE, tombstoneKey } from './keys.ts';
import { existingKey, listVersions } from './list-versions.ts';
import { readLock, type Lock } from './lock.ts';
import { putSignature, readPackageManifest, type ManifestReference } from './manifest-objects.ts';
import { putLocked } from './put-locked.ts';
import { readSmallVersion } from './read-version.ts';
import { signDetached } from './sign.ts';
import { StorageError } from './storage-error.ts';

export interface Erase {
	/** Connected with the eraser's credential: no other may pass by a GOVERNANCE lock. */
	store: Store;
	reference: ManifestReference;
	/** Ids of the people who approved, at least two different ones; or nobody, because it is not to be kept any longer. */
	approvedBy: string[] | 'retention-over';
	/** Why it may be erased, e.g. Article 17 GDPR and the decision's number. */
	reason: string;
	now: Date;
	signer: string;
	privateKeyPem: string;
	/** How long the tombstone is kept. */
	tombstoneLock: Lock;
}

const tombstoneSchema = v.object({
	format: v.literal('sal-erased/1'),
	recording: v.string(),
	erasedAt: v.number(),
	/** Empty when the time for keeping it was over. */
	approvedBy: v.array(v.string()),
	reason: v.string(),
	package: v.object({ sha256: v.string() }),
	/** Hashes and sizes, no names: enough to tell later whether a copy that turns up is the one that was erased. */
	files: v.array(v.object({ sha256: v.string(), bytes: v.number() })),
	signer: v.string()
});
export type Tombstone = v.InferOutput<typeof tombstoneSchema>;

/**
 * Erases a recording that is locked in GOVERNANCE mode, in every bucket, and leaves a signed, locked tombstone with the hashes. The
 * tombstone is written first: a crash in between leaves traces, never a silent hole. May be repeated with the same arguments, also after
 * the end. Throws `refused` for fewer than two people, without a reason, for COMPLIANCE, which nobody can erase before its time, and
 * before the end of the package's lock when nobody approved.
 */
export async function erase({ store, reference, approvedBy, reason, now, signer, privateKeyPem, tombstoneLock }: Erase): Promise<Tombstone> {
	const people = approvedBy === 'retention-over' ? [] : [...new Set(approvedBy)];
	if (approvedBy !== 'retention-over' && people.length < 2) throw new StorageError('refused', 'erasing a recording needs the approval of two different people');
	if (reason.trim() === '') throw new StorageError('refused', 'erasing a recording needs a reason');
	const done = await finished({ store, reference });
	if (done) return done;
	const { manifest, sha256 } = await readPackageManifest({ store, bucket: 'archive', reference });
	if (approvedBy === 'retention-over') await assertUnlocked({ store, reference });
	if (manifest.retention.mode !== 'GOVERNANCE') throw new StorageError('refused', `recording ${manifest.recording} is locked in COMPLIANCE mode and cannot be erased before ${new Date(manifest.retention.until).toISOString()}`);
	const tombstone: Tombstone = {
		format: 'sal-erased/1',
		recording: manifest.recording,
		erasedAt: now.getTime(),
		approvedBy: people,
		reason,
		package: { sha256 },
		files: manifest.files.map(({ object }) => ({ sha256: object.sha256, bytes: object.bytes })),
		signer
	};
	const key = tombstoneKey(manifest);
	const body = Buffer.from(`${JSON.stringify(tombstone, null, '\t')}\n`);
	await putLocked({ store, bucket: 'archive', key, body, contentType: 'application/json', lock: tombstoneLock });
	await putSignature({ store, bucket: 'archive', key, signature: signDetached({ bytes: body, privateKeyPem }), lock: tombstoneLock });
	// The manifest goes last: until then the erasing can be begun again.
	await removeAll(store, recordingPrefix(manifest), (name) => !name.startsWith(key) && name !== reference.key);
	await removeAll(store, reference.key, (name) => name === reference.key);
	return tombstone;
}

/** The tombstone of an erasing that has come to its end: the manifest, which goes last, is gone. */
async function finished({ store, reference }: Pick<Erase, 'store' | 'reference'>): Promise<Tombstone | undefined> {
	if ((await existingKey({ store, bucket: 'archive', key: reference.key })) !== undefined) return undefined;
	const key = `${reference.key.slice(0, reference.key.lastIndexOf('/') + 1)}${TOMBSTONE}`;
	const versionId = await existingKey({ store, bucket: 'archive', key });
	if (versionId === undefined) return undefined;
	const { body } = await readSmallVersion({ store, bucket: 'archive', key, versionId });
	return v.parse(tombstoneSchema, JSON.parse(body.toString('utf8')));
}

async function assertUnlocked({ store, reference: { key, versionId } }: Pick<Erase, 'store' | 'reference'>): Promise<void> {
	const lock = await readLock({ store, bucket: 'archive', key, versionId });
	if (lock && lock.lockedUntil > new Date()) throw new StorageError('refused', `${key} is still locked, until ${lock.lockedUntil.toISOString()}`);
}

async function removeAll(store: Store, prefix: string, goes: (key: string) => boolean): Promise<void> {
	for (const bucket of ['access', 'spool', 'archive'] as const) {
		for await (const { key, versionId } of listVersions({ store, bucket, prefix })) {
			if (!goes(key)) continue;
			const version = bucket === 'access' ? {} : { versionId, governanceBypass: true };
			await store.client.removeObject(store.buckets[bucket], key, version);
		}
	}
}
