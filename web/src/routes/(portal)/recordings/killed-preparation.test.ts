import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meeting, migrate } from '@sal/db';
import { connect, createBuckets, listVersions, type Store } from '@sal/storage';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inDatabase, needed } from '#lib/server/test-database.fixture.ts';
import { supervise, type Child } from '../../../../launch/supervise/child.ts';
import { applyRecordingCallback } from './callbacks.server.ts';
import { newKey, putClosedRecording } from './closed-recording.fixture.ts';
import { recordingDetail } from './detail.server.ts';
import { slicePaths } from './preparation/encode-slice.ts';
import { createRegion, type Region } from './region.fixture.ts';
import { preparingFolder } from './work.server.ts';

/** The jobs process as the launcher runs it, with a database and buckets of its own, killed in the middle of its work. */
const TURN = 4;
const TURNS = 6;
const id = randomUUID();
const keys = { sfu: newKey(), web: newKey() };
const database = `sal_killed_${randomUUID().replaceAll('-', '')}`;
const prefix = `k${randomUUID().slice(0, 8)}-`;
let admin: postgres.Sql;
let region: Region;
let store: Store;
let folder: string;
let jobs: Child;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'sal-killed-'));
	admin = postgres(needed('SAL_TEST_POSTGRES'), { max: 1, onnotice: () => undefined });
	const urls = { DATABASE_URL: inDatabase('DATABASE_URL', database), DATABASE_OWNER_URL: inDatabase('DATABASE_OWNER_URL', database) };
	await admin.unsafe(`create database ${database} owner ${decodeURIComponent(new URL(urls.DATABASE_OWNER_URL).username)}`);
	await migrate({ url: urls.DATABASE_OWNER_URL });
	Object.assign(process.env, urls);
	region = await createRegion();
	const s3 = { S3_ENDPOINT: needed('S3_ENDPOINT'), S3_ACCESS_KEY: needed('S3_ACCESS_KEY'), S3_SECRET_KEY: needed('S3_SECRET_KEY'), S3_BUCKET_PREFIX: prefix };
	store = connect({ endpoint: s3.S3_ENDPOINT, accessKey: s3.S3_ACCESS_KEY, secretKey: s3.S3_SECRET_KEY, prefix });
	await createBuckets(store);

	const [room, jana, petr] = [randomUUID(), randomUUID(), randomUUID()];
	const openedAt = Date.now() - 60_000;
	await region.owner.insert(meeting).values({ id: room, title: 'Porada', kind: 'call', organisationId: region.ids.hospital, startsAt: new Date(openedAt), plannedMinutes: 30, recorded: true, state: 'ended' });
	const seconds = TURN * TURNS;
	const closed = await putClosedRecording({
		store, id, openedAt, folder, durationMs: seconds * 1_000, lockSeconds: 60, sfu: { id: 'sfu-1', privateKeyPem: keys.sfu.privateKeyPem },
		tracks: [
			{ participant: jana, name: 'Jana Nováková', source: 'camera', from: 0, seconds, size: { width: 160, height: 90 } },
			{ participant: jana, name: 'Jana Nováková', source: 'microphone', from: 0, seconds },
			{ participant: petr, name: 'Petr Šťastný', source: 'microphone', from: 0, seconds, tone: 660 }
		],
		// Whoever has the floor is large: every turn is a slice of its own.
		events: [
			{ at: 0, type: 'joined', participant: jana, detail: { name: 'Jana Nováková' } },
			{ at: 0, type: 'joined', participant: petr, detail: { name: 'Petr Šťastný' } },
			...Array.from({ length: TURNS }, (_turn, index) => ({ at: index * TURN * 1_000, type: 'speaker', participant: index % 2 === 0 ? jana : petr }))
		]
	});
	await region.as(region.job('hospital'), (tx) => applyRecordingCallback(tx, { room, at: openedAt, event: { type: 'recordingClosed', recording: id, ...closed } }));

	const files = { SAL_WEB_KEY_FILE: keys.web.privateKeyPem, SAL_WEB_PUBLIC_KEY_FILE: keys.web.publicKeyPem, SAL_SFU_PUBLIC_KEY_FILE: keys.sfu.publicKeyPem };
	const paths = Object.fromEntries(Object.keys(files).map((name) => [name, join(folder, name)]));
	for (const [name, pem] of Object.entries(files)) await writeFile(join(folder, name), pem, { mode: 0o600 });
	const env = { PATH: process.env.PATH, SAL_MODE: 'test', SAL_DATA: folder, SAL_ORIGIN: 'http://localhost', ...urls, ...s3, ...paths };
	await mkdir(join(folder, 'run'));
	jobs = supervise({ name: 'jobs', command: process.execPath, args: [join(import.meta.dirname, '../../../jobs.ts')], env, patience: 20_000 }, { logs: folder, run: join(folder, 'run'), changed: () => undefined });
}, 180_000);

