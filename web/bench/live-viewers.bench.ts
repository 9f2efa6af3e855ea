/**
 * 1,000 viewers of a public stream, from the front's own files and without any web cache before it: run by `npm run bench` (or
 * `node web/bench/live-viewers.bench.ts [viewers] [seconds]`). Each viewer asks for the playlist every two seconds, as players do, and for each new
 * segment (2.2 Mbit/s). No media server runs at all. The front is a process of its own, so that its CPU can be told from the viewers'.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createFront } from '../front/front.ts';

const SESSION = '00000000-0000-4000-8000-000000000001';
const SEGMENT_BYTES = 580_000;
const EVERY = 2_000;

if (process.argv[2] === 'front') await serve(process.argv[3] ?? '');
else await watch(Number(process.argv[2] ?? 1_000), Number(process.argv[3] ?? 20));

async function serve(folder: string): Promise<void> {
	const front = createFront({ config: { host: '127.0.0.1', port: 0, origin: new URL('http://localhost'), sfus: new Map(), live: folder }, pages: (_req, res) => void res.writeHead(404).end() });
	await front.listen();
	process.send?.((front.server.address() as AddressInfo).port);
}

async function watch(viewers: number, seconds: number): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'sal-viewers-'));
	mkdirSync(join(folder, SESSION));
	const front = fork(import.meta.filename, ['front', folder], { stdio: 'inherit' });
	let newest = 0;
	const publish = () => {
		newest += 1;
		writeFileSync(join(folder, SESSION, `deadbeef-${newest}.ts`), Buffer.alloc(SEGMENT_BYTES, newest));
		const text = ['#EXTM3U', '#EXT-X-TARGETDURATION:2', ...Array.from({ length: Math.min(30, newest) }, (_, index) => `#EXTINF:2.000,\ndeadbeef-${newest - Math.min(30, newest) + 1 + index}.ts`), ''].join('\n');
		writeFileSync(join(folder, SESSION, 'new'), text);
		renameSync(join(folder, SESSION, 'new'), join(folder, SESSION, 'video.m3u8'));
	};
	publish();
	const publishing = setInterval(publish, EVERY);
	try {
		const [port] = (await once(front, 'message')) as [number];
		const until = performance.now() + seconds * 1_000;
		const took: number[] = [];
		const late: number[] = [];
		const before = cpuSeconds(front.pid ?? 0);
		const from = performance.now();
		await Promise.all(Array.from({ length: viewers }, (_, index) => viewer({ port, until, wait: (index / viewers) * EVERY, took, late })));
		const spent = (cpuSeconds(front.pid ?? 0) - before) / ((performance.now() - from) / 1_000);
		const p95 = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;
		console.log(
			JSON.stringify({
				figures: [
					{ figure: `public stream: a segment is with one of ${viewers} viewers, p95`, value: p95(took), unit: 'ms', bound: 1_000 },
					{ figure: `public stream: rounds of ${viewers} viewers that took longer than a segment lasts`, value: late.length, unit: 'rounds', bound: 0 },
					{ figure: `public stream: CPU of the front for ${viewers} viewers`, value: spent * 100, unit: '% of a core', bound: 100 },
					{ figure: 'public stream: what they read', value: (took.length * SEGMENT_BYTES * 8) / seconds / 1e9, unit: 'Gbit/s' }
				]
			})
		);
	} finally {
		clearInterval(publishing);
		front.kill();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function viewer({ port, until, wait: first, took, late }: { port: number; until: number; wait: number; took: number[]; late: number[] }): Promise<void> {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const seen = new Set<string>();
	await wait(first);
	for (let next = performance.now(); performance.now() < until; next += EVERY) {
		const begun = performance.now();
		const name = (await read(agent, port, 'video.m3u8')).text.trim().split('\n').at(-1) ?? '';
		if (!seen.has(name)) {
			seen.add(name);
			const asked = performance.now();
			const { bytes } = await read(agent, port, name);
			if (bytes !== SEGMENT_BYTES) throw new Error(`a segment of ${bytes} bytes`);
			took.push(performance.now() - asked);
		}
		if (performance.now() - begun > EVERY) late.push(performance.now() - begun);
		await wait(Math.max(0, next + EVERY - performance.now()));
	}
	agent.destroy();
}

/** Only a playlist's text is kept: a thousand segments at once would measure this program's memory. */
function read(agent: Agent, port: number, name: string): Promise<{ text: string; bytes: number }> {
	return new Promise((resolve, reject) => {
		request({ agent, port, host: '127.0.0.1', path: `/live/${SESSION}/${name}`, headers: { host: 'localhost' } }, (answer) => {
			let [text, bytes] = ['', 0];
			answer.on('data', (chunk: Buffer) => {
				bytes += chunk.length;
				if (name.endsWith('.m3u8')) text += chunk.toString();
			});
			answer.on('error', reject).on('end', () => (answer.statusCode === 200 ? resolve({ text, bytes }) : reject(new Error(`${name}: ${answer.statusCode}`))));
		}).on('error', reject).end();
	});
}

/** CPU time of a process so far; Linux counts it in hundredths of a second. */
function cpuSeconds(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) / 100;
}
