/** The whole path: real packets, real worker, real recorder process, real object store. */
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Store } from '@sal/storage';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { createRecordings, type Recordings } from '../recording/index.ts';
import type { RoomRecording } from '../recording/recording.ts';
import { until } from './trial/condition.ts';
import { decodingErrors, probe } from './trial/probe.ts';
import { den, end, startRecorderProcess, type Den } from './trial/process.ts';
import { type Closed, fileBytes, manifestOf, trialStore } from './trial/store.ts';
import { openStudio, type Studio } from './trial/studio.ts';

const logger = pino({ level: 'silent' });
let studio: Studio | undefined;
let recordings: Recordings | undefined;
let recorder: ChildProcess | undefined;

afterEach(async () => {
	await recordings?.close();
	await studio?.close();
	await end(recorder);
});

async function begin(place: Den): Promise<{ recording: RoomRecording; recordings: Recordings; studio: Studio }> {
	studio = await openStudio();
	recorder = startRecorderProcess(place);
	recordings = createRecordings({ socketPath: place.socketPath, sfuId: 'sfu-1', logger });
	const connected = recordings;
	await until('the recorder answers', 10_000, () => connected.available);
	const recording = await recordings.start({ id: randomUUID(), room: randomUUID(), kind: 'call', title: 'Zkouška', router: studio.router });
	return { recording, recordings, studio };
}

async function publishInto(recording: RoomRecording, room: Studio, options?: Parameters<Studio['publish']>[0]) {
	const published = await room.publish(options);
	const person = { participant: randomUUID(), name: 'Jan Novák' };
	await recording.addProducer({ ...person, producer: published.video, source: 'camera' });
	await recording.addProducer({ ...person, producer: published.audio, source: 'microphone' });
	return { ...published, ...person };
}

async function stop(recording: RoomRecording, from: Recordings): Promise<Closed> {
	const closed = once(from, 'closed');
	await recording.stop();
	const [outcome] = (await closed) as [Closed & { acknowledge: () => void }];
	outcome.acknowledge();
	return outcome;
}

async function recordedFile(store: Store, closed: Closed, source: string) {
	const manifest = await manifestOf(store, closed);
	const files = manifest.files.filter(({ about }) => about['source'] === source);
	expect(files).toHaveLength(1);
	const [file] = files;
	if (file === undefined) throw new Error(`nothing of the ${source} was recorded`);
	return { manifest, file, bytes: await fileBytes(store, file) };
}

/** Longest distance between neighbours, in ms. */
const longestStep = (times: number[]): number => Math.max(...times.slice(1).map((time, index) => (time - (times[index] ?? 0)) * 1000));

test('a recorder killed in the middle loses no frame: its successor goes on with the same files', { timeout: 90_000 }, async () => {
	const { store, env } = await trialStore();
	const place = den(env);
	const { recording, recordings: from, studio: room } = await begin(place);
	await publishInto(recording, room);
	await until('the first pieces are in the store', 20_000, () => (recording.state.storedUntil ?? 0) > (recording.state.startedAt ?? 0) + 3_000);

	const storedBefore = recording.state.storedUntil ?? 0;
	const killedAt = Date.now();
	await end(recorder, 'SIGKILL');
	recorder = startRecorderProcess(place);
	await until('the successor stores what came after the kill', 20_000, () => (recording.state.storedUntil ?? 0) > killedAt + 2_000);
	expect(recording.state.alarm).toBeNull();
	expect(storedBefore).toBeLessThan(killedAt);
	const closed = await stop(recording, from);

	const video = await recordedFile(store, closed, 'camera');
	expect(video.manifest.gaps).toEqual([]);
	expect(video.file.gaps).toEqual([]);
	const picture = probe(video.bytes);
	expect(picture.codec).toBe('vp8');
	expect(longestStep(picture.times)).toBeLessThan(60);
	expect(decodingErrors(video.bytes)).toBe('');

	const sound = await recordedFile(store, closed, 'microphone');
	const heard = probe(sound.bytes);
	expect(heard.codec).toBe('opus');
	expect(longestStep(heard.times)).toBeLessThan(40);
	expect(decodingErrors(sound.bytes)).toBe('');

	const seconds = (killedAt - (recording.state.startedAt ?? 0)) / 1000;
	expect((picture.times.at(-1) ?? 0) - (picture.times[0] ?? 0)).toBeGreaterThan(seconds);
	// Four seconds of the publisher's clock; a tenth more while a late first sender report is worked in.
	for (const { start, end: pieceEnd } of [...video.file.pieces, ...sound.file.pieces]) expect(pieceEnd - start).toBeLessThanOrEqual(4_400);
});
