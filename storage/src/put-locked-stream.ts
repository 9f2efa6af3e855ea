import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import * as v from 'valibot';
import type { Store } from './connect.ts';
import { hexToBase64, sha256 as hash } from './hash.ts';
import { confirmLock, lockHeaders } from './lock.ts';
import { adopt, versionOf, writeOnce, type WriteOnce, type Written } from './put-locked.ts';
import { StorageError } from './storage-error.ts';

/** S3 takes no larger body in one request (5 GiB). */
const ONE_REQUEST = 5 * 1024 ** 3;
/** Bytes of a part, one of which is in memory: S3 wants at least 5 MiB, and at most 10,000 of them. */
const PART = 32 * 1024 ** 2;

export interface PutLockedStream extends Omit<WriteOnce, 'length' | 'md5' | 'body'> {
	/** Gives the bytes from the beginning; not called when they are there already. A stream that fails leaves nothing behind. */
	open(): Promise<Readable>;
	bytes: number;
	/** Above this many bytes the object goes in parts. */
	oneRequest?: number;
}

/**
 * {@link putLocked} for a file of any size, in constant memory: same promises, same errors.
 */
export async function putLockedStream({ oneRequest = ONE_REQUEST, ...write }: PutLockedStream): Promise<Written> {
	const { open, bytes, ...object } = write;
	// Asked first, so that a repeated sealing does not send gigabytes only to be refused.
	const there = await adopt({ ...object, length: bytes });
	if (there) return there;
	return bytes > oneRequest ? writeInParts(write) : writeOnce({ ...object, length: bytes, body: open });
}

/** The server checks each part's SHA-256; the whole is hashed here before it is completed. */
async function writeInParts({ store, bucket, key, open, bytes, sha256, contentType, lock }: Omit<PutLockedStream, 'oneRequest'>): Promise<Written> {
	const { client } = store;
	const bucketName = store.buckets[bucket];
	const uploadId = await client.initiateNewMultipartUpload(bucketName, key, { 'content-type': contentType, 'x-amz-checksum-algorithm': 'SHA256', ...lockHeaders(lock) });
	try {
		const whole = createHash('sha256');
		const parts: Part[] = [];
		for await (const body of inParts(await open(), PART)) {
			whole.update(body);
			parts.push(await putPart({ store, bucketName, key, uploadId, number: parts.length + 1, body }));
		}
		if (whole.digest('hex') !== sha256) throw new StorageError('corrupt', `${key}: the bytes that came are not the ones announced; nothing was written`);
		const versionId = await complete({ store, bucketName, key, uploadId, parts });
		return { key, versionId, sha256, bytes, adopted: false, ...(await confirmLock({ store, bucket, key, versionId, lock })) };
	} catch (error) {
		// The parts would lie there unseen and cost space; a server that is away drops them itself after a day.
		await client.abortMultipartUpload(bucketName, key, uploadId).catch(() => undefined);
		throw error;
	}
}

interface Part {
	number: number;
	etag: string;
	checksum: string;
}

interface PutPart {
	store: Store;
	bucketName: string;
	key: string;
	uploadId: string;
	number: number;
	body: Buffer;
}

async function putPart({ store, bucketName, key, uploadId, number, body }: PutPart): Promise<Part> {
	const checksum = hexToBase64(hash(body));
	const query = `partNumber=${number}&uploadId=${encodeURIComponent(uploadId)}`;
	const answer = await store.client.makeRequestAsync({ method: 'PUT', bucketName, objectName: key, query, headers: { 'x-amz-checksum-sha256': checksum } }, body);
	answer.resume();
	return { number, checksum, etag: v.parse(v.string(), answer.headers.etag).replaceAll('"', '') };
}

async function complete({ store, bucketName, key, uploadId, parts }: { store: Store; bucketName: string; key: string; uploadId: string; parts: Part[] }): Promise<string> {
	const list = parts.map(({ number, etag, checksum }) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag><ChecksumSHA256>${checksum}</ChecksumSHA256></Part>`).join('');
	const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list}</CompleteMultipartUpload>`;
	const query = `uploadId=${encodeURIComponent(uploadId)}`;
	const answer = await store.client.makeRequestAsync({ method: 'POST', bucketName, objectName: key, query, headers: { 'if-none-match': '*' } }, body);
	// Success is announced before it is certain: the body may still be an error.
	const text = Buffer.concat(await answer.toArray()).toString('utf8');
	if (!text.includes('<CompleteMultipartUploadResult')) throw new Error(`${bucketName}/${key} could not be put together from its parts: ${text.slice(0, 300)}`);
	return versionOf(answer, bucketName);
}

async function* inParts(stream: Readable, size: number): AsyncGenerator<Buffer> {
	let waiting: Buffer[] = [];
	let held = 0;
	for await (const chunk of stream as AsyncIterable<Buffer>) {
		let rest = chunk;
		while (held + rest.length >= size) {
			const cut = size - held;
			yield Buffer.concat([...waiting, rest.subarray(0, cut)]);
			rest = rest.subarray(cut);
			waiting = [];
			held = 0;
		}
		if (rest.length > 0) waiting.push(rest);
		held += rest.length;
	}
	if (held > 0) yield Buffer.concat(waiting);
}
