/** A real media server with a real worker, and honest clients of it: socket.io-client and mediasoup-client. */
import { exportPKCS8, exportSPKI, generateKeyPair } from 'jose';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import pino from 'pino';
import { io, type Socket } from 'socket.io-client';
import type { Answer, ClientEvent, ClientToServer, Failure, Grant, Input, Output, ServerEvent, ServerMessage, ServerToClient } from '../src/protocol.ts';
import { defaultLimits, type SfuConfig } from '../src/config.ts';
import { createSfu, type Sfu } from '../src/server.ts';
import { signAdmission, type Admission } from '../src/token.ts';
import { signMessage, type Control } from '../src/control.ts';

export interface Keys {
	web: { privateKey: string; publicKey: string };
	sfu: { privateKey: string; publicKey: string };
}

export async function makeKeys(): Promise<Keys> {
	const pair = async () => {
		const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
		return { privateKey: await exportPKCS8(privateKey), publicKey: await exportSPKI(publicKey) };
	};
	return { web: await pair(), sfu: await pair() };
}

/** Where to knock, and the keys that open. */
export interface Door {
	sfu: Pick<Sfu, 'port'>;
	keys: Keys;
}

export interface Stage extends Door {
	sfu: Sfu;
	config: SfuConfig;
	/** Folder of this stage, gone after `close`. */
	folder: string;
	close(): Promise<void>;
}

/** Starts a media server in this process. */
export async function stage(changes: Partial<SfuConfig> = {}): Promise<Stage> {
	const keys = await makeKeys();
	const folder = await mkdtemp(path(tmpdir(), 'sal-sfu-'));
	const config: SfuConfig = {
		id: 'sfu-1',
		origin: 'http://localhost:3000',
		webPublicKey: keys.web.publicKey,
		privateKey: keys.sfu.privateKey,
		port: 0,
		rtc: { port: await freePort(), address: '127.0.0.1', announced: [] },
		workers: 1,
		workerBin: workerBin(),
		journal: path(folder, 'journal'),
		awaySeconds: 90,
		emptyRoomSeconds: 120,
		drainSeconds: 0,
		limits: defaultLimits,
		...changes
	};
	const sfu = await createSfu({ config, log: pino({ level: process.env.SAL_LOG_LEVEL ?? 'silent' }) });
	return {
		sfu,
		config,
		keys,
		folder,
		async close() {
			await sfu.close();
			await rm(folder, { recursive: true, force: true });
		}
	};
}

export function workerBin(): string {
	const path = process.env.MEDIASOUP_WORKER_BIN;
	if (!path) throw new Error('MEDIASOUP_WORKER_BIN is not set: run the tests by `npm test`, or point it at a mediasoup-worker.');
	return path;
}

export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

export const grantsOf: Record<'member' | 'host' | 'guest', Grant[]> = {
	member: ['publish', 'screen', 'chat'],
	host: ['publish', 'screen', 'chat', 'host', 'record'],
	guest: ['publish', 'chat']
};

export function admission(changes: Partial<Admission> = {}): Admission {
	return {
		sub: randomUUID(),
		name: 'Jana Nováková',
		organisation: 'Krajský úřad',
		guest: false,
		room: randomUUID(),
		sfu: 'sfu-1',
		grants: grantsOf.member,
		lobby: false,
		meeting: { title: 'Porada', kind: 'call', recordable: true, retention: { mode: 'GOVERNANCE', seconds: 60 } },
		...changes
	};
}

/** How long an answer or an event may take, in ms. What is awaited is that it comes: on a loaded machine that takes as long as it takes. */
const PATIENCE = 60_000;

export class Client {
	readonly socket: Socket<ServerToClient, ClientToServer>;
	readonly heard: { event: string; message: unknown }[] = [];
	#listeners: (() => void)[] = [];

