import type { Store } from '../connect.ts';
import { fileFolderOf, recordingPrefix, signatureKey } from '../keys.ts';
import { existingKey } from '../list-versions.ts';
import { isSigned, readCloseManifest, type ManifestReference } from '../manifest-objects.ts';
import type { RecordedFile } from '../manifest.ts';
import { StorageError } from '../storage-error.ts';
import type { Trust } from '../sign.ts';
import { checkVersion, fault } from './check-version.ts';
import { report, type Finding, type VerifyReport } from './findings.ts';
import { checkFolder } from './folder.ts';
import { checkPieceList } from './piece-list.ts';

export interface VerifyClose {
	store: Store;
	/** The close manifest in the spool. */
	reference: ManifestReference;
	recording: string;
	trust: Trust;
	onProgress?: (progress: { doneBytes: number; bytes: number }) => void;
	signal?: AbortSignal;
}

/** {@link verifyPackage} for a recording that is closed and not sealed yet: its pieces in the spool, one by one. */
export async function verifyClose({ store, reference, recording, trust, onProgress, signal }: VerifyClose): Promise<VerifyReport> {
	const at = { bucket: 'spool' as const, key: reference.key, versionId: reference.versionId };
	const checked = { objects: 1, pieces: 0, bytes: 0 };
	const findings: Finding[] = [];
	const found = await readCloseManifest({ store, bucket: 'spool', reference }).catch(async (error: unknown): Promise<Finding> => {
		if (error instanceof StorageError && error.code === 'corrupt') return { ...at, kind: 'manifest-replaced', detail: error.message };
		if (error instanceof StorageError && error.code === 'bad-manifest') return { ...at, kind: 'changed', detail: error.message };
		return { ...at, ...(await fault({ store, bucket: 'spool', error })) };
	});
	if ('kind' in found) return report({ recording, findings: [found], checked, gaps: [] });
	const { manifest } = found;
	const signed = isSigned({ ...found, signers: trust.sfus });
	if (!signed) findings.push({ ...at, kind: 'manifest-signature', detail: `signer ${manifest.signer}` });
	const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
	for (const file of manifest.files) {
		const onBytes = (count: number) => {
			checked.bytes += count;
			onProgress?.({ doneBytes: checked.bytes, bytes });
		};
		findings.push(...(await checkPieces({ store, file, signal, onBytes })));
		checked.objects += 1 + file.pieces.count;
		checked.pieces += file.pieces.count;
	}
	const recorded = new Map([[reference.key, reference.versionId]]);
	const signature = signatureKey(reference.key);
	const signatureVersion = await existingKey({ store, bucket: 'spool', key: signature });
	if (signatureVersion !== undefined) recorded.set(signature, signatureVersion);
	// The folder's own objects; each file's folder was looked at with its pieces.
	const top = await checkFolder({ store, bucket: 'spool', prefix: `${recordingPrefix(manifest)}close`, recorded, manifests: new Set([reference.key]) });
	return report({ recording, findings: [...findings, ...top], checked, gaps: manifest.gaps, ...(signed && { signer: manifest.signer }) });
}

interface CheckPieces {
	store: Store;
	file: RecordedFile;
	onBytes(count: number): void;
	signal?: AbortSignal;
}

async function checkPieces({ store, file, onBytes, signal }: CheckPieces): Promise<Finding[]> {
	const list = file.pieces;
	const { pieces, findings } = await checkPieceList({ store, bucket: 'spool', file });
	for (const { key, versionId, sha256, bytes, start, end } of pieces) {
		signal?.throwIfAborted();
		const wrong = await checkVersion({ store, bucket: 'spool', key, versionId, sha256, bytes });
		if (wrong) findings.push({ ...wrong, from: start, to: end });
		onBytes(bytes);
	}
	const folder = { store, bucket: 'spool' as const };
	findings.push(...(await checkFolder({ ...folder, prefix: list.key, recorded: new Map([[list.key, list.versionId]]), manifests: new Set([list.key]) })));
	const [first] = pieces;
	if (!first) return findings;
	const recorded = new Map(pieces.map(({ key, versionId }) => [key, versionId]));
	return [...findings, ...(await checkFolder({ ...folder, prefix: `${fileFolderOf(first.key)}/`, recorded, manifests: new Set() }))];
}
