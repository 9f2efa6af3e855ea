import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHAIN_START, chainHash, closeManifestKey, isSigned, pieceKey, putManifest, readCloseManifest, seal, sha256, verifyPackage, type CloseManifest, type Piece, type RecordedFile, type Store } from '../src/index.ts';
import { makeRecording, portal, sfu, trust } from './recording.ts';
import { soon, testStore } from './server.ts';

const TRACKS = 130;
const PIECES = 3_601;
/** The old bound of 64 MB, which a session of a whole afternoon would not have met. */
const AN_AFTERNOON = 64 * 1024 ** 2;

let store: Store;
beforeAll(async () => {
	store = await testStore();
});
afterAll(() => store.close());

/** Four hours of 65 cameras and microphones: a manifest like the recorder's, of pieces that lie nowhere. */
function session(recording: string, openedAt: number): CloseManifest {
	const files = Array.from({ length: TRACKS }, (_track, track): RecordedFile => {
		const what = track % 2 === 0 ? 'camera' : 'microphone';
		const place = { recording, openedAt, who: `Zastupitelka číslo ${track}`, what, file: `${String(track).padStart(4, '0')}-aaaa`, extension: 'webm' as const };
		const hash = sha256(Buffer.from(place.file));
		const pieces: Piece[] = [];
		for (let number = 0; number < PIECES; number += 1) {
			const chain = chainHash(pieces.at(-1)?.chain ?? CHAIN_START, hash);
			pieces.push({ number, key: pieceKey({ ...place, number }), versionId: randomUUID(), offset: number * 65_536, bytes: 65_536, sha256: hash, chain, start: number * 4_000 + 0.25, end: number * 4_000 + 4_000, key_frame: true });
		}
		return { id: place.file, kind: 'media', contentType: 'video/webm', extension: 'webm', start: 0, end: PIECES * 4_000, bytes: PIECES * 65_536, sha256: hash, pieces, gaps: [], about: {} };
	});
	return { format: 'sal-close/1', recording, openedAt, closedAt: openedAt + PIECES * 4_000, files, gaps: [], signer: 'sfu-1', about: {} };
}

it('keeps and reads the manifest of four hours with 65 cameras', { timeout: 300_000 }, async () => {
	const [recording, openedAt] = [randomUUID(), Date.UTC(2026, 10, 22, 9)];
	const key = closeManifestKey({ recording, openedAt });
	const written = await putManifest({ store, bucket: 'spool', key, manifest: session(recording, openedAt), privateKeyPem: sfu.privateKeyPem, lock: { mode: 'GOVERNANCE', until: soon() } });
	const began = performance.now();
	const found = await readCloseManifest({ store, bucket: 'spool', reference: written });
	const memory = process.memoryUsage().rss / 1024 ** 2;
	console.log(`${(written.bytes / 1e6).toFixed(0)} MB, ${(written.bytes / TRACKS / PIECES).toFixed(0)} bytes a piece, read in ${((performance.now() - began) / 1000).toFixed(1)} s, ${memory.toFixed(0)} MB of memory`);
	expect(found.manifest.files.flatMap(({ pieces }) => pieces.length)).toEqual(Array.from({ length: TRACKS }, () => PIECES));
	expect(isSigned({ ...found, signers: trust.sfus })).toBe(true);
	expect(memory).toBeLessThan(3_000);
});

it('seals and verifies a recording whose manifest is that large', { timeout: 300_000 }, async () => {
	// Gaps instead of pieces: as many bytes to read, copy and sign, without half a million objects.
	const gaps = Array.from({ length: 2_000_000 }, (_gap, index) => ({ from: index * 8, to: index * 8 + 4, reason: 'packets-lost' }));
	const made = await makeRecording({ store, lock: { mode: 'COMPLIANCE', until: soon() }, people: ['Jan Novák'], twist: (manifest) => ({ ...manifest, gaps }) });
	const sealed = await seal({ store, close: made.close, signers: { 'sfu-1': sfu.publicKeyPem }, about: {}, retention: { mode: 'COMPLIANCE', until: soon() }, signer: 'sal-web', privateKeyPem: portal.privateKeyPem, now: new Date() });
	expect(JSON.stringify(sealed.manifest).length).toBeGreaterThan(1.4 * AN_AFTERNOON);
	expect(await verifyPackage({ store, reference: sealed, recording: made.recording, trust })).toMatchObject({ findings: [], whole: true, untouched: true });
});
