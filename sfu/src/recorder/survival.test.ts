/** The whole path: real packets, real worker, real recorder process, real object store. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCloseManifest, type Store, verifyClose } from '@sal/storage';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { until } from './trial/condition.ts';
import { minioKeys, OwnMinio } from './trial/minio.ts';
import { decodingErrors, longestStep, probe } from './trial/probe.ts';
import { den } from './trial/process.ts';
import { Session } from './trial/session.ts';
import { type Closed, fileBytes, type ListedManifest, manifestOf, trialStore } from './trial/store.ts';
import { clip } from './trial/studio.ts';

let session: Session | undefined;
let minio: OwnMinio | undefined;

beforeAll(() => void clip({}), 180_000);

afterEach(async () => {
	await session?.close();
	await minio?.kill();
	session = minio = undefined;
});

async function begin(...[extra, own]: [Record<string, string>?, OwnMinio?]): Promise<{ session: Session; store: Store }> {
	const { store, env } = own === undefined ? await trialStore() : await trialStore(own.endpoint, minioKeys);
	session = await Session.begin(den(env, extra));
	return { session, store };
}

async function filesOf(store: Store, manifest: ListedManifest, source: string) {
	const files = manifest.files.filter(({ about }) => about['source'] === source);
	return Promise.all(files.map(async (file) => ({ file, bytes: await fileBytes(store, file) })));
}

/** The only file of a source, as ffprobe sees it. */
async function onlyFile(store: Store, closed: Closed, source: string) {
	const manifest = await manifestOf(store, closed);
	const files = await filesOf(store, manifest, source);
	const [only] = files;
	if (only === undefined || files.length > 1) throw new Error(`${files.length} files of the ${source} instead of one`);
	return { manifest, ...only, seen: probe(only.bytes) };
}

async function expectWhole(store: Store, closed: Closed, { id, place }: Session): Promise<void> {
	const report = await verifyClose({ store, recording: id, reference: { key: closed.manifestKey, versionId: closed.manifestVersion, sha256: closed.manifestSha256 }, trust: { sfus: { 'sfu-1': place.publicKeyPem }, portal: {} } });
	expect(report.findings).toEqual([]);
}

test('a recorder killed in the middle loses no frame: its successor goes on with the same files', { timeout: 300_000 }, async () => {
	const { session, store } = await begin();
	await session.person();
	await session.stored(session.startedAt + 3_000);
	const killedAt = Date.now();
	await session.killRecorder();
	session.startRecorder();
	await session.stored(killedAt + 2_000);
	const closed = await session.stop();

	const video = await onlyFile(store, closed, 'camera');
	expect(video.manifest.gaps).toEqual([]);
	expect(video.file.gaps).toEqual([]);
	expect(video.seen.codec).toBe('vp8');
	expect(longestStep(video.seen.times)).toBeLessThan(60);
	expect(decodingErrors(video.bytes)).toBe('');

	const sound = await onlyFile(store, closed, 'microphone');
	expect(sound.seen.codec).toBe('opus');
	expect(longestStep(sound.seen.times)).toBeLessThan(40);
	expect(decodingErrors(sound.bytes)).toBe('');

	for (const { file } of [video, sound]) expect(file.end).toBeGreaterThan(killedAt + 2_000 - session.startedAt);
	// Four seconds of the publisher's clock; a tenth more while a late first sender report is worked in.
	for (const { start, end } of [...video.file.pieces, ...sound.file.pieces]) expect(end - start).toBeLessThanOrEqual(4_400);
	await expectWhole(store, closed, session);
	await until('the spool is empty again', 5_000, () => !existsSync(join(session.place.spool, session.id)));
});

test('the object store is away for a minute: people are told, the spool grows, nothing is lost, and it catches up', { timeout: 300_000 }, async () => {
	minio = await OwnMinio.start();
	const { session, store } = await begin({ SAL_STORE_BEHIND_SECONDS: '7' }, minio);
	await session.person();
	await session.stored(session.startedAt + 2_000);
	const waiting = () => readdirSync(join(session.place.spool, session.id), { recursive: true }).filter((name) => /\d{6}$/.test(String(name))).length;
	await minio.kill();
	const killedAt = Date.now();
	await until('the room is told that the store is behind', 40_000, () => session.recording.state.alarm === 'store-behind');
	const early = waiting();
	expect(early).toBeGreaterThan(1);
	await until('the minute is over', 90_000, () => Date.now() - killedAt >= 60_000);
	// Picture and sound, a piece each every four seconds or so.
	expect(waiting()).toBeGreaterThan(early + 10);
	await minio.up();
	await session.stored(Date.now());
	await until('nothing waits any more but what was just written', 20_000, () => waiting() <= 4);
	await until('the alarm is over', 10_000, () => session.recording.state.alarm === null);
	const closed = await session.stop();

	const sound = await onlyFile(store, closed, 'microphone');
	expect(sound.manifest.gaps).toEqual([]);
	expect(longestStep(sound.seen.times)).toBeLessThan(40);
	await expectWhole(store, closed, session);
});

