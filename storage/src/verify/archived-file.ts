import type { Store } from '../connect.ts';
import { readLock } from '../lock.ts';
import type { PackageManifest, Piece } from '../manifest.ts';
import { checkVersion, fault } from './check-version.ts';
import type { Finding } from './findings.ts';
import { checkPieceList } from './piece-list.ts';
import { PieceCheck } from './pieces.ts';

/** Below this, a lock that should last longer is not called short: clocks differ, and S3 keeps whole seconds. */
const CLOCK_TOLERANCE_MS = 5_000;

interface ArchivedFile {
	store: Store;
	file: PackageManifest['files'][number];
	onBytes(count: number): void;
	signal?: AbortSignal;
}

/** One file of a package: its pieces' chain in their list, and its object in the archive, byte for byte. */
export async function checkArchivedFile({ store, file, onBytes, signal }: ArchivedFile): Promise<Finding[]> {
	const { key, versionId, sha256, bytes } = file.object;
	const at = { bucket: 'archive' as const, key, versionId };
	const { pieces: listed, findings } = await checkPieceList({ store, bucket: 'archive', file });
	if (sha256 !== file.sha256 || bytes !== file.bytes) findings.push({ ...at, kind: 'manifest-mismatch', detail: 'the object is not the file' });
	const pieces = new PieceCheck(listed);
	let read = 0;
	const onChunk = (chunk: Buffer) => {
		signal?.throwIfAborted();
		pieces.take(chunk);
		onBytes((read += chunk.length));
	};
	const wrong = await checkVersion({ store, ...at, sha256, bytes, onChunk });
	signal?.throwIfAborted();
	if (wrong) findings.push({ ...wrong, ...span(pieces.end()) });
	return findings;
}

/** From the first damaged piece's beginning to the last one's end. */
function span(damaged: Piece[]): { from?: number; to?: number } {
	if (damaged.length === 0) return {};
	return { from: Math.min(...damaged.map((piece) => piece.start)), to: Math.max(...damaged.map((piece) => piece.end)) };
}

interface CheckLock {
	store: Store;
	key: string;
	versionId: string;
	retention: PackageManifest['retention'];
	now: Date;
}

/** Is the version locked as long as the manifest promised? After that time there is nothing to ask. */
export async function checkLock({ store, key, versionId, retention, now }: CheckLock): Promise<Finding[]> {
	if (retention.until <= now.getTime()) return [];
	try {
		const lock = await readLock({ store, bucket: 'archive', key, versionId });
		if (lock && lock.lockedUntil.getTime() >= retention.until - CLOCK_TOLERANCE_MS) return [];
		return [{ kind: 'unlocked', bucket: 'archive', key, versionId, detail: lock ? `locked until ${lock.lockedUntil.toISOString()}` : 'no lock' }];
	} catch (error) {
		// A version that is gone or unreadable has been named already; only a silent server stops the check.
		await fault({ store, bucket: 'archive', error });
		return [];
	}
}
