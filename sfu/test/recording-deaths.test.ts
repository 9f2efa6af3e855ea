/** Media server and recorder as the launcher starts them, each a process of its own, and a meeting that is recorded while one of them dies. */
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join as path } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyClose } from '@sal/storage';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callbackSchema, ingestAnswer, verifyMessage, type Callback } from '../src/control.ts';
import { until } from '../src/recorder/trial/condition.ts';
import { den, end, startRecorderProcess, type Den } from '../src/recorder/trial/process.ts';
import { fileBytes, manifestOf, trialStore } from '../src/recorder/trial/store.ts';
import { decodingErrors } from '../src/recorder/trial/probe.ts';
import type { Sfu } from '../src/server.ts';
import { signAdmission, type Admission } from '../src/token.ts';
import { admission, connect, control, freePort, grantsOf, join, makeKeys, workerBin, type Client, type Keys } from './harness.ts';

let place: Den;
let store: Awaited<ReturnType<typeof trialStore>>;
let keys: Keys;
let port: number;
let portal: Server;
let heard: Callback[];
let recorder: ChildProcess;
let sfu: ChildProcess;
let programs: ChildProcess[];

beforeEach(async () => {
	[store, keys, port] = await Promise.all([trialStore(), makeKeys(), freePort()]);
	place = den(store.env);
	heard = [];
	programs = [];
	portal = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			verifyMessage({ jws: body, publicKeyPem: keys.sfu.publicKey, kid: 'sfu-1', schema: callbackSchema }).then(
				(callback) => {
					heard.push(callback);
					response.writeHead(204).end();
				},
				() => response.writeHead(400).end()
			);
		});
	});
	await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
	await writeFile(path(place.folder, 'web.pub.pem'), keys.web.publicKey);
	await writeFile(path(place.folder, 'sfu.pem'), keys.sfu.privateKey);
	recorder = startRecorderProcess(place);
	sfu = await launch();
});
afterEach(async () => {
	await Promise.all([...programs, sfu, recorder].map((child) => end(child)));
	portal.closeAllConnections();
	portal.close();
	store.store.close();
});

async function launch(): Promise<ChildProcess> {
	const environment = {
		PATH: process.env.PATH ?? '',
		SAL_ORIGIN: 'http://localhost:3000',
		SAL_WEB_PUBLIC_KEY_FILE: path(place.folder, 'web.pub.pem'),
		SAL_SFU_KEY_FILE: path(place.folder, 'sfu.pem'),
		SAL_SFU_PORT: String(port),
		SAL_RTC_PORT: String(await freePort()),
		SAL_WORKERS: '1',
		SAL_JOURNAL: path(place.folder, 'journal'),
		SAL_RECORDER_SOCKET: place.socketPath,
		SAL_CALLBACK_URL: `http://127.0.0.1:${String((portal.address() as AddressInfo).port)}/`,
		MEDIASOUP_WORKER_BIN: workerBin()
	};
	const started = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
	for await (const chunk of started.stdout.iterator({ destroyOnReturn: false })) if (String(chunk).includes('media server ready')) break;
	started.stdout.resume();
	await until('the media server has its recorder', 30_000, async () => /^sal_sfu_recorder_connected 1$/m.test(await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text()));
	return started;
}

/** Picture and sound of somebody, from a program. */
async function speak(who: Admission): Promise<ChildProcess[]> {
	const answer = await control({ sfu: { port } as Sfu, keys }, who.room, { type: 'ingest', admission: await signAdmission({ admission: who, privateKeyPem: keys.web.privateKey }) });
	const { video, audio } = v.parse(ingestAnswer, answer.body);
	const send = ({ ip, port: to, payloadType, ssrc }: typeof video, ...what: string[]) =>
		spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-re', '-f', 'lavfi', '-i', ...what, '-payload_type', String(payloadType), '-ssrc', String(ssrc), '-f', 'rtp', `rtp://${ip}:${String(to)}`], { stdio: 'ignore' });
	const made = [send(video, 'testsrc2=s=320x180:r=15', '-c:v', 'libvpx', '-deadline', 'realtime', '-g', '15'), send(audio, 'anoisesrc=a=0.5', '-c:a', 'libopus')];
	programs.push(...made);
	return made;
}

/** Everything up to `time` (ms since 1970) is in the store, as the host is told. */
async function stored(client: Client, time: number): Promise<void> {
	await until('the host is told that it is safely stored', 60_000, () => client.heard.some(({ event, message }) => event === 'recording' && ((message as { storedUntil: number | null }).storedUntil ?? 0) > time));
}

test('the media server is killed in a recorded meeting: the same recording goes on, and the time between is a gap with its reason', { timeout: 240_000 }, async () => {
	const host = await join({ sfu: { port } as Sfu, keys }, admission({ grants: grantsOf.host }));
	const { room } = host.who;
	const hall = admission({ room, name: 'Sál' });
	const before = await speak(hall);
	await host.client.call('record', { action: 'start' });
	const { id, startedAt } = await host.client.next('recording', ({ state }) => state === 'running');
	await stored(host.client, (startedAt ?? 0) + 4_000);

	const killedAt = Date.now();
	await end(sfu);
	await Promise.all(before.map((program) => end(program)));
	sfu = await launch();
	const back = await connect(port, { room, resume: host.snapshot.resume });
	// `starting` until the recorder has confirmed that it goes on; that it does is seen below, by what is stored.
	expect((await back.call('enter', {})).recording).toMatchObject({ id, startedAt });
	const backAt = Date.now();
	await speak(hall);
	await stored(back, backAt + 4_000);
	await back.call('endForAll', {});
	await until('the portal has heard of the close', 60_000, () => heard.some(({ event }) => event.type === 'recordingClosed'));

	const all = heard.flatMap(({ event }) => (event.type === 'recordingClosed' ? [event] : []));
	expect(all.map(({ recording }) => recording)).toEqual([id]);
	const [closed] = all;
	if (!closed) throw new Error('no recording was closed');
	const { manifestKey, manifestVersion, manifestSha256 } = closed;
	const manifest = await manifestOf(store.store, { manifestKey, manifestVersion, manifestSha256 });
	const zero = manifest.openedAt;
	expect(zero).toBe(startedAt);
	expect(manifest.gaps.map(({ reason }) => reason)).toEqual(['sfu-restart']);
	const [gap] = manifest.gaps;
	// From the last moment that was recorded, until somebody is heard again.
	const lastBefore = Math.max(...manifest.files.filter(({ kind, start }) => kind === 'media' && start + zero < killedAt).map(({ end: last }) => last));
	expect(gap?.from).toBe(lastBefore);
	expect(gap?.from).toBeGreaterThan(4_000);
	expect((gap?.to ?? 0) + zero).toBeGreaterThanOrEqual(backAt);
	const cameras = manifest.files.filter(({ about }) => about['participant'] === hall.sub && about['source'] === 'camera');
	expect(cameras).toHaveLength(2);
	expect(cameras[0]?.end).toBeLessThanOrEqual((gap?.from ?? 0) + 1);
	expect(cameras[1]?.start).toBeGreaterThanOrEqual((gap?.to ?? 0) - 1);
	for (const file of cameras) expect(decodingErrors(await fileBytes(store.store, file))).toBe('');
	const report = await verifyClose({ store: store.store, recording: id ?? '', reference: { key: manifestKey, versionId: manifestVersion, sha256: manifestSha256 }, trust: { sfus: { 'sfu-1': place.publicKeyPem }, portal: {} } });
	expect(report.findings).toEqual([]);
});
