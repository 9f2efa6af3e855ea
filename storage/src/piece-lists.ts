import type { Store } from './connect.ts';
import { closeManifestKey, pieceListKey } from './keys.ts';
import type { Lock } from './lock.ts';
import { parseManifest, putManifest } from './manifest-objects.ts';
import { pieceListSchema, type ListedFile, type PieceList, type RecordedFile, type UnlistedClose } from './manifest.ts';
import { putLocked, type Written } from './put-locked.ts';
import { readSmallVersion } from './read-version.ts';
import { StorageError } from './storage-error.ts';

/** Larger lists are refused, in bytes: a piece takes about 400, so this is room for eight days of one camera. */
const LIST_LIMIT = 64 * 1024 ** 2;

interface PutClose {
	store: Store;
	manifest: UnlistedClose;
	privateKeyPem: string;
	lock: Lock;
}

/**
 * Ends a recording in the spool: a list of pieces for each file, then the close manifest that names them, then its signature. May be
 * repeated with the same arguments after a crash anywhere in between. Errors as {@link putLocked}.
 */
export async function putClose({ store, manifest: { files: unlisted, ...rest }, privateKeyPem, lock }: PutClose): Promise<Written> {
	const files: RecordedFile[] = [];
	for await (const file of unlisted) files.push({ ...file, pieces: await putPieceList({ store, file, lock }) });
	return putManifest({ store, bucket: 'spool', key: closeManifestKey(rest), manifest: { ...rest, files }, privateKeyPem, lock });
}

async function putPieceList({ store, file, lock }: { store: Store; file: ListedFile; lock: Lock }): Promise<RecordedFile['pieces']> {
	const list: PieceList = { format: 'sal-pieces/1', file: file.id, pieces: file.pieces };
	const { count, key } = { count: file.pieces.length, key: pieceListKey(file.pieces[0]?.key ?? '') };
	const { versionId, sha256, bytes } = await putLocked({ store, bucket: 'spool', key, body: Buffer.from(JSON.stringify(list)), contentType: 'application/json', lock });
	return { key, versionId, sha256, bytes, count };
}

interface ReadPieceList {
	store: Store;
	bucket: 'spool' | 'archive';
	file: Pick<RecordedFile, 'id' | 'pieces'>;
}

/** A file's pieces as the manifest knows them, and the bytes of their list. Throws `missing`, `corrupt` (not the list that was signed for), `bad-manifest`. */
export async function readPieceList({ store, bucket, file: { id, pieces } }: ReadPieceList): Promise<{ pieces: PieceList['pieces']; body: Buffer }> {
	const { body, sha256 } = await readSmallVersion({ store, bucket, key: pieces.key, versionId: pieces.versionId, limit: LIST_LIMIT });
	if (sha256 !== pieces.sha256) throw new StorageError('corrupt', `${pieces.key}: the list of pieces is not the one that was signed for (SHA-256 ${sha256}, expected ${pieces.sha256})`);
	const list = parseManifest(pieceListSchema, body, pieces.key);
	if (list.file !== id || list.pieces.length !== pieces.count) throw new StorageError('bad-manifest', `${pieces.key} lists ${list.pieces.length} pieces of file ${list.file}, the manifest ${pieces.count} of ${id}`);
	return { pieces: list.pieces, body };
}
