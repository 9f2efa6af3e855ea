/** A council's session with a real recorder: what happens is in the recording once, a closed part is a recording of its own, and picture and sound are evidence. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join as path } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callbackSchema, ingestAnswer, verifyMessage, type Callback, type CouncilCall } from '../src/control.ts';
import { until } from '../src/recorder/trial/condition.ts';
import { den, end, startRecorderProcess } from '../src/recorder/trial/process.ts';
import { fileBytes, manifestOf, trialStore, type Closed } from '../src/recorder/trial/store.ts';
import { signAdmission } from '../src/token.ts';
import { admission, control, grantsOf, join, stage, type Stage } from './harness.ts';
import { studio } from './media.ts';

let store: Awaited<ReturnType<typeof trialStore>>;
let recorder: ChildProcess;
let portal: Server;
let heard: Callback[];
let on: Stage;
let programs: ChildProcess[] = [];

beforeEach(async () => {
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
	for (const program of programs) program.kill('SIGKILL');
	programs = [];
	await on.close();
	await end(recorder);
	portal.closeAllConnections();
	portal.close();
});

const meeting = { title: 'Zasedání', kind: 'session' as const, recordable: true, retention: { mode: 'GOVERNANCE' as const, seconds: 60 } };
const call = (version: number, change: Partial<CouncilCall> = {}): CouncilCall => ({ type: 'council', version, state: {}, speak: [], floor: null, interpreter: null, closed: null, evidence: null, public: false, marks: [], ...change });
const told = <T extends Callback['event']['type']>(type: T) => heard.flatMap(({ event }) => (event.type === type ? [event as Extract<Callback['event'], { type: T }>] : []));

/** A member whose camera and microphone are two ffmpegs; one that is stopped sends nothing, as behind a dead line. */
async function remoteMember(room: string) {
	const who = admission({ room, meeting, name: 'Členka z domova' });
	const answer = await control(on, room, { type: 'ingest', admission: await signAdmission({ admission: who, privateKeyPem: on.keys.web.privateKey }) });
	const { video, audio } = v.parse(ingestAnswer, answer.body);
	const send = (...rest: string[]) => {
		const program = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-re', ...rest], { stdio: 'ignore' });
		programs.push(program);
		return program;
	};
	const camera = () => send('-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=15', '-c:v', 'libvpx', '-deadline', 'realtime', '-g', '15', '-payload_type', String(video.payloadType), '-ssrc', String(video.ssrc), '-f', 'rtp', `rtp://${video.ip}:${String(video.port)}`);
	const microphone = () => send('-f', 'lavfi', '-i', 'anoisesrc=a=0.5', '-c:a', 'libopus', '-payload_type', String(audio.payloadType), '-ssrc', String(audio.ssrc), '-f', 'rtp', `rtp://${audio.ip}:${String(audio.port)}`);
	return { who, camera, microphone };
}

test('picture and sound make presence; without one of them the grace period runs, and then they are gone', async () => {
	const chair = await join(on, admission({ grants: grantsOf.host, meeting }));
	const { room } = chair.who;
	const { who, camera, microphone } = await remoteMember(room);
	const evidence = { of: [who.sub], graceSeconds: 2 };
	await control(on, room, call(1, { evidence, speak: null }));
	const picture = camera();
	const standing = () => told('evidence').filter(({ participant }) => participant === who.sub).map((each) => each.standing);
	const sound = microphone();
	await until('they are present', 20_000, () => standing().at(-1) === 'present');
	sound.kill('SIGSTOP');
	await until('they fail', 20_000, () => standing().at(-1) === 'failing');
	const failing = told('evidence').at(-1);
	expect(failing).toMatchObject({ picture: true, sound: 'missing', standing: 'failing' });
	await until('they are gone', 20_000, () => standing().at(-1) === 'gone');
	sound.kill('SIGCONT');
	await until('they are back', 20_000, () => standing().at(-1) === 'present');
	picture.kill('SIGSTOP');
	await until('they fail again', 20_000, () => standing().at(-1) === 'failing');
	expect(told('evidence').at(-1)).toMatchObject({ picture: false, sound: 'flowing' });
	picture.kill('SIGCONT');
	await until('they are back again', 20_000, () => standing().at(-1) === 'present');
	expect(standing().slice(0, 5)).toEqual(['present', 'failing', 'gone', 'present', 'failing']);
});

