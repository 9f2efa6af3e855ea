import { type ListedFile, type LockMode, pieceKey, type RecordedFile, type UnlistedClose } from '@sal/storage';
import type { OpenMessage } from '../feed/messages.ts';
import type { FileLine, JournalLine, PieceLine } from './journal-lines.ts';
import { remember } from './memory.ts';

/** Public sessions' pieces cannot be removed by anyone; a case conference may have to be erased by law (design §3.8). */
export const lockMode = (kind: OpenMessage['kind']): LockMode => (kind === 'session' ? 'COMPLIANCE' : 'GOVERNANCE');

/** Where a piece lies in the bucket. */
export function keyOfPiece({ open, file, number }: { open: OpenMessage; file: FileLine; number: number }): string {
	return pieceKey({ recording: open.recording, openedAt: open.startedAt, who: file.who, what: file.what, file: file.id, number, extension: file.extension });
}

/**
 * The close manifest of a recording whose pieces are all in the store, its files one at a time. The same journal always gives the same
 * manifest. Throws, here or when a file is asked for, where the journal cannot be the whole story.
 */
export function closeManifest({ lines, fileHash, signer }: { lines: JournalLine[]; fileHash: (state: string) => string; signer: string }): UnlistedClose {
	const { open: opened, closeAt, gaps } = remember(lines);
	if (opened === null || closeAt === null) throw new Error('a recording that was not opened and closed has no manifest');
	const open = opened;
	const stored = new Map<string, string>();
	const pieces = new Map<string, PieceLine[]>();
	// By id: a file without a piece yet is announced again after a restart.
	const files = new Map<string, FileLine>();
	for (const line of lines) {
		if (line.type === 'stored') stored.set(`${line.file}/${line.number}`, line.versionId);
		else if (line.type === 'file') files.set(line.id, line);
		else if (line.type === 'piece') {
			const own = pieces.get(line.file);
			if (own === undefined) pieces.set(line.file, [line]);
			else own.push(line);
		}
	}
	const version = (piece: PieceLine): string => {
		const found = stored.get(`${piece.file}/${piece.number}`);
		if (found === undefined) throw new Error(`piece ${piece.number} of file ${piece.file} is not in the store yet`);
		return found;
	};
	function* listed(): Generator<ListedFile> {
		for (const file of files.values()) {
			const own = pieces.get(file.id) ?? [];
			const last = own.at(-1);
			// Died between opening the file and its first piece: there is nothing of it.
			if (last === undefined) continue;
			yield {
				id: file.id,
				kind: file.kind,
				contentType: file.contentType,
				extension: file.extension,
				start: file.start,
				end: last.end,
				bytes: last.offset + last.bytes,
				sha256: fileHash(last.hash),
				pieces: own.map((piece) => ({
					number: piece.number,
					key: keyOfPiece({ open, file, number: piece.number }),
					versionId: version(piece),
					offset: piece.offset,
					bytes: piece.bytes,
					sha256: piece.sha256,
					chain: piece.chain,
					start: piece.start,
					end: piece.end,
					key_frame: piece.keyFrame
				})),
				gaps: joinGaps(own.flatMap((piece) => piece.gaps)),
				about: file.about
			};
		}
	}
	return {
		format: 'sal-close/2',
		recording: open.recording,
		openedAt: open.startedAt,
		closedAt: closeAt,
		files: listed(),
		gaps: joinGaps(gaps),
		signer,
		about: { room: open.room, title: open.title, kind: open.kind }
	};
}

/** Gaps closer together than this (ms) are one to whoever listens. */
const closeTogetherMs = 1_000;

/** Joins gaps of one reason that lie close together: a bad minute of a network is one entry, not a hundred. */
export function joinGaps(gaps: RecordedFile['gaps']): RecordedFile['gaps'] {
	const joined: RecordedFile['gaps'] = [];
	for (const gap of gaps.toSorted((a, b) => a.from - b.from)) {
		const last = joined.at(-1);
		if (last !== undefined && last.reason === gap.reason && gap.from - last.to < closeTogetherMs) last.to = Math.max(last.to, gap.to);
		else joined.push({ ...gap });
	}
	return joined;
}
