import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listVersions, putLocked, readSmallVersion, readVersion, seal, verifyPackage, type Lock, type Seal, type Store, type VerifyReport } from '../src/index.ts';
import { makeRecording, portal, sfu, thief, trust, type TestRecording } from './recording.ts';
import { soon, testStore } from './server.ts';

let store: Store;
beforeAll(async () => {
	store = await testStore();
});
afterAll(() => store.close());

const sealing = (made: TestRecording, change: Partial<Seal> = {}): Seal => ({
	store,
	close: made.close,
	signers: trust.sfus,
	about: { consent: [{ person: 'Jan Novák', given: true }] },
	retention: { mode: 'COMPLIANCE', until: soon() },
	signer: 'sal-web',
	privateKeyPem: portal.privateKeyPem,
	now: new Date(),
	...change
});
const verify = (made: TestRecording, reference: { key: string; versionId: string; sha256?: string }): Promise<VerifyReport> => verifyPackage({ store, reference, recording: made.recording, trust });
let lock: Lock;
// Before each test: on a busy machine the file takes longer than such a lock lasts.
beforeEach(() => void (lock = { mode: 'COMPLIANCE', until: soon() }));
const keysUnder = async (prefix: string): Promise<string[]> => {
	const keys: string[] = [];
	for await (const { key } of listVersions({ store, bucket: 'archive', prefix })) keys.push(key);
	return keys;
};

describe('sealing', () => {
	it('makes one object per file, byte for byte what was recorded, and a package that verifies', async () => {
		const made = await makeRecording({ store, lock });
		const seen: number[] = [];
		const sealed = await seal(sealing(made, { onProgress: ({ doneBytes, bytes }) => seen.push(doneBytes / bytes) }));
		for (const [index, { object }] of sealed.manifest.files.entries()) {
			const { body } = await readSmallVersion({ store, bucket: 'archive', key: object.key, versionId: object.versionId });
			expect(body.equals(made.contents[index] ?? Buffer.alloc(0))).toBe(true);
		}
		expect(sealed.manifest.files[0]?.object.key).toMatch(/^2026\/11\/22\/[0-9a-f-]+\/jan-novak-camera-[0-9a-f]{8}\.webm$/);
		expect(seen.at(-1)).toBe(1);
		expect(seen).toEqual(seen.toSorted((a, b) => a - b));
		const report = await verify(made, sealed);
		expect(report).toMatchObject({ findings: [], whole: true, untouched: true, signer: 'sal-web', checked: { objects: 8, pieces: 10, bytes: 1_000_000 } });
	});

	it('goes on after a stop in the middle, takes over what is there, and leaves one version of everything', async () => {
		const made = await makeRecording({ store, lock, people: ['A', 'B', 'C'] });
		const stop = new AbortController();
		const onProgress = ({ doneBytes }: { doneBytes: number }) => doneBytes > 700_000 && stop.abort();
		await expect(seal(sealing(made, { onProgress, signal: stop.signal }))).rejects.toThrow('aborted');
		const left = await keysUnder(made.close.key.replace('close.json', ''));
		// The first file and the list of its pieces.
		expect(left).toHaveLength(2);
		const sealed = await seal(sealing(made));
		expect((await verify(made, sealed)).untouched).toBe(true);
		expect(await keysUnder(made.close.key.replace('close.json', ''))).toHaveLength(10);
	});

	it('is the same package when it is repeated', async () => {
		const made = await makeRecording({ store, lock });
		const first = await seal(sealing(made));
		const second = await seal(sealing(made, { now: new Date(Date.now() + 60_000) }));
		expect(second).toEqual(first);
	});

	it('will not sign a foreign package that lies in its place', async () => {
		const made = await makeRecording({ store, lock });
		const foreign = Buffer.from(JSON.stringify({ ...(await seal(sealing(made))).manifest, recording: made.recording, about: { consent: 'forged' } }));
		const other = await makeRecording({ store, lock });
		await putLocked({ store, bucket: 'archive', key: other.close.key.replace('close.json', 'package.json'), body: foreign, contentType: 'application/json', lock });
		await expect(seal(sealing(other))).rejects.toMatchObject({ code: 'different-content' });
	});

	it('refuses a close manifest that the media server did not sign', async () => {
		const made = await makeRecording({ store, lock });
		await expect(seal(sealing(made, { signers: { 'sfu-1': thief.publicKeyPem } }))).rejects.toMatchObject({ code: 'bad-signature' });
		await expect(seal(sealing(made, { signers: { 'sfu-2': sfu.publicKeyPem } }))).rejects.toMatchObject({ code: 'bad-signature' });
	});

	it.each([
		['a piece that is not there', 'missing', { versionId: '00000000-0000-4000-8000-000000000000' }],
		['a piece with another hash', 'corrupt', { sha256: 'f'.repeat(64) }],
		['a piece out of the chain', 'corrupt', { chain: 'f'.repeat(64) }],
		['a piece at another offset', 'corrupt', { offset: 1 }]
	])('refuses %s, and writes no package', async (_what, code, change) => {
		const made = await makeRecording({
			store,
			lock,
			twist: (manifest) => ({ ...manifest, files: manifest.files.map((file) => ({ ...file, pieces: file.pieces.map((piece) => (piece.number === 3 ? { ...piece, ...change } : piece)) })) })
		});
		await expect(seal(sealing(made))).rejects.toMatchObject({ code });
		expect(await keysUnder(made.close.key.replace('close.json', ''))).toEqual([]);
	});

	it('writes and reads a large file in constant memory', { timeout: 180_000 }, async () => {
		const made = await makeRecording({ store, lock, people: ['Dlouhé zasedání'], pieces: 24, pieceBytes: 8 * 1024 ** 2 });
		made.contents.length = 0;
		let peak = 0;
		const before = process.memoryUsage().arrayBuffers;
		const measure = () => (peak = Math.max(peak, process.memoryUsage().arrayBuffers - before));
		const sealed = await seal(sealing(made, { onProgress: measure }));
		const [file] = sealed.manifest.files;
		if (!file) throw new Error('no file');
		const { stream, done } = await readVersion({ store, bucket: 'archive', ...file.object });
		for await (const _chunk of stream) measure();
		expect(await done).toEqual({ sha256: file.sha256, bytes: 24 * 8 * 1024 ** 2 });
		expect(peak).toBeLessThan(64 * 1024 ** 2);
	});
});
