/**
 * What the recorder costs and how late it is, with the real worker and object store: run by `npm run bench`
 * (or `node sfu/bench/recorder.bench.ts [pairs] [seconds]`); reads S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY, MEDIASOUP_WORKER_BIN.
 *
 * CPU is utime + stime of worker, this process (in the media server's place) and recorder, recording on minus recording off.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createRecordings } from '../src/recording/index.ts';
import { until } from '../src/recorder/trial/condition.ts';
import { den, end, startRecorderProcess } from '../src/recorder/trial/process.ts';
import { trialStore } from '../src/recorder/trial/store.ts';
import { clip, openStudio } from '../src/recorder/trial/studio.ts';
import { cpuSeconds, peakMegabytes } from './processes.ts';

const pairs = Number(process.argv[2] ?? 20);
const seconds = Number(process.argv[3] ?? 30);
const shape = { size: '1280x720', rate: 30, keyEvery: 120, bitrate: '1500k' };

async function spent(pids: number[], ms: number): Promise<number> {
	const [before, from] = [cpuSeconds(pids), performance.now()];
	await wait(ms);
	return (cpuSeconds(pids) - before) / ((performance.now() - from) / 1000);
}

clip(shape);
const { env, store } = await trialStore();
const place = den(env);
const studio = await openStudio();
const recorder = startRecorderProcess(place);
const recordings = createRecordings({ socketPath: place.socketPath, sfuId: 'sfu-1', logger: pino({ level: 'silent' }) });
try {
	await until('the recorder answers', 20_000, () => recordings.available);
	const people = await Promise.all(Array.from({ length: pairs }, () => studio.publish(shape)));
	const pids = [studio.worker.pid, process.pid, recorder.pid ?? 0];
	await wait(3_000);
	const off = await spent(pids, seconds * 1000);

	const recording = await recordings.start({ id: randomUUID(), room: randomUUID(), kind: 'call', title: 'bench', router: studio.router });
	for (const [index, { video, audio }] of people.entries()) {
		const person = { participant: randomUUID(), name: `Osoba ${index}` };
		await recording.addProducer({ ...person, producer: video, source: 'camera' });
		await recording.addProducer({ ...person, producer: audio, source: 'microphone' });
	}
	await until('the first pieces are in the store', 60_000, () => (recording.state.storedUntil ?? 0) > (recording.state.startedAt ?? 0) + 2_000);
	const ages: number[] = [];
	const sampling = setInterval(() => ages.push(Date.now() - (recording.state.storedUntil ?? 0)), 100);
	const on = await spent(pids, seconds * 1000);
	clearInterval(sampling);
	ages.sort((a, b) => a - b);
	const health = recordings.health();
	const figures = [
		{ figure: `recorder: CPU per 720p30 + Opus pair, ${pairs} pairs (worker, media server and recorder)`, value: ((on - off) / pairs) * 100, unit: '% of a core', bound: 2 },
		{ figure: `recorder: peak memory, ${pairs} pairs`, value: peakMegabytes(recorder.pid ?? 0), unit: 'MB', bound: 200 },
		{ figure: 'recorder: a spoken second is in the store, p95', value: (ages[Math.floor(ages.length * 0.95)] ?? NaN) / 1000, unit: 's', bound: 6 },
		{ figure: 'recorder: packets dropped', value: health.droppedPackets, unit: 'packets', bound: 0 }
	];
	console.log(JSON.stringify({ figures }));
	await recording.stop();
} finally {
	await recordings.close();
	await studio.close();
	await end(recorder);
	store.close();
}
