/** The hall's encoder in a recording: H.264 as it came, in Matroska that other programs read. */
import { execFileSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callbackSchema, verifyMessage, type Callback } from '../src/control.ts';
import { until } from '../src/recorder/trial/condition.ts';
import { den, end, startRecorderProcess } from '../src/recorder/trial/process.ts';
import { fileBytes, manifestOf, trialStore } from '../src/recorder/trial/store.ts';
import { admission, grantsOf, join, stage, type Stage } from './harness.ts';
import { encoder } from './pion.ts';

let store: Awaited<ReturnType<typeof trialStore>>;
let recorder: ChildProcess;
let portal: Server;
let heard: Callback[];
let on: Stage;
let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(path(tmpdir(), 'sal-whip-'));
	store = await trialStore();
	const place = den(store.env);
	recorder = startRecorderProcess(place);
	heard = [];
	portal = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			verifyMessage({ jws: body, publicKeyPem: on.keys.sfu.publicKey, kid: 'sfu-1', schema: callbackSchema }).then(
				(callback) => {
					heard.push(callback);
					response.writeHead(204).end();
				},
				() => response.writeHead(400).end()
			);
		});
	});
	await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
	on = await stage({ recorderSocket: place.socketPath, callbackUrl: `http://127.0.0.1:${String((portal.address() as AddressInfo).port)}/` });
	await until('the recorder answers', 15_000, async () => /^sal_sfu_recorder_connected 1$/m.test(await (await fetch(`http://127.0.0.1:${String(on.sfu.port)}/metrics`)).text()));
});
afterEach(async () => {
	await on.close();
	await end(recorder);
	portal.closeAllConnections();
	portal.close();
	await rm(folder, { recursive: true, force: true });
});

const told = <T extends Callback['event']['type']>(type: T) => heard.flatMap(({ event }) => (event.type === type ? [event as Extract<Callback['event'], { type: T }>] : []));
const probe = v.object({ streams: v.array(v.object({ codec_name: v.string(), width: v.optional(v.number()), height: v.optional(v.number()), is_avc: v.optional(v.string()), nb_read_frames: v.string() })), format: v.object({ format_name: v.string() }) });

test('picture and sound of the hall are recorded as they came', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	await host.client.call('consent', { given: true });
	await host.client.call('record', { action: 'start' });
	await host.client.next('recording', ({ state }) => state === 'running');
	const { pion } = await encoder(on, admission({ room: host.who.room, name: 'Kamera sálu', grants: ['publish'], inside: true }));
	const begun = Date.now();
	// Two pieces and more, so that a key frame is asked for.
	await host.client.next('recording', ({ storedUntil }) => storedUntil !== null && storedUntil > begun + 6_000);
	await host.client.call('endForAll', {});
	pion.close();
	await until('it is in the store', 30_000, () => told('recordingClosed').length === 1);
	const [closed] = told('recordingClosed');
	if (!closed) throw new Error('nothing was closed');
	const { files } = await manifestOf(store.store, closed);
	const picture = files.find(({ about }) => about.codec === 'h264');
	const sound = files.find(({ about }) => about.codec === 'opus');
	expect(picture).toMatchObject({ extension: 'mkv', contentType: 'video/x-matroska', about: { name: 'Kamera sálu', source: 'camera', width: 640, height: 360 } });
	expect(sound).toMatchObject({ extension: 'webm', about: { source: 'microphone' } });
	if (!picture) throw new Error('no picture');
	const file = path(folder, 'picture.mkv');
	await writeFile(file, await fileBytes(store.store, picture));
	const { streams: [stream], format } = v.parse(probe, JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', file], { encoding: 'utf8' })));
	expect(format.format_name).toBe('matroska,webm');
	expect(stream).toMatchObject({ codec_name: 'h264', width: 640, height: 360, is_avc: 'true' });
	// Thirty a second, and hardly one is missing.
	expect(Number(stream?.nb_read_frames)).toBeGreaterThan(5.5 * 30);
	expect(execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-xerror', '-i', file, '-f', 'null', '-'], { encoding: 'utf8' })).toBe('');
});
