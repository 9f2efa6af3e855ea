import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHAIN_START, chainHash, isSigned, pieceKey, putClose, putLocked, readCloseManifest, readPieceList, seal, sha256, verifyPackage, type ListedFile, type Piece, type Store, type UnlistedClose } from '../src/index.ts';
import { brokenLink } from '../src/verify/pieces.ts';
import { portal, sfu, trust } from './recording.ts';
import { soon, testStore } from './server.ts';

/** 65 cameras and microphones. */
const TRACKS = 130;
/** Four hours in pieces of four seconds, and the header. */
const PIECES = 3_601;
const body = Buffer.from('an hour and a bit');
const hash = sha256(body);
const lock = () => ({ mode: 'GOVERNANCE' as const, until: soon(600) });
const megabytes = () => process.memoryUsage().rss / 1024 ** 2;

let store: Store;
beforeAll(async () => {
	store = await testStore();
});
afterAll(() => store.close());

/** A session as the recorder closes it. All pieces of a file are one object, `versions[track]`: the lists do not know. */
function session({ recording, pieces, versions }: { recording: string; pieces: number; versions: string[] }): UnlistedClose {
	const openedAt = Date.UTC(2026, 10, 22, 9);
	// An iterator, as the recorder hands it on: one file's pieces at a time.
	function* files(): Generator<ListedFile> {
		for (const [track, versionId] of versions.entries()) yield file(versionId, track);
	}
	const file = (versionId: string, track: number): ListedFile => {
		const id = `${String(track).padStart(4, '0')}-aaaa`;
		const key = pieceKey({ recording, openedAt, who: `Zastupitelka číslo ${track}`, what: track % 2 === 0 ? 'camera' : 'microphone', file: id, number: 0, extension: 'webm' });
		const listed: Piece[] = [];
		for (let number = 0; number < pieces; number += 1) {
			const chain = chainHash(listed.at(-1)?.chain ?? CHAIN_START, hash);
			listed.push({ number, key, versionId, offset: number * body.length, bytes: body.length, sha256: hash, chain, start: number * 4_000 + 0.25, end: number * 4_000 + 4_000, key_frame: true });
		}
		const whole = sha256(Buffer.concat(Array.from({ length: pieces }, () => body)));
		return { id, kind: 'media', contentType: 'video/webm', extension: 'webm', start: 0, end: pieces * 4_000, bytes: pieces * body.length, sha256: whole, pieces: listed, gaps: [], about: {} };
	};
	return { format: 'sal-close/2', recording, openedAt, closedAt: openedAt + pieces * 4_000, files: files(), gaps: [], signer: 'sfu-1', about: {} };
}

it('closes and reads four hours of 65 cameras with the memory of one file’s list', { timeout: 300_000 }, async () => {
	const [before, began] = [megabytes(), performance.now()];
	const written = await putClose({ store, manifest: session({ recording: randomUUID(), pieces: PIECES, versions: Array.from({ length: TRACKS }, () => randomUUID()) }), privateKeyPem: sfu.privateKeyPem, lock: lock() });
	const closed = performance.now();
	const found = await readCloseManifest({ store, bucket: 'spool', reference: written });
	expect(isSigned({ ...found, signers: trust.sfus })).toBe(true);
	let pieces = 0;
	for (const file of found.manifest.files) {
		const list = await readPieceList({ store, bucket: 'spool', file });
		expect(brokenLink({ bytes: file.bytes, pieces: list.pieces })).toBeUndefined();
		pieces += list.pieces.length;
	}
	const grown = megabytes() - before;
	console.log(`manifest ${(written.bytes / 1e3).toFixed(0)} kB, ${pieces} pieces; closed in ${((closed - began) / 1000).toFixed(1)} s, read in ${((performance.now() - closed) / 1000).toFixed(1)} s, ${grown.toFixed(0)} MB more memory`);
	expect(pieces).toBe(TRACKS * PIECES);
	expect(written.bytes).toBeLessThan(200_000);
	expect(grown).toBeLessThan(400);
});

it('seals and verifies a session of that many tracks', { timeout: 300_000 }, async () => {
	const recording = randomUUID();
	const pieces = Number(process.env['SAL_LARGE_PIECES'] ?? 12);
	const versions: string[] = [];
	const blank = session({ recording, pieces: 1, versions: Array.from({ length: TRACKS }, () => '') });
	for await (const { pieces: [piece] } of blank.files) versions.push((await putLocked({ store, bucket: 'spool', key: piece?.key ?? '', body, contentType: 'video/webm', lock: lock() })).versionId);
	const close = await putClose({ store, manifest: session({ recording, pieces, versions }), privateKeyPem: sfu.privateKeyPem, lock: lock() });
	const [before, began] = [megabytes(), performance.now()];
	const sealed = await seal({ store, close, signers: trust.sfus, about: {}, retention: lock(), signer: 'sal-web', privateKeyPem: portal.privateKeyPem, now: new Date() });
	const done = performance.now();
	const report = await verifyPackage({ store, reference: sealed, recording, trust });
	console.log(`${TRACKS} files of ${pieces} pieces: sealed in ${((done - began) / 1000).toFixed(1)} s, verified in ${((performance.now() - done) / 1000).toFixed(1)} s, ${(megabytes() - before).toFixed(0)} MB more memory`);
	expect(report).toMatchObject({ findings: [], whole: true, untouched: true, checked: { pieces: TRACKS * pieces } });
});
