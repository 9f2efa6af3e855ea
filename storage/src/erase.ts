import type { Store } from './connect.ts';
import { recordingPrefix, tombstoneKey } from './keys.ts';
import { listVersions } from './list-versions.ts';
import type { Lock } from './lock.ts';
import { putSignature, readPackageManifest, type ManifestReference } from './manifest-objects.ts';
import { putLocked } from './put-locked.ts';
import { signDetached } from './sign.ts';
import { StorageError } from './storage-error.ts';

export interface Erase {
	/** Connected with the eraser's credential: no other may pass by a GOVERNANCE lock. */
	store: Store;
	reference: ManifestReference;
	/** Ids of the people who approved, at least two different ones. */
	approvedBy: string[];
	/** Why it may be erased, e.g. Article 17 GDPR and the decision's number. */
	reason: string;
	now: Date;
	signer: string;
	privateKeyPem: string;
	/** How long the tombstone is kept. */
	tombstoneLock: Lock;
}

export interface Tombstone {
	format: 'sal-erased/1';
	recording: string;
	erasedAt: number;
	approvedBy: string[];
	reason: string;
	package: { sha256: string };
	/** Hashes and sizes, no names: enough to tell later whether a copy that turns up is the one that was erased. */
	files: { sha256: string; bytes: number }[];
	signer: string;
}

/**
 * Erases a recording that is locked in GOVERNANCE mode, in every bucket, and leaves a signed, locked tombstone with the hashes. The
 * tombstone is written first: a crash in between leaves traces, never a silent hole. May be repeated with the same arguments.
 * Throws `refused` for fewer than two people, without a reason, and for COMPLIANCE, which nobody can erase before its time.
 */
export async function erase({ store, reference, approvedBy, reason, now, signer, privateKeyPem, tombstoneLock }: Erase): Promise<Tombstone> {
	if (new Set(approvedBy).size < 2) throw new StorageError('refused', 'erasing a recording needs the approval of two different people');
	if (reason.trim() === '') throw new StorageError('refused', 'erasing a recording needs a reason');
	const { manifest, sha256 } = await readPackageManifest({ store, bucket: 'archive', reference });
	if (manifest.retention.mode !== 'GOVERNANCE') throw new StorageError('refused', `recording ${manifest.recording} is locked in COMPLIANCE mode and cannot be erased before ${new Date(manifest.retention.until).toISOString()}`);
	const tombstone: Tombstone = {
		format: 'sal-erased/1',
		recording: manifest.recording,
		erasedAt: now.getTime(),
		approvedBy: [...new Set(approvedBy)],
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

async function removeAll(store: Store, prefix: string, goes: (key: string) => boolean): Promise<void> {
	for (const bucket of ['access', 'spool', 'archive'] as const) {
		for await (const { key, versionId } of listVersions({ store, bucket, prefix })) {
			if (!goes(key)) continue;
			const version = bucket === 'access' ? {} : { versionId, governanceBypass: true };
			await store.client.removeObject(store.buckets[bucket], key, version);
		}
	}
}
