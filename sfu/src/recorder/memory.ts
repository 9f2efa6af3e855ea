import type { OpenMessage, TrackMessage } from '../feed/messages.ts';
import type { FileLine, JournalLine, PieceLine, TrackState } from './journal-lines.ts';

export interface RememberedFile {
	line: FileLine;
	last: PieceLine | null;
	/** Pieces that the store has not confirmed, in order. */
	unsent: PieceLine[];
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

/** Rebuilds a recording's state from its journal. Every prefix of a journal is a state in which the recorder may have died. */
export function remember(lines: JournalLine[]): Memory {
	const memory: Memory = { open: null, tracks: new Map(), files: new Map(), gaps: [], pausedAt: null, closeAt: null, outcome: null, lastEnd: 0 };
	for (const line of lines) apply(memory, line);
	return memory;
}

function apply(memory: Memory, line: JournalLine): void {
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
		case 'stored': {
			const file = memory.files.get(line.file);
			if (file !== undefined) file.unsent = file.unsent.filter(({ number }) => number !== line.number);
			return;
		}
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

function applyPiece(memory: Memory, piece: PieceLine): void {
	const file = memory.files.get(piece.file);
	if (file === undefined) return;
	file.last = piece;
	file.unsent.push(piece);
	memory.lastEnd = Math.max(memory.lastEnd, piece.end);
	const track = file.line.track === null ? undefined : memory.tracks.get(file.line.track);
	if (track === undefined) return;
	track.file = piece.file;
	track.state = piece.track ?? track.state;
}
