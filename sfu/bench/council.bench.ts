/**
 * What a council's session costs the media server, and how quickly it reaches everybody: 65 members and 500 onlookers in one room. Run by
 * `npm run bench` (or `node sfu/bench/council.bench.ts [onlookers]`); reads MEDIASOUP_WORKER_BIN.
 *
 * The media server is a process of its own; all sockets are in this one. Onlookers speak socket.io just well enough to listen, and read no more of
 * the state than its version: 500 tablets read with 500 processors. The microphone is that of mediasoup-client's own fake browser.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import type { CouncilCall } from '../src/control.ts';
import { until } from '../src/recorder/trial/condition.ts';
import { end } from '../src/recorder/trial/process.ts';
import { signAdmission } from '../src/token.ts';
import { admission, control, freePort, grantsOf, join, makeKeys, workerBin, type Client } from '../test/harness.ts';
import { studio } from '../test/media.ts';
import { cpuSeconds } from './processes.ts';

const onlookers = Number(process.argv[2] ?? 500);
const MEMBERS = 65;
const ROUNDS = 20;

const folder = mkdtempSync(path(tmpdir(), 'sal-council-'));
const keys = await makeKeys();
const file = (name: string, pem: string) => {
	writeFileSync(path(folder, name), pem);
	return path(folder, name);
};
const port = await freePort();
const server = spawn(process.execPath, [path(import.meta.dirname, '../src/main.ts')], {
	stdio: ['ignore', 'ignore', 'inherit'],
	env: {
		...process.env,
		...{ SAL_ORIGIN: 'http://localhost:3000', SAL_WEB_PUBLIC_KEY_FILE: file('web.pem', keys.web.publicKey), SAL_SFU_KEY_FILE: file('sfu.pem', keys.sfu.privateKey), SAL_SFU_PORT: String(port), SAL_RTC_PORT: String(await freePort()) },
		...{ SAL_WORKERS: '1', MEDIASOUP_WORKER_BIN: workerBin(), SAL_JOURNAL: path(folder, 'journal'), SAL_LOG_LEVEL: 'warn' }
	}
});
const door = { sfu: { port }, keys };
const room = randomUUID();
const meeting = { title: 'Zasedání zastupitelstva', kind: 'session' as const, recordable: false, retention: { mode: 'GOVERNANCE' as const, seconds: 60 } };
const p95 = (values: number[]) => values.toSorted((one, other) => one - other)[Math.ceil(values.length * 0.95) - 1] ?? NaN;

/** As large as the portal's: members, agenda of thirty items, a vote by name. */
const member = (index: number) => ({ id: randomUUID(), name: `Zastupitelka Příjmeníová ${String(index)}`, faction: 'Nezávislí', office: 'member', presence: index % 5 === 0 ? 'remote' : 'hall', until: null });
const members = Array.from({ length: MEMBERS }, (_, index) => member(index));
const agenda = Array.from({ length: 30 }, (_, index) => ({ id: randomUUID(), number: String(index + 1), title: `Návrh na poskytnutí dotace z rozpočtu kraje na rok 2027 číslo ${String(index)}`, state: 'planned', closed: false, late: false }));
const state = { session: room, state: 'running', members, agenda, vote: { result: { byName: members.map(({ id, name, faction }) => ({ id, name, faction, choice: 'for' })) } } };
let version = 0;
const call = (change: Partial<CouncilCall> = {}): CouncilCall => ({ type: 'council', version: (version += 1), state: { ...state, version }, speak: [], floor: null, interpreter: null, closed: null, evidence: null, public: false, marks: [], ...change });

/** Somebody in the room, as far as hearing of a version goes. */
interface Listener {
	/** Resolves with when it has heard of this version. */
	hears(version: number): Promise<number>;
	close(): void;
}

const listening = (client: Client): Listener => ({
	hears: (wanted) =>
		new Promise((resolve) => {
			const heard = ({ version: now }: { version: number }) => {
				if (now < wanted) return;
				client.socket.off('council', heard);
				resolve(performance.now());
			};
			client.socket.on('council', heard);
		}),
	close: () => { client.close(); }
});

/** Messages that onlookers have heard which were not how the session stands. */
let unasked = 0;

