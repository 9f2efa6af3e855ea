import type { Bucket, Store } from './connect.ts';
import { base64ToHex } from './hash.ts';
import { listVersions } from './list-versions.ts';
import { readVersion } from './read-version.ts';
import { s3Code, StorageError } from './storage-error.ts';

interface Existing {
	store: Store;
	bucket: Bucket;
	key: string;
	sha256: string;
	length: number;
	md5?: () => string;
}

/**
 * The version under `key` that already holds exactly these bytes. The server's own SHA-256 decides; a recorder may not read, so there the
 * listing's ETag (MD5 of an object sent in one request) and length decide, and sealing checks the SHA-256 later.
 * Throws `different-content` when other bytes lie there.
 */
export async function existingVersion({ store, bucket, key, sha256, length, md5 }: Existing): Promise<string> {
	const taken = new StorageError('different-content', `${store.buckets[bucket]}/${key} already holds other bytes; nothing was written`);
	try {
		const head = await store.client.makeRequestAsync({ method: 'HEAD', bucketName: store.buckets[bucket], objectName: key, headers: { 'x-amz-checksum-mode': 'ENABLED' } });
		head.resume();
		const versionId = head.headers['x-amz-version-id'];
		if (typeof versionId !== 'string' || Number(head.headers['content-length']) !== length) throw taken;
		const checksum = head.headers['x-amz-checksum-sha256'];
		const found = typeof checksum === 'string' && head.headers['x-amz-checksum-type'] !== 'COMPOSITE' ? base64ToHex(checksum) : await contentHash({ store, bucket, key, versionId });
		if (found !== sha256) throw taken;
		return versionId;
	} catch (error) {
		if (s3Code(error) !== 'AccessDenied' || !md5) throw error;
	}
	const etag = md5();
	for await (const version of listVersions({ store, bucket, prefix: key })) {
		if (version.key === key && version.latest && !version.deleteMarker && version.etag === etag && version.bytes === length) return version.versionId;
	}
	throw taken;
}

async function contentHash(version: { store: Store; bucket: Bucket; key: string; versionId: string }): Promise<string> {
	const reading = await readVersion(version);
	reading.stream.resume();
	return (await reading.done).sha256;
}
