/**
 * What the public stream costs and how late it is, with the real worker and process: run by `npm run bench`
 * (or `node sfu/bench/stream.bench.ts [seconds]`); reads MEDIASOUP_WORKER_BIN.
 *
 * On screen: a moving 720p25 picture and a moving interpreter, ten voices, item, speaker and clock written over it. CPU is utime + stime of the
 * process, its decoders and its encoder, whose pictures move everywhere all the time: a hall is cheaper.
 */
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join as path } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../src/recorder/trial/condition.ts';
import { end } from '../src/recorder/trial/process.ts';
import { admission, control, grantsOf, join, stage } from '../test/harness.ts';
import { putIn, startStreamProcess, streamDen } from '../test/stream-trial.ts';
import { cpuSeconds, family, peakMegabytes } from './processes.ts';

const seconds = Number(process.argv[2] ?? 30);
const place = streamDen();
const stream = startStreamProcess(place);
const on = await stage({ streamSocket: place.socketPath });
const programs: ChildProcess[] = [];
try {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const { room } = host.who;
	const put = async (name: string, size: string) => {
		const who = admission({ room, name });
		programs.push(await putIn(on, who, 'moving', size));
		return who;
	};
	const speaker = await put('Jana Nováková', '1280x720');
	const interpreter = await put('Tlumočnice', '640x360');
	for (let voice = 3; voice <= 10; voice += 1) await put(`Zastupitel ${voice}`, '320x180');
	const floor = { id: speaker.sub, name: speaker.name };
	const state = { state: 'running', closedPart: false, title: '19. zasedání Zastupitelstva', presiding: null, item: { number: '7', title: 'Rozpočet kraje na rok 2027', closed: false }, floor, vote: null };
	await control(on, room, { type: 'council', version: 1, state, speak: null, floor: speaker.sub, interpreter: interpreter.sub, closed: null, evidence: null, public: true, marks: [] });

	const playlist = path(place.folder, room, 'video.m3u8');
	const last = async () => {
		const text = await readFile(playlist, 'utf8').catch(() => '');
		const [, date, duration] = [...text.matchAll(/DATE-TIME:(.+)\n#EXTINF:([\d.]+)/g)].at(-1) ?? [];
		return date === undefined ? 0 : Date.parse(date) + Number(duration) * 1_000;
	};
	await until('the stream runs', 30_000, async () => (await last()) > 0);
	await wait(4_000);
	const pids = family(stream.pid ?? 0);
	const [before, from] = [cpuSeconds(pids), performance.now()];
	const ages: number[] = [];
	for (let seen = await last(); performance.now() - from < seconds * 1_000; await wait(20)) {
		const now = await last();
		if (now === seen) continue;
		seen = now;
		ages.push(Date.now() - now);
	}
	const spent = (cpuSeconds(pids) - before) / ((performance.now() - from) / 1_000);
	ages.sort((a, b) => a - b);
	const broken = ((await readFile(playlist, 'utf8')).match(/DISCONTINUITY\n/g) ?? []).length - 1;
	const figures = [
		{ figure: 'public stream: CPU of process, two decoders and encoder, 720p25 and ten voices', value: spent * 100, unit: '% of a core', bound: 150 },
		{ figure: 'public stream: memory of the process itself, peak', value: peakMegabytes(stream.pid ?? 0), unit: 'MB', bound: 500 },
		{ figure: 'public stream: from the hall into the playlist, p95', value: (ages[Math.floor(ages.length * 0.95)] ?? NaN) / 1_000, unit: 's', bound: 3 },
		{ figure: 'public stream: times that the encoder could not keep up', value: broken, unit: 'times', bound: 0 }
	];
	console.log(JSON.stringify({ figures }));
	host.client.close();
} finally {
	for (const program of programs) await end(program);
	await on.close();
	await end(stream);
}
