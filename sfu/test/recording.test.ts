/** Rooms and a real recorder process with a real object store: who is recorded, who is asked, what the portal hears. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callbackSchema, ingestAnswer, verifyMessage, type Callback } from '../src/control.ts';
import { until } from '../src/recorder/trial/condition.ts';
import { den, end, startRecorderProcess, type Den } from '../src/recorder/trial/process.ts';
import { fileBytes, manifestOf, trialStore, type Closed } from '../src/recorder/trial/store.ts';
import { signAdmission } from '../src/token.ts';
import { admission, connect, control, freePort, grantsOf, join, stage, type Stage } from './harness.ts';
import { studio } from './media.ts';

let place: Den;
let store: Awaited<ReturnType<typeof trialStore>>;
let recorder: ChildProcess;
let portal: Server;
let heard: Callback[];
let on: Stage;
let programs: ChildProcess[] = [];

beforeEach(async () => {
	store = await trialStore();
	place = den(store.env);
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
	await until('the recorder answers', 15_000, async () => (await metric('recorder_connected')) === 1);
});
afterEach(async () => {
	programs.forEach((program) => program.kill('SIGKILL'));
	programs = [];
	await on.close();
	await end(recorder);
	portal.closeAllConnections();
	portal.close();
});

async function metric(name: string): Promise<number> {
	const text = await (await fetch(`http://127.0.0.1:${String(on.sfu.port)}/metrics`)).text();
	return Number(new RegExp(`^sal_sfu_${name} (.+)$`, 'm').exec(text)?.[1]);
}

test('everyone is asked before they are recorded, and nobody who has not agreed can publish', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const early = await join(on, admission({ room: host.who.room, name: 'Dřívější' }));
	const earlys = await studio(early.client, early.snapshot);
	await earlys.publish('microphone');
	await host.client.call('record', { action: 'start' });
	await host.client.call('record', { action: 'start' });
	await early.client.next('recording', ({ state }) => state === 'running');
	// What was there before goes on for the people, and is held back from the recording.
	expect(await metric('recordings')).toBe(1);
	const late = await join(on, admission({ room: host.who.room, name: 'Pozdější' }));
	expect(late.snapshot.recording.state).toBe('running');
	const lates = await studio(late.client, late.snapshot);
	await expect(lates.publish('microphone')).rejects.toThrow('consent-needed');
	await late.client.call('consent', { given: true });
	await host.client.next('participantChanged', ({ id, consent }) => id === late.who.sub && consent);
	await lates.publish('microphone');
	// Taken back: what this person publishes ends.
	await late.client.call('consent', { given: false });
	await host.client.next('participantChanged', ({ id, consent, producers }) => id === late.who.sub && !consent && producers.length === 0);
	await host.client.call('record', { action: 'pause' });
	await late.client.next('recording', ({ state }) => state === 'paused');
	await host.client.call('record', { action: 'resume' });
	await host.client.call('record', { action: 'stop' });
	await until('the portal has heard of the close', 30_000, () => heard.some(({ event }) => event.type === 'recordingClosed'));
	expect(heard.filter(({ event }) => event.type === 'recording').map(({ event }) => event.type === 'recording' && event.state)).toEqual(['started', 'paused', 'resumed', 'stopped']);
	await late.client.next('recording', ({ state }) => state === 'off');
});

test('a program that speaks is recorded until the end for all; the portal is told where it lies', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const { room } = host.who;
	const hall = admission({ room, name: 'Sál' });
	const answer = await control(on, room, { type: 'ingest', admission: await signAdmission({ admission: hall, privateKeyPem: on.keys.web.privateKey }) });
	const { video, audio } = v.parse(ingestAnswer, answer.body);
	const send = (...rest: string[]) => programs.push(spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-re', ...rest], { stdio: 'ignore' }));
	send('-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=15', '-c:v', 'libvpx', '-deadline', 'realtime', '-g', '15', '-payload_type', String(video.payloadType), '-ssrc', String(video.ssrc), '-f', 'rtp', `rtp://${video.ip}:${String(video.port)}`);
	send('-f', 'lavfi', '-i', 'anoisesrc=a=0.5', '-c:a', 'libopus', '-payload_type', String(audio.payloadType), '-ssrc', String(audio.ssrc), '-f', 'rtp', `rtp://${audio.ip}:${String(audio.port)}`);
	await host.client.next('activeSpeakers', ({ participants }) => participants.includes(hall.sub));
	await until('the picture flows', 15_000, () => on.sfu.rooms.all.some((one) => [...(one.peers.get(hall.sub)?.published.values() ?? [])].every(({ producer }) => producer.score.some(({ score }) => score > 0))));
	expect((await control(on, room, { type: 'record', action: 'start' })).status).toBe(200);
	const running = await host.client.next('recording', ({ state }) => state === 'running');
	// Long enough for a key frame of each second and the first pieces.
	await host.client.next('recording', ({ storedUntil }) => storedUntil !== null && storedUntil > (running.startedAt ?? 0) + 3_000);
	await end(programs[1]);
	await host.client.next('activeSpeakers', ({ participants }) => participants.length === 0);
	await host.client.call('endForAll', {});
	await until('the portal has heard of the close', 30_000, () => heard.some(({ event }) => event.type === 'recordingClosed'));
	const closed = heard.find(({ event }) => event.type === 'recordingClosed')?.event as Closed;
	const manifest = await manifestOf(store.store, closed);
	expect(manifest.recording).toBe(running.id);
	expect(manifest.files.filter(({ about }) => about['participant'] === hall.sub).map(({ about }) => about['source']).sort()).toEqual(['camera', 'microphone']);
	const log = manifest.files.find(({ kind }) => kind === 'events');
	const lines = log ? (await fileBytes(store.store, log)).toString().trim().split('\n') : [];
	const spoke = lines.map((line) => v.parse(v.object({ type: v.string(), participant: v.optional(v.string()) }), JSON.parse(line))).filter(({ type }) => type === 'speaker');
	// The last word is the silence: whoever draws the lanes must not let the speaker run on.
	expect(spoke.at(-1)).toEqual({ type: 'speaker' });
	expect(heard.map(({ sequence }) => sequence)).toEqual(heard.map((_, index) => index + 1));
});

test('in a large room a pinned tile is recorded in its top layer, as long as it is pinned', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const people = await Promise.all(Array.from({ length: 10 }, (_, index) => join(on, admission({ room: host.who.room, name: `Zastupitel ${index}` }))));
	const cameras = await Promise.all(
		people.map(async ({ client, snapshot }) => {
			await client.call('consent', { given: true });
			return (await studio(client, snapshot)).publish('camera');
		})
	);
	await host.client.call('record', { action: 'start' });
	await host.client.next('recording', ({ state }) => state === 'running');
	const [jana] = people;
	const [camera] = cameras;
	if (!jana || camera === undefined) throw new Error('nobody is there');
	await host.client.call('view', { tiles: [] });
	const told = async (layer: number) => {
		await jana.client.next('layersWanted', ({ producer, maxSpatialLayer }) => producer === camera && maxSpatialLayer === layer);
		jana.client.forget();
	};
	await told(0);
	// As small as a tile can be: only the recorder has a reason to want more.
	await host.client.call('view', { tiles: [{ producer: camera, width: 160, height: 90, pinned: true }] });
	await told(2);
	await host.client.call('view', { tiles: [{ producer: camera, width: 160, height: 90 }] });
	await told(0);
});

test('the worker dies in a recorded meeting: the same recording goes on', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	await host.client.call('consent', { given: true });
	await (await studio(host.client, host.snapshot)).publish('microphone');
	await host.client.call('record', { action: 'start' });
	const { id } = await host.client.next('recording', ({ state }) => state === 'running');
	const worker = on.sfu.workers.alive[0];
	if (!worker) throw new Error('no worker');
	process.kill(worker.worker.pid, 'SIGKILL');
	await host.client.next('mediaLost');
	const again = await host.client.call('enter', {});
	expect(again.recording).toMatchObject({ state: 'running', id });
	await (await studio(host.client, again)).publish('microphone');
	await host.client.call('record', { action: 'stop' });
	await until('the portal has heard of the close', 30_000, () => heard.some(({ event }) => event.type === 'recordingClosed' && event.recording === id));
});

test('the media server ends and begins again in a recorded meeting: the same recording goes on', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	await host.client.call('consent', { given: true });
	await (await studio(host.client, host.snapshot)).publish('microphone');
	await host.client.call('record', { action: 'start' });
	const { id } = await host.client.next('recording', ({ state }) => state === 'running');
	const { config } = on;
	await on.sfu.close();
	const next = await stage({ ...config, rtc: { ...config.rtc, port: await freePort() } });
	const back = await connect(next.sfu.port, { room: host.who.room, resume: host.snapshot.resume });
	const again = await back.call('enter', {});
	expect(again.recording.id).toBe(id);
	expect(again.participants.find(({ id: one }) => one === host.who.sub)?.consent).toBe(true);
	await (await studio(back, again)).publish('microphone');
	await back.call('record', { action: 'stop' });
	await until('the portal has heard of the close', 30_000, () => heard.some(({ event }) => event.type === 'recordingClosed' && event.recording === id));
	await next.close();
});