test('the closed part is a recording of its own, and each event is in one of them, once', async () => {
	const chair = await join(on, admission({ grants: grantsOf.host, meeting }));
	const { room } = chair.who;
	const mark = (sequence: number) => ({ sequence, at: Date.now(), type: 'item.opened', data: { number: String(sequence) } });
	await control(on, room, call(1, { marks: [mark(1)] }));
	await chair.client.call('consent', { given: true });
	await chair.client.call('record', { action: 'start' });
	await chair.client.next('recording', ({ state }) => state === 'running');
	await control(on, room, call(2, { marks: [mark(1), mark(2)] }));
	await control(on, room, call(3, { closed: { insiders: [] }, marks: [mark(2), mark(3)] }));
	await until('the closed part is recorded', 20_000, () => told('recording').some(({ state, part }) => state === 'started' && part === 'closed'));
	await control(on, room, call(4, { closed: { insiders: [] }, marks: [mark(4)] }));
	await control(on, room, call(5, { marks: [mark(4), mark(5)] }));
	await until('the open part goes on', 20_000, () => told('recording').filter(({ state }) => state === 'started').length === 3);
	await control(on, room, call(6, { marks: [mark(6)] }));
	await chair.client.call('endForAll', {});
	await until('all three are in the store', 30_000, () => told('recordingClosed').length === 3);
	expect(told('recording').filter(({ state }) => state === 'started').map(({ part }) => part)).toEqual(['open', 'closed', 'open']);
	const order = told('recording').filter(({ state }) => state === 'started').map(({ recording }) => recording);
	const marks = await Promise.all(order.map(async (id) => marksOf(told('recordingClosed').find(({ recording }) => recording === id))));
	// What began the closed part belongs to it, and what ended it too: 1 happened before anything was recorded.
	expect(marks).toEqual([[2], [3, 4, 5], [6]]);
});

test('events that were on their way when the media server died are in the recording, once', async () => {
	const chair = await join(on, admission({ grants: grantsOf.host, meeting }));
	const { room } = chair.who;
	const mark = (sequence: number) => ({ sequence, at: Date.now(), type: 'item.opened', data: { number: String(sequence) } });
	await chair.client.call('consent', { given: true });
	await chair.client.call('record', { action: 'start' });
	await chair.client.next('recording', ({ state }) => state === 'running');
	const { body } = await control(on, room, call(1, { marks: [mark(1), mark(2)] }));
	expect(body).toEqual({ version: 1, sequence: 2 });
	const journal = path(on.config.journal, `${room}.jsonl`);
	const copy = await readFile(journal);
	await until('the recorder has them', 20_000, async () => (await readFile(journal, 'utf8')).includes('"type":"marked"'));
	await on.sfu.close();
	// As if it had died before it heard that the recorder has them.
	await writeFile(journal, copy);
	const again = await stage({ ...on.config, port: 0 });
	const door = { sfu: again.sfu, keys: on.keys };
	try {
		await control(door, room, call(2, { marks: [mark(3)] }));
		await control(door, room, { type: 'end' });
		await until('it is in the store', 30_000, () => told('recordingClosed').length === 1);
		expect(await marksOf(told('recordingClosed').at(-1))).toEqual([1, 2, 3]);
	} finally {
		await again.close();
	}
});

test('the gap after a death of the media server begins when somebody last watched', async () => {
	const chair = await join(on, admission({ grants: grantsOf.host, meeting }));
	const { room } = chair.who;
	const from = Date.now();
	await control(on, room, call(1, { evidence: { of: [chair.who.sub], graceSeconds: 2 } }));
	const journal = path(on.config.journal, `${room}.jsonl`);
	await until('it is noted that somebody watches', 20_000, async () => (await readFile(journal, 'utf8')).includes('"type":"watched"'));
	const noted = Date.now();
	await on.sfu.close();
	const again = await stage({ ...on.config, port: 0 });
	try {
		await until('the gap is told', 20_000, () => told('evidenceGap').length === 1);
		const gap = told('evidenceGap').at(-1);
		expect(gap?.from).toBeGreaterThanOrEqual(from);
		expect(gap?.from).toBeLessThanOrEqual(noted);
		expect(gap?.to).toBeGreaterThanOrEqual(noted);
		expect(told('evidence').filter(({ standing }) => standing === 'gone')).toEqual([]);
	} finally {
		await again.close();
	}
});

test('nobody needs to look at a camera for it to be evidence', async () => {
	const chair = await join(on, admission({ grants: grantsOf.host, meeting }));
	const { room } = chair.who;
	const member = await join(on, admission({ room, meeting }));
	const { publish } = await studio(member.client, member.snapshot);
	await chair.client.call('view', { tiles: [] });
	const camera = await publish('camera');
	await member.client.next('layersWanted', ({ producer, maxSpatialLayer }) => producer === camera && maxSpatialLayer === -1);
	await control(on, room, call(1, { evidence: { of: [member.who.sub], graceSeconds: 2 } }));
	await member.client.next('layersWanted', ({ producer, maxSpatialLayer }) => producer === camera && maxSpatialLayer === 0);
});

const line = v.object({ type: v.string(), detail: v.optional(v.object({ sequence: v.optional(v.number()) })) });

async function marksOf(closed: Closed | undefined): Promise<number[]> {
	if (!closed) throw new Error('a recording was not closed');
	const manifest = await manifestOf(store.store, closed);
	const log = manifest.files.find(({ kind }) => kind === 'events');
	const lines = log ? (await fileBytes(store.store, log)).toString().trim().split('\n') : [];
	return lines.map((each) => v.parse(line, JSON.parse(each))).flatMap(({ type, detail }) => (type === 'council' && detail?.sequence !== undefined ? [detail.sequence] : []));
}
