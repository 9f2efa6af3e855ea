/** For tests: puts a closed recording into the spool exactly as the recorder would, pieces, event log, manifest and signature. */
import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHAIN_START, chainHash, pieceKey, putClose, putLocked, sha256, type ListedFile, type PackageManifest, type Store } from '@sal/storage';
import { makePackage, type FixtureTrack } from './preparation/fixtures.ts';

export function newKey(): { privateKeyPem: string; publicKeyPem: string } {
	const { privateKey, publicKey } = generateKeyPairSync('ed25519');
	return { privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

export interface ClosedRecording {
	store: Store;
	/** The recording's id (UUID). */
	id: string;
	openedAt: number;
	durationMs: number;
	tracks: FixtureTrack[];
	/** `at` in milliseconds since the recording's zero. */
	events: { at: number; type: string; participant?: string; detail?: Record<string, unknown> }[];
	gaps?: PackageManifest['gaps'];
	/** Where the WebM files are made. */
	folder: string;
	sfu: { id: string; privateKeyPem: string };
	lockSeconds: number;
}

/** Returns what the media server's callback says. */
export async function putClosedRecording({ store, id, openedAt, durationMs, tracks, events, gaps = [], folder, sfu, lockSeconds }: ClosedRecording): Promise<{ manifestKey: string; manifestVersion: string; manifestSha256: string }> {
	const made = makePackage({ folder, openedAt, durationMs, tracks, gaps });
	const lock = { mode: 'GOVERNANCE' as const, until: new Date(Date.now() + lockSeconds * 1_000) };
	const put = async (file: Omit<ListedFile, 'bytes' | 'sha256'>, bytes: Buffer, who: string, what: string): Promise<ListedFile> => {
		let chain = CHAIN_START;
		const pieces: ListedFile['pieces'] = [];
		for (const piece of file.pieces) {
			const body = bytes.subarray(piece.offset, piece.offset + piece.bytes);
			const key = pieceKey({ recording: id, openedAt, who, what, file: file.id, number: piece.number, extension: file.extension });
			const written = await putLocked({ store, bucket: 'spool', key, body, contentType: file.contentType, lock });
			chain = chainHash(chain, written.sha256);
			pieces.push({ ...piece, key, versionId: written.versionId, sha256: written.sha256, chain });
		}
		return { ...file, bytes: bytes.length, sha256: sha256(bytes), pieces };
	};
	const files: ListedFile[] = [];
	for (const { bytes: _bytes, sha256: _sha256, ...file } of made.files) {
		files.push(await put(file, await readFile(join(folder, `${file.id}.webm`)), String(file.about.name), String(file.about.source)));
	}
	const log = Buffer.from(events.map((event) => `${JSON.stringify({ ...event, at: openedAt + event.at })}\n`).join(''));
	const logPiece = { number: 0, key: '', versionId: '', offset: 0, bytes: log.length, sha256: '', chain: '', start: 0, end: durationMs, key_frame: true };
	files.push(await put({ id: 'events', kind: 'events', contentType: 'application/x-ndjson', extension: 'ndjson', start: 0, end: durationMs, gaps: [], about: {}, pieces: [logPiece] }, log, 'meeting', 'events'));

	const closed = { format: 'sal-close/2' as const, recording: id, openedAt, closedAt: openedAt + durationMs, files, gaps, signer: sfu.id, about: {} };
	const written = await putClose({ store, manifest: closed, privateKeyPem: sfu.privateKeyPem, lock });
	return { manifestKey: written.key, manifestVersion: written.versionId, manifestSha256: written.sha256 };
}
