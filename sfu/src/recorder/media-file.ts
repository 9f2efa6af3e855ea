import { randomBytes } from 'node:crypto';
import type { OpenMessage, TrackMessage } from '../feed/messages.ts';
import type { FileWriter } from './file-writer.ts';
import type { FileLine } from './journal-lines.ts';
import { configurationOf, lengthPrefixed } from './h264-parameters.ts';
import type { CutPiece } from './track.ts';
import { type Block, longestClusterMs, webmCluster, webmHeader } from './webm.ts';

/** Unique also when the spool was lost and the recording goes on: a key in the store is written once only. */
export const newFileId = (count: number): string => `${String(count).padStart(4, '0')}-${randomBytes(2).toString('hex')}`;

const isAvc = ({ mimeType }: TrackMessage): boolean => mimeType.toLowerCase() === 'video/h264';

/** The file that a track's piece opens. */
export function mediaFileLine({ id, key, track, piece }: { id: string; key: string; track: TrackMessage; piece: CutPiece }): FileLine {
	const { participant, name, source, kind, mimeType, producer } = track;
	return {
		type: 'file',
		id,
		track: key,
		kind: 'media',
		contentType: isAvc(track) ? 'video/x-matroska' : kind === 'video' ? 'video/webm' : 'audio/webm',
		extension: isAvc(track) ? 'mkv' : 'webm',
		start: piece.times[0] ?? 0,
		who: name,
		what: source,
		about: { participant, name, source, kind, codec: mimeType.replace(/^.*\//, '').toLowerCase(), producer, ...(piece.size !== null && kind === 'video' && piece.size) }
	};
}

export function eventsFileLine({ id, open }: { id: string; open: OpenMessage }): FileLine {
	return { type: 'file', id, track: null, kind: 'events', contentType: 'application/x-ndjson', extension: 'ndjson', start: 0, who: 'meeting', what: 'events', about: { recording: open.recording } };
}

/** Piece 0: the file's header. Times in the file count from its first frame, `start` says where that is in the recording. */
export function writeHeader(writer: FileWriter, track: TrackMessage, piece: CutPiece): void {
	const { start } = writer.line;
	const bytes = webmHeader(track.kind === 'video' ? { kind: 'video', ...(piece.size ?? { width: 0, height: 0 }), avc: isAvc(track) ? configurationOf(piece.frames[0]?.parts ?? []) : null } : { kind: 'audio', channels: track.channels, sampleRate: track.clockRate });
	writer.write({ bytes, start, end: start, keyFrame: true, gaps: [], track: null, events: null, release: () => undefined });
}

export function writePiece(writer: FileWriter, piece: CutPiece, release: () => void): void {
	const { frames, times, gaps, state, tail } = piece;
	const { start } = writer.line;
	const avc = writer.line.extension === 'mkv';
	const blocks = frames.map((frame, index): Block => ({ time: (times[index] ?? 0) - start, key: frame.key, parts: avc ? lengthPrefixed(frame.parts) : frame.parts }));
	writer.write({
		bytes: clusters(blocks),
		start: times[0] ?? 0,
		end: (times.at(-1) ?? 0) + Math.round(tail),
		keyFrame: frames[0]?.key ?? false,
		gaps,
		track: state,
		events: null,
		release
	});
}

/** One cluster as a rule; frames that mended clocks have put far apart take several. */
function clusters(blocks: Block[]): Buffer {
	const made: Buffer[] = [];
	let from = 0;
	for (let index = 1; index <= blocks.length; index += 1) {
		const [first, next] = [blocks[from], blocks[index]];
		if (first !== undefined && next !== undefined && next.time - first.time < longestClusterMs) continue;
		made.push(webmCluster(blocks.slice(from, index)));
		from = index;
	}
	return made.length === 1 && made[0] !== undefined ? made[0] : Buffer.concat(made);
}