	constructor(socket: Socket<ServerToClient, ClientToServer>) {
		this.socket = socket;
		socket.onAny((event: string, message: unknown) => {
			this.heard.push({ event, message });
			for (const listener of this.#listeners) listener();
		});
		socket.on('disconnect', () => {
			for (const listener of this.#listeners) listener();
		});
	}

	/** The answer, whatever it is. */
	async ask<E extends ClientEvent>(event: E, input: Input<E>): Promise<Answer<E>> {
		return (await this.raw(event, input)) as Answer<E>;
	}

	/** Anything at all, as a hostile browser would send it. */
	async raw(event: string, ...sent: unknown[]): Promise<unknown> {
		return (this.socket.timeout(PATIENCE) as unknown as { emitWithAck(event: string, ...sent: unknown[]): Promise<unknown> }).emitWithAck(event, ...sent);
	}

	/** The data of a call that must succeed. */
	async call<E extends ClientEvent>(event: E, input: Input<E>): Promise<Output<E>> {
		const answer = await this.ask(event, input);
		if (!answer.ok) throw new Error(`${event} was refused: ${answer.code}`);
		return answer.data;
	}

	/** The code of a call that must be refused. */
	async refused<E extends ClientEvent>(event: E, input: Input<E>): Promise<Failure | 'accepted'> {
		const answer = await this.ask(event, input);
		return answer.ok ? 'accepted' : answer.code;
	}

	/** The first message of this kind that fits, past or to come. */
	async next<E extends ServerEvent>(event: E, fits: (message: ServerMessage<E>) => boolean = () => true): Promise<ServerMessage<E>> {
		return this.until(() => {
			const found = this.heard.find((one) => one.event === event && fits(one.message as ServerMessage<E>));
			return found?.message as ServerMessage<E> | undefined;
		}, event);
	}

	disconnected(): Promise<true> {
		return this.until(() => (this.socket.connected ? undefined : (true as const)), 'disconnect');
	}

	forget(): void {
		this.heard.length = 0;
	}

	close(): void {
		this.socket.disconnect();
	}

	private async until<T>(look: () => T | undefined, what: string): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			const timer = setTimeout(() => { reject(new Error(`waited ${String(PATIENCE / 1_000)} s for ${what}; heard: ${this.heard.map(({ event }) => event).join(', ')}`)); }, PATIENCE);
			const check = () => {
				const found = look();
				if (found === undefined) return;
				clearTimeout(timer);
				this.#listeners = this.#listeners.filter((one) => one !== check);
				resolve(found);
			};
			this.#listeners.push(check);
			check();
		});
	}
}

/** Connects, or rejects with the handshake's code as message. */
export async function connect(port: number, auth: Record<string, unknown>, origin?: string): Promise<Client> {
	const socket: Socket<ServerToClient, ClientToServer> = io(`http://127.0.0.1:${String(port)}`, { auth, transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders: origin ? { origin } : undefined });
	const client = new Client(socket);
	await new Promise<void>((resolve, reject) => {
		socket.once('connect', resolve);
		socket.once('connect_error', (error) => {
			const { data } = error as { data?: { code?: string } };
			reject(new Error(data?.code ?? error.message));
		});
	});
	return client;
}

export async function connectAs({ sfu, keys }: Door, who: Admission, seconds?: number): Promise<Client> {
	return connect(sfu.port, { token: await signAdmission({ admission: who, privateKeyPem: keys.web.privateKey, seconds }) });
}

/** Connected and in the room (or the lobby). */
export async function join(on: Door, who: Admission) {
	const client = await connectAs(on, who);
	return { client, snapshot: await client.call('enter', {}), who };
}

export async function control({ sfu, keys }: Door, room: string, call: Control['call'], changes: Partial<Control> = {}) {
	const message: Control = { id: randomUUID(), expires: Date.now() + 60_000, room, call, ...changes };
	return post(sfu.port, await signMessage({ message, privateKeyPem: keys.web.privateKey, kid: 'sal-web' }));
}

export async function post(port: number, body: string): Promise<{ status: number; body: unknown }> {
	const response = await fetch(`http://127.0.0.1:${String(port)}/control`, { method: 'POST', body });
	return { status: response.status, body: await response.json() };
}
