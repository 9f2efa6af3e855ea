import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import type { StreamConfig } from './config.ts';
import { Output } from './hls/output.ts';
import type { Segment } from './hls/playlist.ts';
import { startStreams, type Streams } from './streams.ts';

const session = '0a1b2c3d-0000-4000-8000-000000000001';
/** Now, in whole seconds: the process looks at the clock itself when it starts. */
const start = Math.floor(Date.now() / 1_000) * 1_000;
const place = () => mkdtempSync(join(tmpdir(), 'sal-streams-'));
const configIn = (folder: string): StreamConfig => ({ socketPath: join(folder, 'stream.sock'), folder: join(folder, 'live'), windowSeconds: 60, keepSeconds: 3_600, nice: 0, zone: 'Europe/Prague' });
let streams: Streams | undefined;
afterEach(() => streams?.close());

/** What an encoder would have left. */
async function encoded(output: Output, folder: string, number: number): Promise<Segment> {
	const segment: Segment = { name: `deadbeef-${number}`, duration: 2, at: start + number * 2_000, discontinuity: number === 0, ticks: number * 180_000 };
	const path = join(folder, `made-${number}.ts`);
	writeFileSync(path, `pictures ${number}`);
	await output.add(path, segment);
	return segment;
}

test('files of a session that is over go when their time has come, and of one that runs a minute after they have left the list', async () => {
	const folder = place();
	const config = configIn(folder);
	const own = join(config.folder, session);
	await mkdir(config.folder, { recursive: true });
	const output = await Output.open({ folder: own, windowMs: 60_000 });
	for (let number = 0; number < 70; number += 1) await encoded(output, folder, number);
	const list = readFileSync(join(own, 'video.m3u8'), 'utf8');
	expect(list.match(/\.ts/g)).toHaveLength(30);
	expect(list).toContain('#EXT-X-MEDIA-SEQUENCE:40');
	expect([0, 8, 10, 39, 69].map((number) => existsSync(join(own, `deadbeef-${number}.ts`)))).toEqual([false, false, true, true, true]);
	await output.end(start + 140_000);
	streams = await startStreams(config, pino({ level: 'silent' }));
	await streams.sweep(start + 140_000 + 3_599_000);
	expect(readFileSync(join(own, 'video.m3u8'), 'utf8')).toContain('#EXT-X-ENDLIST');
	await streams.sweep(start + 140_000 + 3_600_000);
	expect(existsSync(own)).toBe(false);
});

test('a process that was killed left its stream open: nobody speaks for it any more, so it ends', async () => {
	const folder = place();
	const config = configIn(folder);
	const own = join(config.folder, session);
	await mkdir(config.folder, { recursive: true });
	await encoded(await Output.open({ folder: own, windowMs: 60_000 }), folder, 0);
	streams = await startStreams(config, pino({ level: 'silent' }));
	const ended = () => readFileSync(join(own, 'video.m3u8'), 'utf8').includes('#EXT-X-ENDLIST');
	await streams.sweep(Date.now() + 9 * 60_000);
	expect(ended()).toBe(false);
	await streams.sweep(Date.now() + 11 * 60_000);
	expect(ended()).toBe(true);
});

test('captions that somebody writes beside the stream are in its next segments, broken lines are not', async () => {
	const folder = place();
	const own = join(folder, session);
	const output = await Output.open({ folder: own, windowMs: 60_000 });
	await encoded(output, folder, 0);
	await appendFile(join(own, 'captions.jsonl'), `{"from":${start + 1_000},"to":${start + 4_000},"text":"Zahajuji zasedání."}\nno caption\n{"from":${start + 2_000},"to":${start + 3_000},"text":"half a li`);
	await encoded(output, folder, 1);
	const caption = (number: number) => readFileSync(join(own, `deadbeef-${number}.vtt`), 'utf8');
	expect(caption(0)).not.toContain('Zahajuji');
	expect(caption(1)).toBe('WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:180000\n\n00:00:00.000 --> 00:00:02.000\nZahajuji zasedání.\n');
	await appendFile(join(own, 'captions.jsonl'), `ne"}\n`);
	await encoded(output, folder, 2);
	expect(caption(2)).not.toContain('half');
	await appendFile(join(own, 'captions.jsonl'), `{"from":${start + 6_500},"to":${start + 7_000},"text":"Děkuji."}\n`);
	await encoded(output, folder, 3);
	expect(caption(3)).toContain('00:00:00.500 --> 00:00:01.000\nDěkuji.');
});
