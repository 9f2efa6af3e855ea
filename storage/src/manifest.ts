/**
 * What lies in the buckets and proves itself. A *file* is one append-only media or event file; a *piece* is a byte range of it.
 * Manifests are stored as the exact JSON bytes that were signed, with the signature beside them (`<key>.sig`, base64 Ed25519). They name
 * the files; the pieces of each file are listed in an object of its own, which the manifest names by its SHA-256: so the signature covers
 * half a million pieces, and nobody has to hold more than one file's list in memory.
 */
import * as v from 'valibot';

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Milliseconds since the recording's zero (`openedAt`). */
const offsetMs = v.pipe(v.number(), v.finite());
/** Milliseconds since 1970. */
const instant = v.pipe(v.number(), v.finite());
/** Filled by the caller; storage does not look inside. */
const about = v.record(v.string(), v.unknown());

export const gapSchema = v.object({ from: offsetMs, to: offsetMs, reason: v.string() });

export const pieceSchema = v.object({
	/** 0 is the file's header (init segment); media pieces follow. */
	number: count,
	key: v.string(),
	versionId: v.string(),
	offset: count,
	bytes: count,
	sha256,
	/** SHA-256 over (previous piece's chain as hex + this piece's sha256 as hex); the first one starts from 64 zeros. */
	chain: sha256,
	start: offsetMs,
	end: offsetMs,
	/** Does the piece begin with a key frame (sound: always true)? */
	key_frame: v.boolean()
});
export type Piece = v.InferOutput<typeof pieceSchema>;

/** The pieces of one file, in order, as they lie beside it (`<file>.pieces.json`). */
export const pieceListSchema = v.object({ format: v.literal('sal-pieces/1'), file: v.string(), pieces: v.array(pieceSchema) });
export type PieceList = v.InferOutput<typeof pieceListSchema>;

/** Where a file's list lies: in `spool` beside its pieces, in `archive` beside the whole file; the same bytes. */
const listReference = v.object({ key: v.string(), versionId: v.string(), sha256, bytes: count, count });

export const fileSchema = v.object({
	id: v.string(),
	/** `media`: WebM or MKV; `events`: JSON Lines. */
	kind: v.picklist(['media', 'events']),
	contentType: v.string(),
	extension: v.picklist(['webm', 'mkv', 'ndjson']),
	start: offsetMs,
	end: offsetMs,
	bytes: count,
	/** Of the whole file: all pieces concatenated. */
	sha256,
	pieces: listReference,
	gaps: v.array(gapSchema),
	/** For media: participant, name, source, kind, codec, width, height. */
	about
});
export type RecordedFile = v.InferOutput<typeof fileSchema>;
/** A file with its pieces at hand: what a list is written of, and read into. */
export type ListedFile = Omit<RecordedFile, 'pieces'> & { pieces: Piece[] };

/** Written and signed by the recorder when a recording ends: nothing is added afterwards. */
export const closeManifestSchema = v.object({
	format: v.literal('sal-close/2'),
	recording: v.string(),
	openedAt: instant,
	closedAt: instant,
	files: v.array(fileSchema),
	/** Gaps of the recording as a whole (the media server itself was away). */
	gaps: v.array(gapSchema),
	signer: v.string(),
	about
});
export type CloseManifest = v.InferOutput<typeof closeManifestSchema>;
/** What a recorder has before the lists are written; the files one after the other, so that one is in memory. */
export type UnlistedClose = Omit<CloseManifest, 'files'> & { files: Iterable<ListedFile> | AsyncIterable<ListedFile> };

/** Written and signed by the portal when the package is sealed into `archive`. */
export const packageManifestSchema = v.object({
	format: v.literal('sal-package/2'),
	recording: v.string(),
	sealedAt: instant,
	openedAt: instant,
	closedAt: instant,
	close: v.object({ key: v.string(), versionId: v.string(), sha256 }),
	files: v.array(
		v.object({
			...fileSchema.entries,
			/** The one object in `archive` that holds the whole file. */
			object: v.object({ key: v.string(), versionId: v.string(), bytes: count, sha256 })
		})
	),
	gaps: v.array(gapSchema),
	retention: v.object({ mode: v.picklist(['COMPLIANCE', 'GOVERNANCE']), until: instant }),
	signer: v.string(),
	/** Consent, presence, votes … */
	about
});
export type PackageManifest = v.InferOutput<typeof packageManifestSchema>;
