import type { Bucket, Store } from '../connect.ts';
import { readVersion } from '../read-version.ts';
import { isUnreachable, StorageError } from '../storage-error.ts';
import type { Finding } from './findings.ts';

export interface CheckedVersion {
	store: Store;
	bucket: Bucket;
	key: string;
	versionId: string;
	sha256: string;
	bytes: number;
	/** Sees every byte on the way. */
	onChunk?: (chunk: Buffer) => void;
}

/** Reads a version back to its last byte. Gives the fault, or undefined. Throws only when the server is not there to be asked. */
export async function checkVersion({ store, bucket, key, versionId, sha256, bytes, onChunk }: CheckedVersion): Promise<Finding | undefined> {
	const at = { bucket, key, versionId };
	try {
		const { stream, done } = await readVersion({ store, bucket, key, versionId });
		for await (const chunk of stream as AsyncIterable<Buffer>) onChunk?.(chunk);
		const read = await done;
		if (read.sha256 === sha256 && read.bytes === bytes) return undefined;
		return { ...at, kind: 'changed', detail: `SHA-256 ${read.sha256} of ${read.bytes} bytes, recorded were ${sha256} and ${bytes}` };
	} catch (error) {
		return { ...at, ...(await fault({ store, bucket, error })) };
	}
}

/** Is it the object's fault or the server's? Asked of the server: one that answers has lost this object, one that does not has said nothing about it. */
export async function fault({ store, bucket, error }: { store: Store; bucket: Bucket; error: unknown }): Promise<{ kind: 'missing' | 'unreadable'; detail: string }> {
	if (error instanceof StorageError && error.code === 'missing') return { kind: 'missing', detail: error.message };
	if (isUnreachable(error)) throw error;
	await store.client.bucketExists(store.buckets[bucket]);
	return { kind: 'unreadable', detail: error instanceof Error ? error.message : String(error) };
}
