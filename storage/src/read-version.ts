import { createHash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bucket, Store } from './connect.ts';
import { sha256 as hash } from './hash.ts';
import { s3Code, StorageError } from './storage-error.ts';

interface Version {
	store: Store;
	bucket: Bucket;
	key: string;
	versionId: string;
}

export interface Reading {
	/** The bytes; must be consumed. */
	stream: Readable;
	/** What was read, once the stream has ended. Rejects when it broke off. */
	done: Promise<{ sha256: string; bytes: number }>;
}

/** Reads one version (never "the latest": that may be somebody else's) and hashes it on the way through. Throws `missing` when it is gone. */
export async function readVersion({ store, bucket, key, versionId }: Version): Promise<Reading> {
	const source = await store.client.getObject(store.buckets[bucket], key, { versionId }).catch((cause: unknown) => {
		if (isGone(cause)) throw new StorageError('missing', `${store.buckets[bucket]}/${key} (version ${versionId}) is not there`, { cause });
		throw cause;
	});
	const digest = createHash('sha256');
	let bytes = 0;
	const stream = new Transform({
		transform(chunk: Buffer, _encoding, next) {
			digest.update(chunk);
			bytes += chunk.length;
			next(null, chunk);
		}
	});
	const done = pipeline(source, stream).then(() => ({ sha256: digest.digest('hex'), bytes }));
	// A reader who stops listening to `done` still sees the error on the stream.
	done.catch(() => undefined);
	return { stream, done };
}

/** A whole small object (a manifest, a signature) as bytes, refused above `limit`. */
export async function readSmallVersion({ limit = 64 * 1024 * 1024, ...version }: Version & { limit?: number }): Promise<{ body: Buffer; sha256: string }> {
	const { stream } = await readVersion(version);
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of stream as AsyncIterable<Buffer>) {
		bytes += chunk.length;
		if (bytes > limit) throw new StorageError('bad-manifest', `${version.key} is larger than ${limit} bytes and was not read`);
		chunks.push(chunk);
	}
	const body = Buffer.concat(chunks);
	return { body, sha256: hash(body) };
}

const isGone = (error: unknown): boolean => ['NoSuchKey', 'NoSuchVersion', 'NotFound', 'MethodNotAllowed'].includes(s3Code(error) ?? '');
