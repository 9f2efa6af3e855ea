/** Files that people bring: from the browser straight to the store, then out of the browser's reach, read back and hashed. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { CopyDestinationOptions, CopySourceOptions } from './minio.ts';
import type { Store } from './connect.ts';
import { s3Code, StorageError } from './storage-error.ts';

/** Where browsers put files; the only keys of `documents` that anybody can write to from outside. */
export const INCOMING = 'incoming/';

interface Keep {
	store: Store;
	/** As it was given to `presignIncoming`. */
	incoming: string;
	/** Where it is kept; not under `incoming/`. */
	key: string;
	/** In bytes. */
	limit: number;
}

/**
 * Takes in a file that a browser has put: copies it to where no browser writes, reads the copy back and hashes it, in constant memory. The copy is what the size and the hash speak of,
 * whatever happens to the original meanwhile. Nothing is left of it when this throws.
 * @throws {StorageError} `missing` when nothing was put there, `too-large`
 */
export async function keepDocument({ store, incoming, key, limit }: Keep): Promise<{ size: number; sha256: string }> {
	const bucket = store.buckets.documents;
	const from = `${INCOMING}${incoming}`;
	const found = await store.client.statObject(bucket, from).catch((cause: unknown) => {
		if (s3Code(cause) === 'NotFound' || s3Code(cause) === 'NoSuchKey') throw new StorageError('missing', `nothing was put to ${from}`, { cause });
		throw cause;
	});
	if (found.size > limit) {
		await store.client.removeObject(bucket, from);
		throw new StorageError('too-large', `${from} has ${found.size} bytes, and ${limit} are allowed`);
	}
	await store.client.copyObject(new CopySourceOptions({ Bucket: bucket, Object: from, MatchETag: found.etag }), new CopyDestinationOptions({ Bucket: bucket, Object: key }));
	try {
		const hash = createHash('sha256');
		let size = 0;
		for await (const chunk of (await store.client.getObject(bucket, key)) as AsyncIterable<Buffer>) {
			hash.update(chunk);
			size += chunk.length;
		}
		await store.client.removeObject(bucket, from);
		return { size, sha256: hash.digest('hex') };
	} catch (error) {
		await dropDocument(store, key);
		throw error;
	}
}

/** The content of a kept file; destroy the stream when its beginning is enough. */
export const readDocument = (store: Store, key: string): Promise<Readable> => store.client.getObject(store.buckets.documents, key);

/** Deletes a kept file. One that is not there is as good as deleted. */
export const dropDocument = (store: Store, key: string): Promise<void> => store.client.removeObject(store.buckets.documents, key);

/** Keys of all files under a prefix that were last written before then. */
export async function* documentsBefore(store: Store, { prefix, before }: { prefix: string; before: Date }): AsyncGenerator<string> {
	for await (const { name, lastModified } of store.client.listObjectsV2(store.buckets.documents, prefix, true) as AsyncIterable<{ name?: string; lastModified?: Date }>) if (name && lastModified && lastModified < before) yield name;
}
