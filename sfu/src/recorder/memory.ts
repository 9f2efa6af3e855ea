import type { OpenMessage, TrackMessage } from '../feed/messages.ts';
import type { FileLine, JournalLine, PieceLine, StoredLine, TrackState, WrittenPiece } from './journal-lines.ts';

export interface RememberedFile {
	line: FileLine;
	last: PieceLine | null;
	/** Pieces that the store has not confirmed, in order. */
	unsent: WrittenPiece[];
}

export interface RememberedTrack {
	message: TrackMessage;
	ended: boolean;
	/** Where its last piece ended; null before the first. */
	state: TrackState | null;
	/** Id of its last file. */
	file: string | null;
}

export type Outcome = { type: 'closed'; manifestKey: string; manifestVersion: string; manifestSha256: string } | { type: 'failed'; reason: string };

/** What a recorder that comes after a crash knows of a recording. */
export interface Memory {
	open: OpenMessage | null;
	tracks: Map<string, RememberedTrack>;
	files: Map<string, RememberedFile>;
	gaps: { from: number; to: number; reason: string }[];
	/** Since when the recording is paused, ms since 1970; null when it is not. */
	pausedAt: number | null;
	closeAt: number | null;
	outcome: Outcome | null;
	/** End of the latest piece, ms since the recording's zero. */
	lastEnd: number;
}

/** What is known before the journal's first line. */
export const nothingYet = (): Memory => ({ open: null, tracks: new Map(), files: new Map(), gaps: [], pausedAt: null, closeAt: null, outcome: null, lastEnd: 0 });

/** Adds the journal's next line to what is known. Every prefix of a journal is a state in which the recorder may have died. */
export function remember(memory: Memory, line: JournalLine): void {
	switch (line.type) {
		case 'open':
			memory.open ??= line;
			return;
		case 'track': {
			const { key, ...message } = line;
			if (!memory.tracks.has(key)) memory.tracks.set(key, { message, ended: false, state: null, file: null });
			return;
		}
		case 'file':
			memory.files.set(line.id, { line, last: null, unsent: [] });
			return;
		case 'piece':
			return applyPiece(memory, line);
		case 'stored':
			sent(memory, line);
			return;
		case 'trackEnd': {
			const track = memory.tracks.get(line.key);
			if (track !== undefined) track.ended = true;
			return;
		}
		case 'gap':
			memory.gaps.push({ from: line.from, to: line.to, reason: line.reason });
			return;
		case 'pause':
			memory.pausedAt ??= line.at;
			return;
		case 'resume':
			memory.pausedAt = null;
			return;
		case 'close':
			memory.closeAt ??= line.at;
			return;
		case 'closed':
		case 'failed':
			memory.outcome = line;
			return;
	}
}

/** Takes the piece off what waits for the store, and gives it; undefined when it did not wait. */
export function sent(memory: Memory, { file, number }: StoredLine): WrittenPiece | undefined {
	const unsent = memory.files.get(file)?.unsent ?? [];
	const index = unsent.findIndex((piece) => piece.number === number);
	return index < 0 ? undefined : unsent.splice(index, 1)[0];
}

function applyPiece(memory: Memory, piece: PieceLine): void {
	const file = memory.files.get(piece.file);
	if (file === undefined) return;
	const { type: _type, hash: _hash, track: state, events: _events, ...written } = piece;
	file.last = piece;
	file.unsent.push(written);
	memory.lastEnd = Math.max(memory.lastEnd, piece.end);
	const track = file.line.track === null ? undefined : memory.tracks.get(file.line.track);
	if (track === undefined) return;
	track.file = piece.file;
	track.state = state ?? track.state;
}
