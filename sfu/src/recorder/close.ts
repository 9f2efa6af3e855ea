import { type ListedFile, type LockMode, pieceKey, type RecordedFile, type UnlistedClose } from '@sal/storage';
import type { OpenMessage } from '../feed/messages.ts';
import type { FileLine, JournalLine, PieceLine, StoredPiece } from './journal-lines.ts';
import { nothingYet, remember, sent } from './memory.ts';
import type { StoredLists } from './stored-lists.ts';

/** Public sessions' pieces cannot be removed by anyone; a case conference may have to be erased by law (design §3.8). */
export const lockMode = (kind: OpenMessage['kind']): LockMode => (kind === 'session' ? 'COMPLIANCE' : 'GOVERNANCE');

/** Where a piece lies in the bucket. */
export function keyOfPiece({ open, file, number }: { open: OpenMessage; file: FileLine; number: number }): string {
	return pieceKey({ recording: open.recording, openedAt: open.startedAt, who: file.who, what: file.what, file: file.id, number, extension: file.extension });
}

interface Closing {
	/** The journal from its beginning. */
	lines: AsyncIterable<JournalLine[]> | Iterable<JournalLine[]>;
	lists: StoredLists;
	/** SHA-256 of a whole file, as hexadecimal digits, out of its state after the last piece. */
	fileHash: (state: string) => string;
	signer: string;
}

/**
 * The close manifest of a recording whose pieces are all in the store. The same journal always gives the same manifest. One file's pieces are
 * in memory at a time; the files may be gone through again. Throws where the journal cannot be the whole story.
 */
export async function closeManifest({ lines, lists, fileHash, signer }: Closing): Promise<UnlistedClose> {
	const memory = nothingYet();
	for await (const some of lines) {
		for (const line of some) {
			const piece = line.type === 'stored' ? sent(memory, line) : undefined;
			if (line.type === 'stored' && piece !== undefined) await lists.add({ ...piece, versionId: line.versionId });
			else remember(memory, line);
		}
	}
	const { open, closeAt, gaps, files } = memory;
	if (open === null || closeAt === null) throw new Error('a recording that was not opened and closed has no manifest');
	for (const { line, unsent } of files.values()) if (unsent[0] !== undefined) throw new Error(`piece ${unsent[0].number} of file ${line.id} is not in the store yet`);
	async function* listed(opened: OpenMessage): AsyncGenerator<ListedFile> {
		for (const { line, last } of files.values()) {
			// Died between opening the file and its first piece: there is nothing of it.
			if (last === null) continue;
			yield listedFile({ open: opened, line, last, pieces: await lists.of(line.id), sha256: fileHash(last.hash) });
		}
	}
	return {
		format: 'sal-close/2',
		recording: open.recording,
		openedAt: open.startedAt,
		closedAt: closeAt,
		files: { [Symbol.asyncIterator]: () => listed(open) },
		gaps: joinGaps(gaps),
		signer,
		about: { room: open.room, title: open.title, kind: open.kind }
	};
}

function listedFile({ open, line, last, pieces, sha256 }: { open: OpenMessage; line: FileLine; last: PieceLine; pieces: StoredPiece[]; sha256: string }): ListedFile {
	const { id, kind, contentType, extension, start, about } = line;
	return {
		id,
		kind,
		contentType,
		extension,
		start,
		end: last.end,
		bytes: last.offset + last.bytes,
		sha256,
		pieces: pieces.map(({ number, versionId, offset, bytes, sha256: own, chain, start: from, end, keyFrame }) => ({
			number,
			key: keyOfPiece({ open, file: line, number }),
			versionId,
			offset,
			bytes,
			sha256: own,
			chain,
			start: from,
			end,
			key_frame: keyFrame
		})),
		gaps: joinGaps(pieces.flatMap(({ gaps }) => gaps)),
		about
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
