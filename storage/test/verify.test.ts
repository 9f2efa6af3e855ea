import { copyFile, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeFinding, findPackage, findRecording, pieceListKey, putLocked, putManifest, readPieceList, seal, signDetached, verifyClose, verifyPackage, type Finding, type Sealed, type VerifyReport } from '../src/index.ts';
import { ownServer, type OwnServer } from './own-server.ts';
import { makeRecording, portal, thief, trust, type TestRecording } from './recording.ts';
import { soon } from './server.ts';

let server: OwnServer;
let made: TestRecording;
let sealed: Sealed;
const lock = { mode: 'COMPLIANCE' as const, until: soon(600) };

beforeAll(async () => {
	server = await ownServer();
});
afterAll(() => server.remove());
beforeEach(async () => {
	made = await makeRecording({ store: server.store, lock });
	sealed = await seal({ store: server.store, close: made.close, signers: trust.sfus, about: {}, retention: lock, signer: 'sal-web', privateKeyPem: portal.privateKeyPem, now: new Date() });
});

const verify = (reference: { key: string; versionId: string; sha256?: string } = sealed): Promise<VerifyReport> => verifyPackage({ store: server.store, reference, recording: made.recording, trust });
const firstObject = (): { key: string; versionId: string; bytes: number } => {
	const [file] = sealed.manifest.files;
	if (!file) throw new Error('nothing was sealed');
	return file.object;
};
const firstList = () => (sealed.manifest.files[0] ?? never()).pieces;
/** The first file's list of pieces, with the beginning of one of them moved. */
async function editedList(): Promise<Buffer> {
	const file = sealed.manifest.files[0] ?? never();
	const { pieces } = await readPieceList({ store: server.store, bucket: 'archive', file });
	return Buffer.from(JSON.stringify({ format: 'sal-pieces/1', file: file.id, pieces: pieces.map((piece) => (piece.number === 2 ? { ...piece, start: 0 } : piece)) }));
}
const folderOf = (bucket: string, key: string): string => join(server.data, bucket, key);
/** The file in MinIO's data folder that holds the bytes of an object's only version. */
async function partOf(bucket: string, key: string): Promise<string> {
	const names = await readdir(folderOf(bucket, key), { recursive: true });
	const part = names.find((name) => name.endsWith('part.1'));
	if (!part) throw new Error(`${key} has no part on the disk`);
	return join(folderOf(bucket, key), part);
}
async function flipBit(path: string, at: number): Promise<void> {
	const file = await open(path, 'r+');
	const byte = Buffer.alloc(1);
	await file.read(byte, 0, 1, at);
	await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
	await file.close();
}
const kinds = (report: VerifyReport): string[] => report.findings.map((finding) => finding.kind);

describe('a sealed recording that nobody touched', () => {
	it('is whole, and says so in Czech', async () => {
		expect(await verify()).toMatchObject({ whole: true, untouched: true, findings: [] });
	});

	it('is found by its id alone, and by its path', async () => {
		const folder = await findRecording(server.store, made.recording);
		expect(folder).toBe(`2026/11/22/${made.recording}/`);
		expect(await findRecording(server.store, `2026/11/22/${made.recording}`)).toBe(folder);
		expect(await findRecording(server.store, 'nobody')).toBeUndefined();
		expect(await findPackage({ store: server.store, folder: folder ?? '', trust })).toEqual({ key: sealed.key, versionId: sealed.versionId });
	});
});

