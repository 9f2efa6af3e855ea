import type { Store } from './connect.ts';
import { fileStream } from './file-stream.ts';
import { archivedFileKey, closeManifestKey, packageManifestKey, pieceListKey } from './keys.ts';
import type { Lock } from './lock.ts';
import { isSigned, manifestBytes, putManifest, putSignature, readCloseManifest, readPackageManifest, type ManifestReference } from './manifest-objects.ts';
import type { CloseManifest, PackageManifest, RecordedFile } from './manifest.ts';
import { existingKey } from './list-versions.ts';
import { readPieceList } from './piece-lists.ts';
import { putLockedStream } from './put-locked-stream.ts';
import { putLocked } from './put-locked.ts';
import { signDetached, type Signers } from './sign.ts';
import { StorageError } from './storage-error.ts';

export interface Seal {
	store: Store;
	/** The recorder's close manifest in the spool, as it reported it. */
	close: ManifestReference;
	/** Public keys of the media servers: whoever signed the close manifest must be among them. */
	signers: Signers;
	/** Consent, presence, votes …: storage does not look inside. */
	about: Record<string, unknown>;
	retention: Lock;
	/** Name and private key (PKCS #8 PEM) of the portal. */
	signer: string;
	privateKeyPem: string;
	now: Date;
	onProgress?: (progress: { doneBytes: number; bytes: number }) => void;
	signal?: AbortSignal;
}

export interface Sealed {
	key: string;
	versionId: string;
	sha256: string;
	manifest: PackageManifest;
}

/**
 * Seals a closed recording: reads every piece back by version, checks hash and chain, writes one object per file and the list of its
 * pieces into `archive` under lock, and last the package manifest with the portal's signature. May be called again after any crash: what is there already is
 * checked and taken over, and the first manifest stays the only one. Constant memory.
 *
 * Throws {@link StorageError} `bad-signature` or `bad-manifest` (the close manifest), `missing` or `corrupt` (a piece),
 * `different-content` (something else lies under the package's keys).
 */
export async function seal({ store, close, signers, about, retention, signer, privateKeyPem, now, onProgress, signal }: Seal): Promise<Sealed> {
	const closed = await readCloseManifest({ store, bucket: 'spool', reference: close });
	if (!isSigned({ ...closed, signers })) throw new StorageError('bad-signature', `${close.key} is not signed by ${closed.manifest.signer}: the recording was not sealed`);
	const { manifest } = closed;
	const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
	let doneBytes = 0;
	const files: PackageManifest['files'] = [];
	for (const file of manifest.files) {
		signal?.throwIfAborted();
		const before = doneBytes;
		const onPiece = (piece: number) => {
			doneBytes += piece;
			onProgress?.({ doneBytes, bytes });
		};
		files.push(await archiveFile({ store, file, lock: retention, onPiece, signal }));
		doneBytes = before + file.bytes;
		onProgress?.({ doneBytes, bytes });
	}
	const closeCopy = await archiveClose({ store, manifest, body: closed.body, signatures: closed.signatures, signers, lock: retention });
	const packaged: PackageManifest = {
		format: 'sal-package/2',
		recording: manifest.recording,
		sealedAt: now.getTime(),
		openedAt: manifest.openedAt,
		closedAt: manifest.closedAt,
		close: closeCopy,
		files,
		gaps: manifest.gaps,
		retention: { mode: retention.mode, until: retention.until.getTime() },
		signer,
		about
	};
	return putPackage({ store, manifest: packaged, privateKeyPem, lock: retention });
}

interface ArchiveFile {
	store: Store;
	file: RecordedFile;
	lock: Lock;
	onPiece(bytes: number): void;
	signal?: AbortSignal;
}

async function archiveFile({ store, file, lock, onPiece, signal }: ArchiveFile): Promise<PackageManifest['files'][number]> {
	const { pieces, body } = await readPieceList({ store, bucket: 'spool', file });
	const first = pieces[0];
	if (!first) throw new StorageError('bad-manifest', `file ${file.id} has no pieces`);
	const key = archivedFileKey({ firstPieceKey: first.key, extension: file.extension });
	const open = () =>
		Promise.resolve(
			fileStream({
				store,
				file: { ...file, pieces },
				onPiece: (bytes) => {
					signal?.throwIfAborted();
					onPiece(bytes);
				}
			})
		);
	const written = await putLockedStream({ store, bucket: 'archive', key, open, bytes: file.bytes, sha256: file.sha256, contentType: file.contentType, lock }).catch((error: unknown) => {
		// A stream that is aborted says only that it closed too early.
		signal?.throwIfAborted();
		throw error;
	});
	const list = await putLocked({ store, bucket: 'archive', key: pieceListKey(first.key), body, contentType: 'application/json', lock });
	return { ...file, pieces: { ...file.pieces, key: list.key, versionId: list.versionId }, object: { key, versionId: written.versionId, bytes: file.bytes, sha256: file.sha256 } };
}

interface ArchiveClose {
	store: Store;
	manifest: CloseManifest;
	body: Buffer;
	signatures: string[];
	signers: Signers;
	lock: Lock;
}

async function archiveClose({ store, manifest, body, signatures, signers, lock }: ArchiveClose): Promise<PackageManifest['close']> {
	const key = closeManifestKey(manifest);
	const signature = signatures.find((one) => isSigned({ manifest, body, signatures: [one], signers })) ?? '';
	const written = await putLocked({ store, bucket: 'archive', key, body, contentType: 'application/json', lock });
	await putSignature({ store, bucket: 'archive', key, signature: signature.trim(), lock });
	return { key, versionId: written.versionId, sha256: written.sha256 };
}

interface PutPackage {
	store: Store;
	manifest: PackageManifest;
	privateKeyPem: string;
	lock: Lock;
}

/** Writes the package manifest, or finishes the one that an interrupted sealing left: only its time of sealing may differ. */
async function putPackage({ store, manifest, privateKeyPem, lock }: PutPackage): Promise<Sealed> {
	const key = packageManifestKey(manifest);
	const versionId = await existingKey({ store, bucket: 'archive', key });
	if (versionId === undefined) {
		const written = await putManifest({ store, bucket: 'archive', key, manifest, privateKeyPem, lock });
		return { key, versionId: written.versionId, sha256: written.sha256, manifest };
	}
	const found = await readPackageManifest({ store, bucket: 'archive', reference: { key, versionId } });
	const expected = { ...manifest, sealedAt: found.manifest.sealedAt, retention: found.manifest.retention };
	if (!manifestBytes(expected).equals(found.body)) throw new StorageError('different-content', `${key} already holds another package; it was left as it is`);
	await putSignature({ store, bucket: 'archive', key, signature: signDetached({ bytes: found.body, privateKeyPem }), lock });
	return { key, versionId, sha256: found.sha256, manifest: found.manifest };
}