/** A socket of engine.io 4 and socket.io 5, by hand: `0` open, `40` connect, `2` ping, `42[…]` an event, `43` an answer. */
async function onlooker(): Promise<Listener> {
	const token = await signAdmission({ admission: admission({ room, meeting, seat: 'onlooker', grants: [] }), privateKeyPem: keys.web.privateKey });
	const socket = new WebSocket(`ws://127.0.0.1:${String(port)}/socket.io/?EIO=4&transport=websocket`);
	let waiting: { version: number; resolve: (at: number) => void } | null = null;
	await new Promise<void>((resolve, reject) => {
		socket.addEventListener('error', () => { reject(new Error('an onlooker was not let in')); });
		socket.addEventListener('message', ({ data }) => {
			const frame = String(data);
			if (frame.startsWith('0')) socket.send(`40${JSON.stringify({ token })}`);
			else if (frame.startsWith('40')) socket.send('420["enter",{}]');
			else if (frame.startsWith('430')) resolve();
			else if (frame === '2') socket.send('3');
			else if (!frame.startsWith('42["council",')) unasked += 1;
			else if (waiting && Number(/"version":(\d+)/.exec(frame)?.[1]) >= waiting.version) {
				waiting.resolve(performance.now());
				waiting = null;
			}
		});
	});
	return {
		hears: (wanted) => new Promise((resolve) => { waiting = { version: wanted, resolve }; }),
		close: () => { socket.close(); }
	};
}

const clients: Listener[] = [];
try {
	await until('the media server is ready', 20_000, () => fetch(`http://127.0.0.1:${String(port)}/ready`).then(({ ok }) => ok, () => false));
	const chair = await join(door, admission({ room, meeting, grants: grantsOf.host }));
	clients.push(listening(chair.client));
	for (let index = 0; index < onlookers; index += 1) clients.push(await onlooker());
	for (let index = 1; index < MEMBERS; index += 1) clients.push(listening((await join(door, admission({ room, meeting }))).client));
	const told = unasked;

	const speaker = await join(door, admission({ room, meeting }));
	const speaking = listening(speaker.client);
	clients.push(speaking);
	const microphone = await (await studio(speaker.client, speaker.snapshot)).publish('microphone', true);

	const pid = server.pid ?? 0;
	const arrivals: number[] = [];
	const cpuBefore = cpuSeconds([pid]);
	for (let round = 0; round < ROUNDS; round += 1) {
		const next = call();
		const all = clients.map((client) => client.hears(next.version));
		const from = performance.now();
		const [answer] = await Promise.all([control(door, room, next), ...all]);
		if (answer.status !== 200) throw new Error(`the call was answered ${String(answer.status)}`);
		for (const one of all) arrivals.push((await one) - from);
	}
	const cpu = ((cpuSeconds([pid]) - cpuBefore) / ROUNDS) * 1_000;

	const opened: number[] = [];
	for (let round = 0; round < ROUNDS; round += 1) {
		const next = call({ speak: [speaker.who.sub], floor: speaker.who.sub });
		const given = speaking.hears(next.version).then(() => speaker.client.call('resumeProducer', { producer: microphone }));
		const from = performance.now();
		await Promise.all([control(door, room, next), given.then(() => opened.push(performance.now() - from))]);
		const taken = call();
		// The next one is given when everybody has heard that this one was taken.
		await Promise.all([control(door, room, taken), ...clients.map((client) => client.hears(taken.version))]);
	}

	const size = Buffer.byteLength(JSON.stringify(state));
	console.log(`${String(onlookers)} onlookers, ${String(MEMBERS)} members, state of ${String(Math.round(size / 1_024))} KB, ${String(ROUNDS)} rounds`);
	console.log(
		JSON.stringify({
			figures: [
				{ figure: 'council: state at every screen, p95', value: Math.round(p95(arrivals)), unit: 'ms', bound: 300 },
				{ figure: 'council: state at the last screen', value: Math.round(Math.max(...arrivals)), unit: 'ms' },
				{ figure: 'council: CPU of the media server per act', value: Math.round(cpu), unit: 'ms' },
				{ figure: 'council: floor given → microphone open, p95', value: Math.round(p95(opened)), unit: 'ms', bound: 300 },
				{ figure: 'council: messages to onlookers while the members come', value: told, unit: 'messages', bound: 0 }
			]
		})
	);
} finally {
	for (const client of clients) client.close();
	await end(server);
	rmSync(folder, { recursive: true, force: true });
}