test('the media server restarts: the same recording goes on, and the time in between is a gap with its reason', { timeout: 300_000 }, async () => {
	const { session, store } = await begin();
	await session.person();
	await session.stored(session.startedAt + 3_000);
	const awayFrom = Date.now() - session.startedAt;
	await session.restartSfu(1_500);
	await session.person('Eva Malá');
	await session.stored(Date.now() + 1_000);
	const closed = await session.stop();

	const manifest = await manifestOf(store, closed);
	expect(manifest.gaps).toHaveLength(1);
	expect(manifest.gaps[0]?.reason).toBe('sfu-restart');
	expect(Math.abs((manifest.gaps[0]?.from ?? 0) - awayFrom)).toBeLessThan(1_000);
	expect((manifest.gaps[0]?.to ?? 0) - (manifest.gaps[0]?.from ?? 0)).toBeGreaterThan(1_400);
	const cameras = await filesOf(store, manifest, 'camera');
	expect(cameras.map(({ file }) => file.about['name'])).toEqual(['Jan Novák', 'Eva Malá']);
	for (const { bytes } of cameras) expect(decodingErrors(bytes)).toBe('');
	await expectWhole(store, closed, session);
});

test('media server and recorder die together: what was fed is closed after a while, with the rest named as a gap', { timeout: 300_000 }, async () => {
	const { session, store } = await begin({ SAL_ABANDON_SECONDS: '3' });
	await session.person();
	await session.stored(session.startedAt + 3_000);
	await session.recordings.close();
	await session.killRecorder();
	session.startRecorder();
	const prefix = `${new Date(session.startedAt).toISOString().slice(0, 10).replaceAll('-', '/')}/${session.id}/`;
	await until('the close manifest and its signature are there', 120_000, async () => {
		const stat = await store.client.statObject(store.buckets.spool, `${prefix}close.json.sig`).catch(() => null);
		return stat !== null;
	});
	const { versionId } = await store.client.statObject(store.buckets.spool, `${prefix}close.json`);
	const report = await verifyClose({ store, recording: session.id, reference: { key: `${prefix}close.json`, versionId: versionId ?? '' }, trust: { sfus: { 'sfu-1': session.place.publicKeyPem }, portal: {} } });
	expect(report.findings).toEqual([]);
	const { gaps, openedAt, closedAt, files } = (await readCloseManifest({ store, bucket: 'spool', reference: { key: `${prefix}close.json`, versionId: versionId ?? '' } })).manifest;
	// From the last recorded moment to the end, and no longer than it was waited.
	const [gap] = gaps;
	expect(gaps).toEqual([{ from: Math.max(...files.filter(({ kind }) => kind === 'media').map(({ end }) => end)), to: closedAt - openedAt, reason: 'sfu-gone' }]);
	expect((gap?.to ?? 0) - (gap?.from ?? 0)).toBeGreaterThan(0);
	expect((gap?.to ?? 0) - (gap?.from ?? 0)).toBeLessThanOrEqual(3_000);
});

test('the spool reaches its limit: people are told before it is full', { timeout: 300_000 }, async () => {
	minio = await OwnMinio.start();
	const { session } = await begin({ SAL_SPOOL_LIMIT: '1000000', SAL_STORE_BEHIND_SECONDS: '600' }, minio);
	const alarms: (string | null)[] = [];
	session.recordings.on('state', ({ state }) => alarms.at(-1) !== state.alarm && alarms.push(state.alarm));
	await session.person();
	await session.stored(session.startedAt + 2_000);
	await minio.kill();
	await until('the spool is full', 60_000, () => session.recording.state.alarm === 'spool-full');
	expect(alarms.filter((alarm) => alarm !== null)).toEqual(['spool-nearly-full', 'spool-full']);
	await minio.up();
	await until('there is room again', 60_000, () => session.recording.state.alarm === null);
	await session.stored(Date.now());
	await session.stop();
});