afterAll(async () => {
	await jobs.stop();
	store.close();
	await region.close();
	await admin.unsafe(`drop database ${database} with (force)`);
	await admin.end();
	await rm(folder, { recursive: true, force: true });
}, 60_000);

it('a preparation that is killed goes on from its finished slices, and leaves the film and nothing else', async () => {
	const scratch = join(folder, 'scratch');
	const slices = preparingFolder({ scratch, id });
	const first = slicePaths({ folder: slices, number: 0 });
	const last = slicePaths({ folder: slices, number: TURNS - 1 });
	await expect.poll(() => existsSync(first.sound) && existsSync(first.picture), { timeout: 120_000, interval: 10 }).toBe(true);
	process.kill(jobs.pid ?? 0, 'SIGKILL');
	expect(existsSync(last.picture)).toBe(false);
	// Nobody was silent in the first turn: only a finished slice that is taken up as it lies there can make the film so.
	const silence = join(folder, 'silence');
	await writeFile(silence, Buffer.alloc((await stat(first.sound)).size));
	await rename(silence, first.sound);

	const clerk = region.who('hospital', 'clerk');
	const detail = () => region.as(clerk, (tx) => recordingDetail(tx, { actor: clerk, id }));
	// The claim of the killed process on the work runs out first.
	await expect.poll(async () => (await detail()).state, { timeout: 150_000, interval: 200 }).toBe('ready');
	const copies = (await keysOf('access')).toSorted();
	expect(copies.map((key) => key.slice(key.lastIndexOf('/') + 1))).toEqual(['porada.mp4', 'poster.jpg', 'waveform.json']);
	expect(await unfinishedUploads()).toEqual([]);
	const archived = await keysOf('archive');
	expect(archived).toEqual([...new Set(archived)]);
	await expect.poll(() => readdir(join(scratch, 'preparing')), { timeout: 10_000 }).toEqual([]);

	const film = join(folder, 'film.mp4');
	await store.client.fGetObject(store.buckets.access, copies[0] ?? '', film);
	expect(execFileSync('ffmpeg', ['-v', 'error', '-i', film, '-f', 'null', '-'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })).toBe('');
	const frames = execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v', '-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', film], { encoding: 'utf8' });
	expect(Number(frames)).toBe(TURNS * TURN * 25);
	expect(loudTurns(film)).toEqual([false, ...Array.from({ length: TURNS - 1 }, () => true)]);
}, 300_000);

/** Of every version that lies there. */
async function keysOf(bucket: 'archive' | 'access'): Promise<string[]> {
	const found: string[] = [];
	for await (const { key } of listVersions({ store, bucket, prefix: '' })) if (key.includes(id)) found.push(key);
	return found;
}

async function unfinishedUploads(): Promise<string[]> {
	const found: string[] = [];
	for (const bucket of [store.buckets.access, store.buckets.archive]) for await (const { key } of store.client.listIncompleteUploads(bucket, '', true) as AsyncIterable<{ key: string }>) found.push(key);
	return found;
}

/** Is there sound in the middle of each turn? */
function loudTurns(film: string): boolean[] {
	const rate = 8_000;
	const bytes = execFileSync('ffmpeg', ['-v', 'error', '-i', film, '-vn', '-ac', '1', '-ar', String(rate), '-f', 's16le', '-'], { maxBuffer: 1 << 26 });
	const loudest = (from: number, to: number) => Math.max(...Array.from({ length: (to - from) * rate }, (_sample, index) => Math.abs(bytes.readInt16LE((from * rate + index) * 2))));
	return Array.from({ length: TURNS }, (_turn, index) => loudest(index * TURN + 1, (index + 1) * TURN - 1) > 500);
}
