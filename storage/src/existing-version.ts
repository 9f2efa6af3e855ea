import type { IncomingHttpHeaders } from 'node:http';
import type { Bucket, Store } from './connect.ts';
import { base64ToHex } from './hash.ts';
import { listVersions } from './list-versions.ts';
import { readVersion } from './read-version.ts';
import { s3Code, StorageError } from './storage-error.ts';

export interface Wanted {
	store: Store;
	bucket: Bucket;
	key: string;
	sha256: string;
	length: number;
	/** For callers who may not read: the listing's ETag decides then. */
	md5?: () => string;
}

/**
 * The version under `key` that already holds exactly these bytes; undefined when nothing lies there. The server's own SHA-256 decides.
 * A recorder may not read, so there the listing's ETag (MD5 of an object sent in one request) and length decide, and sealing checks the
 * SHA-256 later. Throws `different-content` when other bytes lie there.
 */
export async function existingVersion(wanted: Wanted): Promise<string | undefined> {
	const { store, bucket, key, md5 } = wanted;
	try {
		const head = await store.client.makeRequestAsync({ method: 'HEAD', bucketName: store.buckets[bucket], objectName: key, headers: { 'x-amz-checksum-mode': 'ENABLED' } });
		head.resume();
		return await sameContent(wanted, head.headers);
	} catch (error) {
		if (['NotFound', 'NoSuchKey', 'MethodNotAllowed'].includes(s3Code(error) ?? '')) return undefined;
		if (s3Code(error) !== 'AccessDenied' || !md5) throw error;
		return await sameListed(wanted, md5());
	}
}

async function sameContent(wanted: Wanted, headers: IncomingHttpHeaders): Promise<string> {
	const versionId = headers['x-amz-version-id'];
	if (typeof versionId !== 'string' || Number(headers['content-length']) !== wanted.length) throw taken(wanted);
	const checksum = headers['x-amz-checksum-sha256'];
	// An object sent in parts has a checksum of checksums, which says nothing about the whole: read it.
	const whole = typeof checksum === 'string' && headers['x-amz-checksum-type'] !== 'COMPOSITE';
	const found = whole ? base64ToHex(checksum) : await contentHash({ ...wanted, versionId });
	if (found !== wanted.sha256) throw taken(wanted);
	return versionId;
}

async function sameListed(wanted: Wanted, etag: string): Promise<string | undefined> {
	for await (const version of listVersions({ ...wanted, prefix: wanted.key })) {
		if (version.key !== wanted.key || !version.latest) continue;
		if (version.deleteMarker) return undefined;
		if (version.etag !== etag || version.bytes !== wanted.length) throw taken(wanted);
		return version.versionId;
	}
	return undefined;
}

async function contentHash(version: { store: Store; bucket: Bucket; key: string; versionId: string }): Promise<string> {
	const reading = await readVersion(version);
	reading.stream.resume();
	return (await reading.done).sha256;
}

export const taken = ({ store, bucket, key }: Wanted): StorageError => new StorageError('different-content', `${store.buckets[bucket]}/${key} already holds other bytes; nothing was written`);
