/** The stream process: listens for the media server, keeps a stream for each public session, and clears away what is over. */
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { encodeMessage, FrameReader } from '../feed/frames.ts';
import { type FromStream, toStream, type ToStream } from '../streaming/messages.ts';
import type { StreamConfig } from './config.ts';
import { Output } from './hls/output.ts';
import { Session, WORK } from './session.ts';

const TICK = 20;
const SWEEP = 30_000;
/** A media server that does not come back within this time (ms) has nothing more to show. */
const ABANDONED = 10 * 60_000;
const SESSION = /^[0-9a-f-]{36}$/;

/** Starts the process's work: takes up the folder, then listens. */
export async function startStreams(config: StreamConfig, logger: Logger): Promise<Streams> {
	await mkdir(config.folder, { recursive: true });
	// Half-made segments of a process that died.
	await rm(join(config.folder, WORK), { recursive: true, force: true });
	await mkdir(dirname(config.socketPath), { recursive: true, mode: 0o700 });
	const streams = new Streams(config, logger);
	await streams.sweep(Date.now());
	await streams.listen();
	return streams;
}

export class Streams {
	readonly #config: StreamConfig;
	readonly #logger: Logger;
	readonly #sessions = new Map<string, Session>();
	/** Sessions that are being opened, with what was said to them meanwhile. */
	readonly #opening = new Map<string, ((session: Session) => void)[]>();
	/** Sessions that are ending: a new one of the same name waits for the last files of the old. */
	readonly #ending = new Map<string, Promise<void>>();
	readonly #sessionOf = new Map<number, string>();
	readonly #timers: NodeJS.Timeout[] = [];
	#server: Server | null = null;
	#socket: Socket | null = null;
	/** Named on this connection. */
	#named = new Set<string>();
	#goneSince: number | null = Date.now();

	constructor(config: StreamConfig, logger: Logger) {
		this.#config = config;
		this.#logger = logger;
	}

