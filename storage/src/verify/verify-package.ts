import type { Store } from '../connect.ts';
import { packageManifestKey, recordingPrefix } from '../keys.ts';
import { isSigned, readCloseManifest, readPackageManifest, type FoundManifest, type ManifestReference } from '../manifest-objects.ts';
import type { CloseManifest, PackageManifest, RecordedFile } from '../manifest.ts';
import { packageVersions } from '../package-versions.ts';
import { isUnreachable, StorageError } from '../storage-error.ts';
import type { Trust } from '../sign.ts';
import { fault } from './check-version.ts';
import { checkArchivedFile, checkLock } from './archived-file.ts';
import { report, type Finding, type VerifyReport } from './findings.ts';
import { checkFolder } from './folder.ts';

export interface VerifyPackage {
	store: Store;
	/** The package manifest as the portal's database remembers it. */
	reference: ManifestReference;
	recording: string;
	trust: Trust;
	now?: Date;
	onProgress?: (progress: { doneBytes: number; bytes: number }) => void;
	signal?: AbortSignal;
}

/**
 * Reads a sealed recording back, every byte of every version that its manifest names, and compares hashes, chain, signatures, locks and
 * what lies on top. Constant memory. Throws only when the store is not there to be asked, or `signal` says stop.
 */
export async function verifyPackage({ store, reference, recording, trust, now = new Date(), onProgress, signal }: VerifyPackage): Promise<VerifyReport> {
	const checked = { objects: 0, pieces: 0, bytes: 0 };
	const opened = await open(store, reference);
	if ('finding' in opened) return report({ recording, findings: [opened.finding], checked, gaps: [] });
	const { manifest } = opened;
	const findings: Finding[] = [];
	const at = { bucket: 'archive' as const, key: reference.key, versionId: reference.versionId };
	const signed = isSigned({ ...opened, signers: trust.portal });
	if (!signed) findings.push({ ...at, kind: 'manifest-signature', detail: `signer ${manifest.signer}` });
	if (manifest.recording !== recording || packageManifestKey(manifest) !== reference.key) findings.push({ ...at, kind: 'manifest-mismatch', detail: `the manifest is that of recording ${manifest.recording}` });
	findings.push(...(await checkClose({ store, manifest, trust })));

	const bytes = manifest.files.reduce((sum, file) => sum + file.object.bytes, 0);
	for (const file of manifest.files) {
		signal?.throwIfAborted();
		const before = checked.bytes;
		const onBytes = (count: number) => onProgress?.({ doneBytes: before + count, bytes });
		findings.push(...(await checkArchivedFile({ store, file, onBytes, signal })));
		checked.objects += 1;
		checked.pieces += file.pieces.count;
		checked.bytes += file.object.bytes;
	}
	const recorded = await packageVersions({ store, manifest, reference });
	for (const [key, versionId] of recorded) findings.push(...(await checkLock({ store, key, versionId, retention: manifest.retention, now })));
	checked.objects += recorded.size - manifest.files.length;
	const manifests = new Set([reference.key, manifest.close.key, ...manifest.files.map(({ pieces }) => pieces.key)]);
	findings.push(...(await checkFolder({ store, bucket: 'archive', prefix: recordingPrefix(manifest), recorded, manifests })));
	return report({ recording, findings, checked, gaps: manifest.gaps, ...(signed && { signer: manifest.signer }) });
}

async function open(store: Store, reference: ManifestReference): Promise<FoundManifest<PackageManifest> | { finding: Finding }> {
	const at = { bucket: 'archive' as const, key: reference.key, versionId: reference.versionId };
	try {
		return await readPackageManifest({ store, bucket: 'archive', reference });
	} catch (error) {
		if (error instanceof StorageError && error.code === 'corrupt') return { finding: { ...at, kind: 'manifest-replaced', detail: error.message } };
		if (error instanceof StorageError && error.code === 'bad-manifest') return { finding: { ...at, kind: 'changed', detail: error.message } };
		return { finding: { ...at, ...(await fault({ store, bucket: 'archive', error })) } };
	}
}

/** The close manifest must be there, signed by the media server, and name the very files of the package. */
async function checkClose({ store, manifest, trust }: { store: Store; manifest: PackageManifest; trust: Trust }): Promise<Finding[]> {
	const { close } = manifest;
	const at = { bucket: 'archive' as const, key: close.key, versionId: close.versionId };
	try {
		const found = await readCloseManifest({ store, bucket: 'archive', reference: close });
		const findings: Finding[] = [];
		if (!isSigned({ ...found, signers: trust.sfus })) findings.push({ ...at, kind: 'manifest-signature', detail: `signer ${found.manifest.signer}` });
		if (!sameFiles(found.manifest, manifest)) findings.push({ ...at, kind: 'manifest-mismatch', detail: 'other files, lists of pieces or gaps' });
		return findings;
	} catch (error) {
		if (error instanceof StorageError && (error.code === 'corrupt' || error.code === 'bad-manifest')) return [{ ...at, kind: 'changed', detail: error.message }];
		if (isUnreachable(error)) throw error;
		return [{ ...at, ...(await fault({ store, bucket: 'archive', error })) }];
	}
}

/** The lists of pieces were copied: other versions, the same bytes. */
const sameFiles = (closed: CloseManifest, sealed: PackageManifest): boolean => {
	const recorded = ({ pieces: { versionId: _versionId, ...pieces }, ...file }: RecordedFile) => ({ ...file, pieces });
	const files = sealed.files.map(({ object: _object, ...file }) => recorded(file));
	return JSON.stringify([closed.recording, closed.files.map(recorded), closed.gaps]) === JSON.stringify([sealed.recording, files, sealed.gaps]);
};