describe('damage behind the back of the store', () => {
	it('a list of pieces removed from the data folder is found as missing', async () => {
		await rm(folderOf('archive', firstList().key), { recursive: true });
		expect(await verify()).toMatchObject({ whole: false, findings: [{ kind: 'missing', key: firstList().key }] });
	});

	it('a flipped bit is found as unreadable, with its object', async () => {
		await flipBit(await partOf('archive', firstObject().key), 250_000);
		const report = await verify();
		expect(report).toMatchObject({ whole: false, findings: [{ kind: 'unreadable', key: firstObject().key }] });
	});

	it('other bytes slipped into the data folder are found as changed, with their place in time', async () => {
		const { key, bytes } = firstObject();
		const { versionId } = firstObject();
		const original = Buffer.concat(await (await server.store.client.getObject('archive', key, { versionId })).toArray());
		const forged = Buffer.from(original);
		forged.fill(0, 210_000, 220_000);
		expect(forged).toHaveLength(bytes);
		await putLocked({ store: server.store, bucket: 'archive', key: `forge/${made.recording}.webm`, body: forged, contentType: 'video/webm', lock });
		await copyFile(await partOf('archive', `forge/${made.recording}.webm`), await partOf('archive', key));
		const report = await verify();
		expect(report).toMatchObject({ whole: false, findings: [{ kind: 'changed', key, from: 8000, to: 12000 }] });
		expect(describeFinding(report.findings[0] as Finding, 'cs')).toContain('jiný obsah, než byl zaznamenán v čase 0:00:08–0:00:12');
	});

	it('an object removed from the data folder is found as missing', async () => {
		await rm(folderOf('archive', firstObject().key), { recursive: true });
		expect(await verify()).toMatchObject({ whole: false, findings: [{ kind: 'missing', key: firstObject().key }] });
	});

	it('a destroyed data file is found as unreadable', async () => {
		await rm(await partOf('archive', firstObject().key));
		expect(await verify()).toMatchObject({ whole: false, findings: [{ kind: 'unreadable', key: firstObject().key }] });
	});

	it('a removed manifest is found as missing', async () => {
		await rm(folderOf('archive', sealed.key), { recursive: true });
		expect(await verify()).toMatchObject({ whole: false, findings: [{ kind: 'missing', key: sealed.key }] });
	});
});

describe('tampering through the store', () => {
	it('a newer version on top is named, and the recording is still whole', async () => {
		await server.store.client.putObject('archive', firstObject().key, Buffer.from('forged'));
		expect(await verify()).toMatchObject({ whole: true, untouched: false, findings: [{ kind: 'superseded', key: firstObject().key }] });
	});

	it('a delete marker is named, and the recording is still whole', async () => {
		await server.store.client.removeObject('archive', firstObject().key);
		expect(await verify()).toMatchObject({ whole: true, untouched: false, findings: [{ kind: 'hidden', key: firstObject().key }] });
	});

	it('a manifest that was edited and uploaded again is named; the original counts, with and without the database', async () => {
		const edited = { ...sealed.manifest, about: { vote: 'jinak' } };
		await server.store.client.putObject('archive', sealed.key, Buffer.from(JSON.stringify(edited)));
		expect(await verify()).toMatchObject({ whole: true, untouched: false, findings: [{ kind: 'manifest-replaced', key: sealed.key }] });
		const found = await findPackage({ store: server.store, folder: `2026/11/22/${made.recording}/`, trust });
		expect(found?.versionId).toBe(sealed.versionId);
	});

	it('an edited manifest taken for the real one is refused: by its hash, and by its signature', async () => {
		const body = Buffer.from(JSON.stringify({ ...sealed.manifest, about: { vote: 'jinak' } }));
		const { versionId } = await server.store.client.putObject('archive', sealed.key, body);
		expect(kinds(await verify({ key: sealed.key, versionId: String(versionId), sha256: sealed.sha256 }))).toEqual(['manifest-replaced']);
		expect(kinds(await verify({ key: sealed.key, versionId: String(versionId) }))).toContain('manifest-signature');
	});

	it('a manifest signed by somebody else is refused, even when the signature is put beside it', async () => {
		const body = Buffer.from(JSON.stringify({ ...sealed.manifest, about: { vote: 'jinak' } }));
		const { versionId } = await server.store.client.putObject('archive', sealed.key, body);
		await server.store.client.putObject('archive', `${sealed.key}.sig`, Buffer.from(signDetached({ bytes: body, privateKeyPem: thief.privateKeyPem })));
		expect(kinds(await verify({ key: sealed.key, versionId: String(versionId) }))).toContain('manifest-signature');
		expect(kinds(await verify())).toEqual(expect.arrayContaining(['manifest-replaced', 'superseded']));
	});

	it('pieces in another order are found out of the chain, even under a right signature', async () => {
		const [file, ...others] = sealed.manifest.files;
		const { pieces } = await readPieceList({ store: server.store, bucket: 'archive', file: file ?? never() });
		const swappedPieces = pieces.with(1, pieces.at(2) ?? never()).with(2, pieces.at(1) ?? never());
		const body = Buffer.from(JSON.stringify({ format: 'sal-pieces/1', file: file?.id, pieces: swappedPieces }));
		const list = await putLocked({ store: server.store, bucket: 'archive', key: sealed.key.replace('package', 'swapped-pieces'), body, contentType: 'application/json', lock });
		const files = [{ ...(file ?? never()), pieces: { key: list.key, versionId: list.versionId, sha256: list.sha256, bytes: list.bytes, count: pieces.length } }, ...others];
		const key = sealed.key.replace('package', 'package-swapped');
		const swapped = await putManifest({ store: server.store, bucket: 'archive', key, manifest: { ...sealed.manifest, files }, privateKeyPem: portal.privateKeyPem, lock });
		const report = await verify({ key, versionId: swapped.versionId });
		expect(report.whole).toBe(false);
		expect(kinds(report)).toEqual(expect.arrayContaining(['out-of-chain', 'manifest-mismatch']));
	});

	it('a list of pieces that was edited and uploaded again is named; the one that was signed for counts', async () => {
		const { key } = firstList();
		await server.store.client.putObject('archive', key, await editedList());
		expect(await verify()).toMatchObject({ whole: true, untouched: false, findings: [{ kind: 'manifest-replaced', key }] });
	});

	it('an edited list of pieces taken for the real one is refused by its hash, even under a right signature', async () => {
		const { key } = firstList();
		const { versionId } = await server.store.client.putObject('archive', key, await editedList());
		const files = sealed.manifest.files.map((file, index) => (index === 0 ? { ...file, pieces: { ...file.pieces, versionId: String(versionId) } } : file));
		const edited = await putManifest({ store: server.store, bucket: 'archive', key: sealed.key.replace('package', 'package-edited'), manifest: { ...sealed.manifest, files }, privateKeyPem: portal.privateKeyPem, lock });
		const report = await verify({ key: edited.key, versionId: edited.versionId });
		expect(report.whole).toBe(false);
		expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'changed', key }));
	});

	it('a list of pieces that was deleted is named; its file still stands', async () => {
		await server.store.client.removeObject('archive', firstList().key);
		expect(await verify()).toMatchObject({ whole: true, untouched: false, findings: [{ kind: 'hidden', key: firstList().key }] });
	});

	it('a foreign object in the folder is named and does no harm', async () => {
		const key = sealed.key.replace('package.json', 'readme.txt');
		await server.store.client.putObject('archive', key, Buffer.from('hello'));
		expect(await verify()).toMatchObject({ whole: true, untouched: false, findings: [{ kind: 'stray', key }] });
	});

	it('a recording is not taken for another one', async () => {
		const report = await verifyPackage({ store: server.store, reference: sealed, recording: '00000000-0000-4000-8000-000000000000', trust });
		expect(kinds(report)).toEqual(['manifest-mismatch']);
	});
});

