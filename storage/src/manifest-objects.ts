import * as v from 'valibot';
import type { Store } from './connect.ts';
import { sha256 as hash } from './hash.ts';
import { signatureKey } from './keys.ts';
import { listVersions } from './list-versions.ts';
import type { Lock } from './lock.ts';
import { closeManifestSchema, packageManifestSchema, type CloseManifest, type PackageManifest } from './manifest.ts';
import { putLocked, type Written } from './put-locked.ts';
import { readSmallVersion } from './read-version.ts';
import { signDetached, verifyDetached, type Signers } from './sign.ts';
import { StorageError } from './storage-error.ts';

type LockedBucket = 'spool' | 'archive';

interface PutManifest {
	store: Store;
	bucket: LockedBucket;
	key: string;
	manifest: CloseManifest | PackageManifest;
	privateKeyPem: string;
	lock: Lock;
}

/** Larger manifests are refused, in bytes: a file takes about 800, so this is room for a track that begins anew eighty thousand times. */
export const MANIFEST_LIMIT = 64 * 1024 ** 2;

/**
 * The bytes of a manifest as they are signed and stored: the same value always gives the same bytes. Throws `bad-manifest` when they are more than {@link MANIFEST_LIMIT}.
 */
export function manifestBytes(manifest: CloseManifest | PackageManifest): Buffer {
	const bytes = Buffer.from(JSON.stringify(manifest));
	if (bytes.length > MANIFEST_LIMIT) throw new StorageError('bad-manifest', `the manifest of recording ${manifest.recording} has ${bytes.length} bytes, more than the ${MANIFEST_LIMIT} that can be read again`);
	return bytes;
}

/**
 * Writes a manifest and, beside it, its signature, both under lock. May be repeated with the same manifest after a crash anywhere in between.
 * Errors as {@link putLocked}.
 */
export async function putManifest({ store, bucket, key, manifest, privateKeyPem, lock }: PutManifest): Promise<Written> {
	const body = manifestBytes(manifest);
	const written = await putLocked({ store, bucket, key, body, contentType: 'application/json', lock });
	await putSignature({ store, bucket, key, signature: signDetached({ bytes: body, privateKeyPem }), lock });
	return written;
}

/** Writes the signature beside a manifest. */
export const putSignature = ({ key, signature, ...place }: { store: Store; bucket: LockedBucket; key: string; signature: string; lock: Lock }): Promise<Written> =>
	putLocked({ ...place, key: signatureKey(key), body: Buffer.from(`${signature}\n`), contentType: 'text/plain' });

export interface ManifestReference {
	key: string;
	versionId: string;
	/** When known: the manifest must be exactly this one. */
	sha256?: string;
}

interface ReadManifest {
	store: Store;
	bucket: LockedBucket;
	reference: ManifestReference;
}

export interface FoundManifest<M> {
	manifest: M;
	body: Buffer;
	sha256: string;
	/** Every text that lies under the signature's key, oldest first: somebody may have put another one on top. */
	signatures: string[];
}

/** Reads a close manifest by version. Throws `missing`, `bad-manifest`; the signature is the caller's to check. */
export const readCloseManifest = (read: ReadManifest): Promise<FoundManifest<CloseManifest>> => readManifest(read, closeManifestSchema);

/** Reads a package manifest by version. Throws `missing`, `bad-manifest`; the signature is the caller's to check. */
export const readPackageManifest = (read: ReadManifest): Promise<FoundManifest<PackageManifest>> => readManifest(read, packageManifestSchema);

async function readManifest<S extends v.GenericSchema>({ store, bucket, reference }: ReadManifest, schema: S): Promise<FoundManifest<v.InferOutput<S>>> {
	const { body, sha256 } = await readSmallVersion({ store, bucket, ...reference, limit: MANIFEST_LIMIT });
	if (reference.sha256 !== undefined && sha256 !== reference.sha256) throw new StorageError('corrupt', `${reference.key}: the manifest is not the one that was closed (SHA-256 ${sha256}, expected ${reference.sha256})`);
	const signatures = await readSignatures({ store, bucket, key: reference.key });
	return { manifest: parseManifest(schema, body, reference.key), body, sha256: hash(body), signatures };
}

/** Throws `bad-manifest`. */
export function parseManifest<S extends v.GenericSchema>(schema: S, body: Buffer, key: string): v.InferOutput<S> {
	try {
		return v.parse(schema, JSON.parse(body.toString('utf8')));
	} catch (cause) {
		throw new StorageError('bad-manifest', `${key} is not a manifest of this product: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
	}
}

async function readSignatures({ store, bucket, key }: { store: Store; bucket: LockedBucket; key: string }): Promise<string[]> {
	const texts: string[] = [];
	const prefix = signatureKey(key);
	for await (const { key: listed, versionId, deleteMarker } of listVersions({ store, bucket, prefix })) {
		if (listed !== prefix || deleteMarker) continue;
		texts.unshift((await readSmallVersion({ store, bucket, key: prefix, versionId, limit: 10_000 })).body.toString('utf8'));
	}
	return texts;
}

/** Is one of the signatures that of the signer whom the manifest names? An unknown signer is nobody. */
export function isSigned({ manifest, body, signatures, signers }: Pick<FoundManifest<{ signer: string }>, 'manifest' | 'body' | 'signatures'> & { signers: Signers }): boolean {
	const publicKeyPem = signers[manifest.signer];
	return publicKeyPem !== undefined && signatures.some((signature) => verifyDetached({ bytes: body, signature, publicKeyPem }));
}
