/**
 * What lies in the buckets and proves itself. A *file* is one append-only media or event file; a *piece* is a byte range of it.
 * Manifests are stored as the exact JSON bytes that were signed, with the signature beside them (`<key>.sig`, base64 Ed25519).
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
	pieces: v.array(pieceSchema),
	gaps: v.array(gapSchema),
	/** For media: participant, name, source, kind, codec, width, height. */
	about
});
export type RecordedFile = v.InferOutput<typeof fileSchema>;

/** Written and signed by the recorder when a recording ends: nothing is added afterwards. */
export const closeManifestSchema = v.object({
	format: v.literal('sal-close/1'),
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

/** Written and signed by the portal when the package is sealed into `archive`. */
export const packageManifestSchema = v.object({
	format: v.literal('sal-package/1'),
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
