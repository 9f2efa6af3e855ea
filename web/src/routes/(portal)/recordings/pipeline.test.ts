import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { meeting } from '@sal/db';
import { connect, createBuckets, listVersions, sha256, type Store } from '@sal/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobHouse } from '#lib/server/job.ts';
import { createLog } from '#lib/server/log.ts';
import { needed } from '#lib/server/test-database.fixture.ts';
import { applyRecordingCallback } from './callbacks.server.ts';
import { newKey, putClosedRecording } from './closed-recording.fixture.ts';
import { recordingDetail } from './detail.server.ts';
import { eraseRecording } from './erasing-job.server.ts';
import { askErasing, confirmErasing, readErasure } from './erasing.server.ts';
import { leaveToDownloadTrack, leaveToPlay } from './media.server.ts';
import { leaveToDownloadPackage, packageZip } from './package-zip.server.ts';
import { prepare } from './prepare.server.ts';
import { createRegion, type Region } from './region.fixture.ts';
import { sealRecording } from './sealing.server.ts';
import { askVerification, verificationInWords, verifyRecording } from './verification.server.ts';
import { preparingFolder } from './work.server.ts';

/** From what the recorder leaves to what the clerk has, with the real database, object store and ffmpeg. */
let region: Region;
let store: Store;
let folder: string;
let house: JobHouse;
const id = randomUUID();
const jana = randomUUID();
const petr = randomUUID();
const line = randomUUID();
const keys = { sfu: newKey(), web: newKey() };
const log = createLog({ level: 'silent', name: 'test' });
const { signal } = new AbortController();
const SECONDS = 6;

beforeAll(async () => {
	region = await createRegion();
	folder = await mkdtemp(join(tmpdir(), 'sal-pipeline-'));
	const prefix = `t${randomUUID().slice(0, 8)}-`;
	const connectStore = () => connect({ endpoint: needed('S3_ENDPOINT'), accessKey: needed('S3_ACCESS_KEY'), secretKey: needed('S3_SECRET_KEY'), prefix });
	store = connectStore();
	await createBuckets(store);
	house = {
		config: { mode: 'test' } as JobHouse['config'],
		db: region.app,
		store,
		openEraser: () => connectStore(),
		trust: { sfus: { 'sfu-1': keys.sfu.publicKeyPem }, portal: { 'sal-web': keys.web.publicKeyPem } },
		privateKeyPem: keys.web.privateKeyPem,
		signer: 'sal-web',
		scratch: join(folder, 'scratch'),
		log
	};
	const room = randomUUID();
	const openedAt = Date.now() - 60_000;
	await region.owner.insert(meeting).values({ id: room, title: 'Porada o čistírně', kind: 'call', organisationId: region.ids.hospital, startsAt: new Date(openedAt), plannedMinutes: 30, recorded: true, state: 'ended' });
	const closed = await putClosedRecording({
		store, id, openedAt, folder, durationMs: SECONDS * 1_000, lockSeconds: 60, sfu: { id: 'sfu-1', privateKeyPem: keys.sfu.privateKeyPem },
		gaps: [{ from: 4_000, to: 5_500, reason: 'the media server was restarted' }],
		tracks: [
			{ participant: jana, name: 'Jana Nováková', source: 'camera', from: 0, seconds: SECONDS, size: { width: 160, height: 90 } },
			{ participant: jana, name: 'Jana Nováková', source: 'microphone', from: 0, seconds: SECONDS },
			{ participant: petr, name: 'Petr Šťastný', source: 'microphone', from: 2_000, seconds: 3 }
		],
		events: [
			{ at: 0, type: 'joined', participant: jana, detail: { name: 'Jana Nováková' } },
			{ at: 100, type: 'speaker', participant: jana },
			{ at: 2_000, type: 'joined', participant: petr, detail: { name: 'Petr Šťastný', guest: true } },
			{ at: 2_500, type: 'speaker', participant: petr },
			{ at: 3_000, type: 'chat', participant: petr, detail: { id: line, text: 'Kdy bude rozpočet?' } }
		]
	});
	await region.as(region.job('hospital'), (tx) => applyRecordingCallback(tx, { room, at: openedAt, event: { type: 'recordingClosed', recording: id, ...closed } }));
}, 180_000);
afterAll(async () => {
	store.close();
	await region.close();
	await rm(folder, { recursive: true, force: true });
});

