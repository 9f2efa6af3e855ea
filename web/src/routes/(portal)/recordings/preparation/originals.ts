/**
 * The archived originals, read by byte range: a slice of a four-hour file costs the slice and the few seconds before it back to a key
 * frame, never the whole file. This works because every piece says where in the file it lies and when it plays.
 */
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PackageManifest, Piece } from '@sal/storage';
import type { Span } from './spans.ts';

export type Original = PackageManifest['files'][number];

/** What of a piece tells which bytes play when. */
export type PlayedPiece = Pick<Piece, 'number' | 'offset' | 'bytes' | 'start' | 'key_frame'>;

export interface ReadOriginal {
	/** Streams part of one version of an object in the archive. */
	range(range: { key: string; versionId: string; offset: number; length: number }): Promise<Readable>;
	/** A file's pieces; asked for again with every slice. */
	pieces(file: Original): Promise<readonly PlayedPiece[]>;
}

export interface ByteRange {
	offset: number;
	length: number;
}

/** The header and the run of pieces that play `span`; null when the file has nothing there. */
export function rangesFor({ pieces, span }: { pieces: readonly PlayedPiece[]; span: Span }): { header: ByteRange; media: ByteRange } | null {
	const [header, ...media] = [...pieces].sort((a, b) => a.number - b.number);
	if (!header) return null;
	const after = media.findIndex((piece) => piece.start >= span.to);
	const end = after < 0 ? media.length : after;
	const before = media.findLastIndex((piece, index) => index < end && piece.key_frame && piece.start <= span.from);
	// One piece more than needed: it bears a cut that is not at the start of a cluster, from which a demuxer has to find its feet again.
	const begin = Math.max(0, before - 1);
	const first = media[begin];
	const last = media[end - 1];
	if (!first || !last || begin >= end) return null;
	return { header: { offset: header.offset, length: header.bytes }, media: { offset: first.offset, length: last.offset + last.bytes - first.offset } };
}

/** Writes a playable part of an original to `path`. Returns false when it has nothing in that span. */
export async function fetchPart({ file, span, path, read }: { file: Original; span: Span; path: string; read: ReadOriginal }): Promise<boolean> {
	const ranges = rangesFor({ pieces: await read.pieces(file), span });
	if (!ranges) return false;
	const { key, versionId } = file.object;
	const parts = ranges.header.offset + ranges.header.length === ranges.media.offset ? [{ offset: ranges.header.offset, length: ranges.header.length + ranges.media.length }] : [ranges.header, ranges.media];
	for (const [index, part] of parts.entries()) {
		await pipeline(await read.range({ key, versionId, ...part }), createWriteStream(path, { flags: index === 0 ? 'w' : 'a' }));
	}
	return true;
}