	async listen(): Promise<void> {
		const { socketPath } = this.#config;
		await rm(socketPath, { force: true });
		const server = createServer((socket) => this.#connected(socket));
		this.#server = server;
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(socketPath, resolve);
		});
		await chmod(socketPath, 0o600);
		this.#timers.push(
			setInterval(() => this.#tick(), TICK),
			setInterval(() => void this.sweep(Date.now()).catch((err: unknown) => this.#logger.error({ err }, 'old streams could not be cleared away')), SWEEP)
		);
	}

	/** Ends what nobody sends any more, and deletes what has been over for long enough. */
	async sweep(now: number): Promise<void> {
		const { folder, keepSeconds, windowSeconds } = this.#config;
		const abandoned = this.#goneSince !== null && now - this.#goneSince > ABANDONED;
		if (abandoned) for (const id of this.#sessions.keys()) this.#end(id);
		for (const { name } of await readdir(folder, { withFileTypes: true })) {
			if (!SESSION.test(name) || this.#sessions.has(name) || this.#opening.has(name) || this.#ending.has(name)) continue;
			const output = await Output.open({ folder: join(folder, name), windowMs: windowSeconds * 1_000 });
			if (output.endedAt === null && (abandoned || this.#goneSince === null)) await output.end(now);
			if (output.endedAt !== null && now - output.endedAt >= keepSeconds * 1_000) await rm(join(folder, name), { recursive: true, force: true });
		}
	}

	/** Lets encoders finish what they have, and stops. May be called twice. */
	async close(): Promise<void> {
		for (const timer of this.#timers.splice(0)) clearInterval(timer);
		this.#socket?.destroy();
		const server = this.#server;
		this.#server = null;
		if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()));
		await Promise.all([...this.#sessions.values()].map((session) => session.close()));
		await Promise.all(this.#ending.values());
		this.#sessions.clear();
	}

	#connected(socket: Socket): void {
		// One media server; a second connection is the same one, come again before we noticed that the first was dead.
		this.#socket?.destroy();
		this.#socket = socket;
		this.#goneSince = null;
		const current = () => this.#socket === socket;
		const reader = new FrameReader({
			rtp: (number, track, arrival, packet) => current() && this.#rtp({ number, track, arrival, packet }),
			message: (_number, message) => current() && this.#message(v.parse(toStream, message))
		});
		socket.on('data', (chunk: Buffer) => {
			try {
				reader.push(chunk);
			} catch (error) {
				socket.destroy(error instanceof Error ? error : new Error(String(error)));
			}
		});
		socket.on('error', (err) => this.#logger.error({ err }, 'trouble with the media server'));
		socket.on('close', () => {
			if (!current()) return;
			this.#socket = null;
			this.#goneSince = Date.now();
			for (const session of this.#sessions.values()) session.lost();
		});
	}

	#message(message: ToStream): void {
		const now = Date.now();
		switch (message.type) {
			case 'hello':
				// Tracks of another run, or of a connection whose packets are lost: they will be named again.
				for (const session of this.#sessions.values()) session.lost();
				this.#sessionOf.clear();
				this.#named.clear();
				return;
			case 'introduced':
				for (const id of this.#sessions.keys()) if (!this.#named.has(id)) this.#end(id);
				return void this.sweep(now).catch((err: unknown) => this.#logger.error({ err }, 'old streams could not be cleared away'));
			case 'open':
				this.#named.add(message.session);
				return this.#open(message.session);
			case 'close':
				return this.#end(message.session);
			case 'scene':
				return this.#in(message.session, (session) => session.scene(message.at, message.scene));
			case 'track':
				this.#sessionOf.set(message.track, message.session);
				return this.#in(message.session, (session) => session.track(message, now));
			case 'trackEnd':
				return this.#inTrack(message.track, (session) => session.trackEnd(message.track, now));
			case 'hold':
				return this.#inTrack(message.track, (session) => message.held && session.input(message.track)?.hold());
			case 'clock':
				return this.#inTrack(message.track, (session) => session.input(message.track)?.report({ timestamp: message.rtp, ntp: message.ntp }));
		}
	}

	#rtp({ number, track, arrival, packet }: { number: number; track: number; arrival: number; packet: Buffer }): void {
		try {
			// What comes while a session is being opened is no loss: its first picture needs a key frame anyway.
			this.#sessions.get(this.#sessionOf.get(track) ?? '')?.input(track)?.rtp(number, arrival, packet);
		} catch (err) {
			this.#logger.error({ err, track }, 'a packet could not be taken');
		}
	}

	#open(id: string): void {
		if (this.#sessions.has(id) || this.#opening.has(id)) return;
		this.#opening.set(id, []);
		const needKeyFrame = (track: number) => this.#tell({ type: 'needKeyFrame', track });
		(this.#ending.get(id) ?? Promise.resolve())
			.then(() => Session.open({ id, config: this.#config, needKeyFrame, logger: this.#logger }))
			.then(
				(session) => {
					this.#sessions.set(id, session);
					const said = this.#opening.get(id) ?? [];
					this.#opening.delete(id);
					for (const say of said) say(session);
				},
				(err: unknown) => {
					this.#opening.delete(id);
					this.#logger.error({ err, session: id }, 'a stream could not be begun');
				}
			);
	}

	#end(id: string): void {
		if (this.#opening.has(id)) return this.#in(id, () => this.#end(id));
		const session = this.#sessions.get(id);
		if (session === undefined) return;
		this.#sessions.delete(id);
		const ended = session
			.end()
			.catch((err: unknown) => this.#logger.error({ err, session: id }, 'a stream did not end in good order'))
			.finally(() => this.#ending.delete(id));
		this.#ending.set(id, ended);
	}

	#in(id: string, say: (session: Session) => void): void {
		const session = this.#sessions.get(id);
		if (session !== undefined) say(session);
		else this.#opening.get(id)?.push(say);
	}

	#inTrack(track: number, say: (session: Session) => void): void {
		const id = this.#sessionOf.get(track);
		if (id !== undefined) this.#in(id, say);
	}

	#tick(): void {
		const now = Date.now();
		for (const session of this.#sessions.values()) session.tick(now);
	}

	#tell(message: FromStream): void {
		this.#socket?.write(encodeMessage(0, message));
	}
}
