/** The two media servers that are compared, each as a process of its own, behind one face. */
import { fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../src/recorder/trial/condition.ts';
import { end } from '../../src/recorder/trial/process.ts';
import { admission, type Client, freePort, join as enter, makeKeys, workerBin } from '../../test/harness.ts';
import { family } from '../processes.ts';
import type { Entrance, Signalling, Track } from './people.ts';

export interface Side extends Signalling {
	/** The server's process and its workers'. */
	pids(): number[];
	/** One more person. */
	open(): Promise<Entrance>;
	close(): Promise<void>;
}

const path = (name: string) => join(import.meta.dirname, name);

/** mediasoup's worker with fifty lines of signalling. */
export async function bareSide(): Promise<Side> {
	const child = fork(path('bare.ts'), { env: { ...process.env, MEDIASOUP_WORKER_BIN: workerBin() } });
	await once(child, 'message');
	let last = 0;
	const call = <T>(name: string, input: object = {}): Promise<T> =>
		new Promise((resolve) => {
			const number = ++last;
			const listen = (message: { number: number; answer: T }) => {
				if (message.number !== number) return;
				child.off('message', listen);
				resolve(message.answer);
			};
			child.on('message', listen);
			child.send({ number, name, input });
		});
	return {
		pids: () => family(child.pid ?? 0),
		open: () => call('open'),
		connect: (id, dtlsParameters) => call('connect', { id, dtlsParameters }),
		produce: (id, kind, rtpParameters) => call('produce', { id, kind, rtpParameters }),
		receive: (id, rtpCapabilities) => call('receive', { id, rtpCapabilities }),
		show: (_id, tracks) => call('show', { tracks }),
		close: () => end(child)
	};
}

/** Our media server as the launcher starts it, without a recorder, with one worker because the meeting fits on one. */
export async function ourSide(): Promise<Side> {
	const keys = await makeKeys();
	const folder = mkdtempSync(join(tmpdir(), 'sal-forwarding-'));
	const file = (name: string, text: string) => {
		writeFileSync(join(folder, name), text, { mode: 0o600 });
		return join(folder, name);
	};
	const port = await freePort();
	const child = spawn(process.execPath, [path('../../src/main.ts')], {
		stdio: ['ignore', 'ignore', 'inherit'],
		env: {
			...{ PATH: process.env.PATH, SAL_ORIGIN: 'http://localhost:3000', SAL_WEB_PUBLIC_KEY_FILE: file('web.pem', keys.web.publicKey), SAL_SFU_KEY_FILE: file('sfu.pem', keys.sfu.privateKey) },
			...{ SAL_SFU_PORT: String(port), SAL_RTC_PORT: String(await freePort()), SAL_WORKERS: '1', MEDIASOUP_WORKER_BIN: workerBin(), SAL_JOURNAL: join(folder, 'journal'), SAL_LOG_LEVEL: 'warn' }
		}
	});
	await until('our media server is ready', 20_000, () => fetch(`http://127.0.0.1:${port}/ready`).then(({ ok }) => ok, () => false));
	const room = randomUUID();
	const clients = new Map<string, Client>();
	const clientOf = (transport: string): Client => {
		const client = clients.get(transport);
		if (!client) throw new Error(`nobody has the transport ${transport}`);
		return client;
	};
	return {
		pids: () => family(child.pid ?? 0),
		async open() {
			const { client, snapshot } = await enter({ sfu: { port }, keys }, admission({ room }));
			if (!snapshot.media) throw new Error('no transports');
			const { routerRtpCapabilities, send, receive } = snapshot.media;
			for (const { id } of [send, receive]) clients.set(id, client);
			return { routerRtpCapabilities, send, receive } as Entrance;
		},
		connect: async (id, dtlsParameters) => void (await clientOf(id).call('connectTransport', { transport: id, dtlsParameters: dtlsParameters as never })),
		produce: async (id, kind, rtpParameters) => (await clientOf(id).call('produce', { source: kind === 'video' ? 'camera' : 'microphone', kind, rtpParameters: rtpParameters as never, paused: false })).producer,
		receive: async (id, rtpCapabilities) => (await clientOf(id).call('receive', { rtpCapabilities: rtpCapabilities as never })).consumers as Track[],
		async show(id, tracks) {
			await clientOf(id).call('view', { tiles: tracks.filter(({ kind }) => kind === 'video').map(({ producerId }) => ({ producer: producerId ?? '', width: 320, height: 180 })) });
			for (const track of tracks) if (track.kind === 'audio') await clientOf(id).call('consumerReady', { consumer: track.id ?? '' });
		},
		async close() {
			for (const client of clients.values()) client.close();
			await end(child);
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
