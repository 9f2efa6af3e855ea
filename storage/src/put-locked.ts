import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Bucket, Store } from './connect.ts';
import { hexToBase64, sha256 as hash } from './hash.ts';
import { existingVersion, taken, type Wanted } from './existing-version.ts';
import { confirmLock, extendLock, lockHeaders, type Lock, type LockedUntil } from './lock.ts';
import { s3Code, StorageError } from './storage-error.ts';

export interface Written extends LockedUntil {
	key: string;
	versionId: string;
	/** 64 hexadecimal digits, checked by the server against the bytes it stored. */
	sha256: string;
	bytes: number;
	/** True when the same bytes lay there already and that version was taken. */
	adopted: boolean;
}

export interface PutLocked {
	store: Store;
	bucket: Exclude<Bucket, 'access'>;
	key: string;
	body: Uint8Array;
	contentType: string;
	lock: Lock;
}

/**
 * Writes one object under lock, once: the only way in which anything gets into `spool` and `archive`.
 *
 * The server refuses when the key is taken (If-None-Match) or the bytes arrived damaged (SHA-256). If the key is taken by the same bytes
 * (our earlier answer was lost), that version is adopted. The lock is confirmed by asking for the version's retention: metadata would
 * say "locked" of an object that is not.
 *
 * Throws {@link StorageError} `different-content`, `not-locked`, `no-version`; network errors and the server's other refusals as they come.
 */
export async function putLocked({ store, bucket, key, body, contentType, lock }: PutLocked): Promise<Written> {
	const sha256 = hash(body);
	const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
	const md5 = () => createHash('md5').update(body).digest('hex');
	return writeOnce({ store, bucket, key, contentType, lock, sha256, length: bytes.length, md5, body: () => Promise.resolve(bytes) });
}

export interface WriteOnce {
	store: Store;
	bucket: Exclude<Bucket, 'access'>;
	key: string;
	contentType: string;
	lock: Lock;
	/** Of the whole, known beforehand: the server refuses anything else. */
	sha256: string;
	length: number;
	/** For callers who may not read: tells whether a version that is there already is the same. */
	md5?: () => string;
	body(): Promise<Buffer | Readable>;
}

/** The one request; `putLocked` and `putLockedStream` differ in where the bytes come from. */
export async function writeOnce({ store, bucket, key, contentType, lock, sha256, length, md5, body }: WriteOnce): Promise<Written> {
	const bucketName = store.buckets[bucket];
	const headers = {
		'content-type': contentType,
		'content-length': String(length),
		'if-none-match': '*',
		'x-amz-checksum-sha256': hexToBase64(sha256),
		...lockHeaders(lock)
	};
	try {
		// Over TLS the client signs "unsigned payload" and insists on no hash of its own; the checksum header still protects the body.
		const signedHash = store.client.enableSHA256 ? sha256 : '';
		const answer = await store.client.makeRequestStreamAsync({ method: 'PUT', bucketName, objectName: key, headers }, await body(), signedHash, [200], store.region);
		answer.resume();
		const versionId = versionOf(answer, bucketName);
		const confirmed = await confirmLock({ store, bucket, key, versionId, lock });
		return { key, versionId, sha256, bytes: length, adopted: false, ...confirmed };
	} catch (error) {
		if (s3Code(error) !== 'PreconditionFailed') throw error;
	}
	const adopted = await adopt({ store, bucket, key, sha256, length, md5, lock });
	if (!adopted) throw taken({ store, bucket, key, sha256, length });
	return adopted;
}

/** The version that an answered write has made. Throws `no-version`. */
export function versionOf({ headers }: IncomingMessage, bucketName: string): string {
	const versionId = headers['x-amz-version-id'];
	if (typeof versionId !== 'string') throw new StorageError('no-version', `${bucketName} keeps no versions: switch versioning on, or let the product make its buckets`);
	return versionId;
}

/** Takes over a version with the same bytes, if there is one, and lengthens its lock if that is shorter. Throws `different-content` or `not-locked`. */
export async function adopt({ lock, ...wanted }: Wanted & { lock: Lock }): Promise<Written | undefined> {
	const { store, bucket, key, sha256, length } = wanted;
	const versionId = await existingVersion(wanted);
	if (versionId === undefined) return undefined;
	return { key, versionId, sha256, bytes: length, adopted: true, ...(await extendLock({ store, bucket, key, versionId, lock })) };
}
