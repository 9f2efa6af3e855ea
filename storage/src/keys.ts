/**
 * Names in the store that a person can read with any S3 tool, decades later and without this product:
 * `2026/11/22/<recording>/jan-novak-camera-3f2a/000012.webm` in the spool, `2026/11/22/<recording>/jan-novak-camera-3f2a.webm` in the archive.
 * Only lower-case letters, digits, `-`, `.` and `/` occur: nothing that a shell, a URL or a file system treats in its own way.
 */

const MAX_SLUG = 60;

/** `Zdeněk Dvořák` → `zdenek-dvorak`. What has no Latin letters at all becomes `x`. */
export function slug(text: string): string {
	const plain = text
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, MAX_SLUG)
		.replace(/^-+|-+$/g, '');
	return plain || 'x';
}

interface Recording {
	recording: string;
	/** Milliseconds since 1970; the day in UTC becomes the folder. */
	openedAt: number;
}

/** The folder of a recording, the same in every bucket; ends in "/". */
export function recordingPrefix({ recording, openedAt }: Recording): string {
	const day = new Date(openedAt).toISOString().slice(0, 10).replaceAll('-', '/');
	return `${day}/${safe(recording)}/`;
}

export interface FileName extends Recording {
	/** Whose file, as people write the name; for the log of events: what it is. */
	who: string;
	/** camera, microphone, screen, events … */
	what: string;
	/** The file's id, unique in the recording. */
	file: string;
}

/** The folder of one file's pieces in the spool, without a "/" at the end. */
export const fileFolder = ({ who, what, file, ...recording }: FileName): string => `${recordingPrefix(recording)}${slug(who)}-${slug(what)}-${safe(file)}`;

/** Key of a piece; `number` 0 is the file's header. */
export const pieceKey = ({ number, extension, ...name }: FileName & { number: number; extension: string }): string =>
	`${fileFolder(name)}/${String(number).padStart(6, '0')}.${safe(extension)}`;

/** Key in `archive` of the one object that holds a whole file: the folder of its pieces, as a file. Throws when it is not a piece's key. */
export function archivedFileKey({ firstPieceKey, extension }: { firstPieceKey: string; extension: string }): string {
	return `${fileFolderOf(firstPieceKey)}.${safe(extension)}`;
}

/** Key of the list of a file's pieces, in `spool` and in `archive`: beside the file's folder and the whole file. Throws when it is not a piece's key. */
export const pieceListKey = (firstPieceKey: string): string => `${fileFolderOf(firstPieceKey)}.pieces.json`;

/** The folder in which a piece lies. Throws when it is not a piece's key. */
export function fileFolderOf(pieceKey: string): string {
	const folder = pieceKey.slice(0, pieceKey.lastIndexOf('/'));
	if (!folder.includes('/')) throw new Error(`"${pieceKey}" is not the key of a piece`);
	return folder;
}

export const closeManifestKey = (recording: Recording): string => `${recordingPrefix(recording)}close.json`;
export const packageManifestKey = (recording: Recording): string => `${recordingPrefix(recording)}package.json`;
/** Name of what is left of an erased recording, in its folder. */
export const TOMBSTONE = 'erased.json';
export const tombstoneKey = (recording: Recording): string => `${recordingPrefix(recording)}${TOMBSTONE}`;
/** The detached signature beside a manifest. */
export const signatureKey = (manifestKey: string): string => `${manifestKey}.sig`;

/** An id as it stands, when it is harmless; otherwise its slug. */
const safe = (id: string): string => (/^[a-z0-9][a-z0-9-]{0,62}$/.test(id) ? id : slug(id));
