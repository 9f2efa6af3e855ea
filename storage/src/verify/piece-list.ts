import type { Store } from '../connect.ts';
import type { Piece, RecordedFile } from '../manifest.ts';
import { readPieceList } from '../piece-lists.ts';
import { StorageError } from '../storage-error.ts';
import { fault } from './check-version.ts';
import type { Finding } from './findings.ts';
import { brokenLink } from './pieces.ts';

/** A file's pieces, or none and why their list cannot be believed; and where they do not follow each other. Throws only when the server is not there to be asked. */
export async function checkPieceList({ store, bucket, file }: { store: Store; bucket: 'spool' | 'archive'; file: RecordedFile }): Promise<{ pieces: Piece[]; findings: Finding[] }> {
	const at = { bucket, key: file.pieces.key, versionId: file.pieces.versionId };
	try {
		const { pieces } = await readPieceList({ store, bucket, file });
		const broken = brokenLink({ bytes: file.bytes, pieces });
		if (!broken) return { pieces, findings: [] };
		return { pieces, findings: [{ ...at, kind: 'out-of-chain', detail: broken.why, ...(broken.piece && { from: broken.piece.start, to: broken.piece.end }) }] };
	} catch (error) {
		if (error instanceof StorageError && (error.code === 'corrupt' || error.code === 'bad-manifest')) return { pieces: [], findings: [{ ...at, kind: 'changed', detail: error.message }] };
		return { pieces: [], findings: [{ ...at, ...(await fault({ store, bucket, error })) }] };
	}
}