const work = () => ({ recording: id, organisation: region.ids.hospital });
const detail = () => {
	const clerk = region.who('hospital', 'clerk');
	return region.as(clerk, (tx) => recordingDetail(tx, { actor: clerk, id }));
};

describe('a recording on its way to the clerk', () => {
	it('is sealed and prepared, and a second run of either job changes nothing', async () => {
		await sealRecording({ data: work(), house, log, signal });
		expect((await detail()).state).toBe('sealed');
		await sealRecording({ data: work(), house, log, signal });
		const preparation = { db: region.app, store, actor: region.job('hospital'), id, scratch: house.scratch, signal, log };
		await prepare(preparation);
		const ready = await detail();
		expect([ready.state, ready.failure, ready.durationMs]).toEqual(['ready', null, SECONDS * 1_000]);
		// Killed after the last word in the tables, before it could tidy up.
		const left = preparingFolder({ scratch: house.scratch, id });
		await mkdir(left, { recursive: true });
		await prepare(preparation);
		expect((await detail()).state).toBe('ready');
		expect(existsSync(left)).toBe(false);
	}, 180_000);

	it('tells who was there, who spoke when, what was written and what is missing', async () => {
		const { people, segments, chat, gaps, chapters, files } = await detail();
		expect(people).toEqual(['Jana Nováková', 'Petr Šťastný']);
		expect(segments).toEqual([
			{ participant: jana, name: 'Jana Nováková', startMs: 100, endMs: 2_500 },
			{ participant: petr, name: 'Petr Šťastný', startMs: 2_500, endMs: 6_000 }
		]);
		expect(chat).toEqual([{ id: line, atMs: 3_000, name: 'Petr Šťastný', text: 'Kdy bude rozpočet?' }]);
		expect(gaps).toEqual([{ startMs: 4_000, endMs: 5_500, reason: 'the media server was restarted' }]);
		expect(chapters.map(({ kind, atMs }) => [kind, atMs])).toEqual([['start', 0], ['gap', 4_000]]);
		expect(files.map(({ name, source }) => [name, source])).toEqual([['Jana Nováková', 'camera'], ['Jana Nováková', 'microphone'], ['Petr Šťastný', 'microphone'], [null, null]]);
	});

	it('has a film of its own length in the bucket for copies', async () => {
		const { id: _id, ...rest } = await detail();
		const [object] = await listAccess();
		expect(object?.endsWith('porada-o-cistirne.mp4')).toBe(true);
		await store.client.fGetObject(store.buckets.access, object ?? '', join(folder, 'film.mp4'));
		const length = Number(execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', join(folder, 'film.mp4')], { encoding: 'utf8' }));
		expect(Math.abs(length * 1_000 - rest.durationMs)).toBeLessThan(1_000);
	});

	it('comes as a ZIP that holds exactly what the manifest says', async () => {
		const clerk = region.who('hospital', 'clerk');
		const contents = await region.as(clerk, (tx) => leaveToDownloadPackage(tx, { actor: clerk, id }));
		const { stream, length } = await packageZip({ store, contents });
		const bytes = await buffer(stream);
		expect(BigInt(bytes.length)).toBe(length);
		const unpacked = unzip(bytes);
		const manifest = JSON.parse(String(unpacked.get('package.json'))) as { files: { sha256: string; object: { key: string } }[] };
		expect(manifest.files).toHaveLength(4);
		for (const file of manifest.files) {
			const name = file.object.key.slice(file.object.key.lastIndexOf('/') + 1);
			expect([name, sha256(unpacked.get(name) ?? '')]).toEqual([name, file.sha256]);
		}
		expect(String(unpacked.get('package.json.sig')).trim()).toMatch(/^[A-Za-z0-9+/]{86}==$/);
	});

	it('gives one person’s original by its version', async () => {
		const clerk = region.who('hospital', 'clerk');
		const camera = (await detail()).files.find((file) => file.source === 'camera');
		const leave = await region.as(clerk, (tx) => leaveToDownloadTrack(tx, { actor: clerk, id, file: camera?.fileId ?? '' }));
		expect(leave).toMatchObject({ bucket: 'archive', versionId: expect.any(String) });
		expect(leave.fileName).toMatch(/^jana-novakova-camera-.*\.webm$/);
	});

	it('is verified when somebody asks, and a newer version on top is found and told in plain words', async () => {
		const clerk = region.who('hospital', 'clerk');
		const verify = async () => {
			await region.as(clerk, (tx) => askVerification(tx, { actor: clerk, id, by: 'Alena', now: new Date() }));
			await verifyRecording({ db: region.app, store, actor: region.job('hospital'), id, trust: house.trust, signal });
			return verificationInWords((await detail()).verification, 'cs');
		};
		expect(await verify()).toMatchObject({ state: 'done', by: 'Alena', whole: true, untouched: true, verdict: 'Nahrávka je úplná a nezměněná.', findings: [] });
		const clerkTrack = (await detail()).files.find((file) => file.source === 'camera');
		const { key } = await region.as(clerk, (tx) => leaveToDownloadTrack(tx, { actor: clerk, id, file: clerkTrack?.fileId ?? '' }));
		await store.client.putObject(store.buckets.archive, key, 'podvrh');
		const found = await verify();
		expect(found).toMatchObject({ state: 'done', whole: true, untouched: false });
		expect(found && 'findings' in found ? found.findings.join() : '').toContain('novější verzi');
	}, 60_000);

	it('is erased when two people say so: only the tombstone stays, in the store and on the page', async () => {
		const [clerk, office] = [region.who('hospital', 'clerk'), region.who('hospital', 'office')];
		await region.as(clerk, (tx) => askErasing(tx, { actor: clerk, id, reason: 'čl. 17 GDPR, rozhodnutí 12/2026', now: new Date() }));
		await region.as(office, (tx) => confirmErasing(tx, { actor: office, id, now: new Date() }));
		const slices = preparingFolder({ scratch: house.scratch, id });
		await mkdir(slices, { recursive: true });
		await eraseRecording({ data: work(), house, log, signal });
		await eraseRecording({ data: work(), house, log, signal });
		expect(existsSync(slices)).toBe(false);
		expect(await listAccess()).toEqual([]);
		expect(await listKeys('spool')).toEqual([]);
		expect((await listKeys('archive')).map((key) => key.slice(key.lastIndexOf('/') + 1))).toEqual(['erased.json', 'erased.json.sig']);
		expect(await detail()).toMatchObject({ state: 'erased', title: 'Porada o čistírně', people: [], files: [], chat: [], segments: [], erasedAt: expect.any(Date) });
		expect(await region.as(clerk, (tx) => readErasure(tx, id))).toMatchObject({ reason: 'čl. 17 GDPR, rozhodnutí 12/2026', packageSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
		await expect(region.as(clerk, (tx) => leaveToPlay(tx, { actor: clerk, id }))).rejects.toMatchObject({ code: 'forbidden' });
	}, 60_000);
});

async function listKeys(bucket: 'spool' | 'archive'): Promise<string[]> {
	const keys: string[] = [];
	for await (const { key } of listVersions({ store, bucket, prefix: '' })) keys.push(key);
	return keys;
}

async function listAccess(): Promise<string[]> {
	const names: string[] = [];
	for await (const item of store.client.listObjectsV2(store.buckets.access, '', true) as AsyncIterable<{ name?: string }>) if (item.name?.endsWith('.mp4')) names.push(item.name);
	return names;
}

/** Reads a ZIP whose entries are stored, by its central directory (APPNOTE 6.3 §4.3.12), as any unpacker does. */
function unzip(zip: Buffer): Map<string, Buffer> {
	const files = new Map<string, Buffer>();
	const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
	let at = zip.readUInt32LE(end + 16);
	for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
		const [size, nameLength, extra, comment, local] = [zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)];
		const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
		files.set(zip.toString('utf8', at + 46, at + 46 + nameLength), zip.subarray(begin, begin + size));
		at += 46 + nameLength + extra + comment;
	}
	return files;
}