describe('a recording that is closed and not sealed yet', () => {
	const verifyPieces = (): Promise<VerifyReport> => verifyClose({ store: server.store, reference: made.close, recording: made.recording, trust });
	const piece = (): { key: string; versionId: string } => made.manifest.files[1]?.pieces[2] ?? never();
	const spoolList = () => ({ key: pieceListKey(piece().key) });

	it('is whole when nobody touched it', async () => {
		expect(await verifyPieces()).toMatchObject({ untouched: true, checked: { pieces: 10, bytes: 1_000_000 } });
	});

	it.each<[string, string, () => Promise<unknown>]>([
		['a removed piece', 'missing', () => rm(folderOf('spool', piece().key), { recursive: true })],
		['a newer version of a piece', 'superseded', () => server.store.client.putObject('spool', piece().key, Buffer.from('forged'))],
		['a newer version of a list of pieces', 'manifest-replaced', () => server.store.client.putObject('spool', spoolList().key, Buffer.from('forged'))],
		['a removed list of pieces', 'missing', () => rm(folderOf('spool', spoolList().key), { recursive: true })],
		['a delete marker on a piece', 'hidden', () => server.store.client.removeObject('spool', piece().key)]
	])('%s is found as %s', async (what, kind, damage) => {
		await damage();
		expect(await verifyPieces()).toMatchObject({ untouched: false, findings: [{ kind, key: what.includes('list') ? spoolList().key : piece().key }] });
	});

	it('a rotten piece is found as unreadable, with its place in time', async () => {
		await flipBit(await partOf('spool', piece().key), 50_000);
		expect(await verifyPieces()).toMatchObject({ whole: false, findings: [{ kind: 'unreadable', key: piece().key, from: 8000, to: 12000 }] });
	});
});

describe('a store that is away', () => {
	it('says nothing about the recording: the check fails instead', async () => {
		await server.stop();
		await expect(verify()).rejects.toThrow();
		await server.start();
		expect((await verify()).untouched).toBe(true);
	});
});

function never(): never {
	throw new Error('the test recording is too small');
}
