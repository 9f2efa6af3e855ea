/** The recorder: listens for the media server, keeps its recordings, and acknowledges what is on disk. */
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { connect } from '@sal/storage';
import type { Logger } from 'pino';
import type { Alarm, OpenMessage, ToRecorder } from '../feed/messages.ts';
import type { RecorderConfig } from './config.ts';
import { Connection } from './connection.ts';
import { JournalDamaged } from './journal.ts';
import type { Outcome } from './memory.ts';
import { Recording, type RecordingOptions } from './recording.ts';
import { SpoolSpace } from './space.ts';
import type { Surroundings } from './spool-files.ts';
import { Uploader } from './uploader.ts';

const acknowledgeEveryMs = 100;
const reportEveryMs = 500;

/** Starts a recorder: takes up what lies in the spool, then listens. */
export async function startRecorder(config: RecorderConfig, logger: Logger): Promise<Recorder> {
	await mkdir(config.spool, { recursive: true, mode: 0o700 });
	await mkdir(dirname(config.socketPath), { recursive: true, mode: 0o700 });
	const store = connect(config.store);
	const space = new SpoolSpace({ folder: config.spool, limitBytes: config.spoolLimitBytes });
	const uploader = new Uploader({ store, lockSeconds: config.lockSeconds, onTrouble: (err, key) => logger.warn({ err, key }, 'a piece is not in the store yet') });
	const { lockSeconds, privateKeyPem, sfuId } = config;
	const recorder = new Recorder(config, { store, uploader, space, lockSeconds, privateKeyPem, sfuId, logger });
	await space.look(Date.now());
	await recorder.load();
	await recorder.listen();
	return recorder;
}

export class Recorder {
	readonly #config: RecorderConfig;
	readonly #surroundings: Surroundings;
	readonly #recordings = new Map<string, Recording>();
	/** Why a recording in the spool cannot go on, by its id. */
	readonly #damaged = new Map<string, string>();
	readonly #alarms = new Map<string, { alarm: Alarm | null; minutesLeft: number | null }>();
	readonly #storedUntil = new Map<string, number>();
	/** Of this run of the media server: whose a track is, and its key there. */
	readonly #trackOf = new Map<number, { recording: Recording; key: string }>();
	readonly #timers: NodeJS.Timeout[] = [];
	#server: Server | null = null;
	#connection: Connection | null = null;
	#epoch = '';
	#received = 0;
	#acknowledged = 0;
	/** Since when nobody has spoken for a recording. */
	readonly #lonelySince = new Map<string, number>();

	constructor(config: RecorderConfig, surroundings: Surroundings) {
		this.#config = config;
		this.#surroundings = surroundings;
	}

	/** Takes up every recording that lies in the spool. */
	async load(): Promise<void> {
		const folders = await readdir(this.#config.spool, { withFileTypes: true });
		for (const { name } of folders.filter((entry) => entry.isDirectory())) {
			try {
				const recording = await Recording.load(this.#options(name));
				if (recording === null) continue;
				this.#recordings.set(name, recording);
				this.#lonelySince.set(name, Date.now());
			} catch (error) {
				this.#surroundings.logger.error({ err: error, recording: name }, 'a recording in the spool cannot be taken up');
				if (error instanceof JournalDamaged) this.#damaged.set(name, 'journal-damaged');
			}
		}
	}

	async listen(): Promise<void> {
		const { socketPath } = this.#config;
		await rm(socketPath, { force: true });
		const server = createServer((socket) => {
			// One media server has one recorder; a second connection is the same one, come again before it noticed that the first was dead.
			this.#connection?.close();
			const connection: Connection = new Connection(socket, {
				message: (number, message) => this.#connection === connection && this.#message(number, message),
				rtp: (number, track, arrival, packet) => this.#connection === connection && this.#rtp(number, track, arrival, packet),
				closed: (error) => this.#connection === connection && this.#gone(error)
			});
			this.#connection = connection;
		});
		this.#server = server;
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(socketPath, resolve);
		});
		await chmod(socketPath, 0o600);
		this.#timers.push(setInterval(() => this.#tick(), acknowledgeEveryMs), setInterval(() => void this.#report(), reportEveryMs));
	}

	/** Writes out everything and stops. May be called twice. */
	async close(): Promise<void> {
		for (const timer of this.#timers.splice(0)) clearInterval(timer);
		for (const recording of this.#recordings.values()) recording.cut();
		await Promise.all([...this.#recordings.values()].map((recording) => recording.shutDown()));
		this.#acknowledge();
		this.#recordings.clear();
		this.#surroundings.uploader.close();
		this.#surroundings.store.close();
		this.#connection?.close();
		const server = this.#server;
		this.#server = null;
		if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()));
	}

	#message(number: number, message: ToRecorder): void {
		const now = Date.now();
		if (number > this.#received) this.#received = number;
		switch (message.type) {
			case 'hello':
				return this.#hello(message.epoch);
			case 'open':
				return this.#open(message, number);
			case 'outcomeKnown':
				return this.#forget(message.recording);
			case 'hold':
			case 'clock':
			case 'trackEnd': {
				const owner = this.#trackOf.get(message.track);
				return owner?.recording.trackMessage(owner.key, number, message);
			}
			case 'track': {
				const recording = this.#recordings.get(message.recording);
				if (recording !== undefined) this.#trackOf.set(message.track, { recording, key: `${this.#epoch}/${message.track}` });
				return recording?.message(this.#epoch, number, message, now);
			}
			case 'event':
			case 'dropped':
			case 'pause':
			case 'resume':
			case 'close':
				return this.#recordings.get(message.recording)?.message(this.#epoch, number, message, now);
		}
	}

	#rtp(number: number, track: number, arrival: number, bytes: Buffer): void {
		if (number > this.#received) this.#received = number;
		const owner = this.#trackOf.get(track);
		try {
			owner?.recording.rtp(owner.key, { number, arrival, bytes, now: Date.now() });
		} catch (err) {
			// One packet that we choke on must not end the connection: it would come again with the replay, and again.
			this.#surroundings.logger.error({ err, track: owner?.key }, 'a packet could not be recorded');
		}
	}

	#hello(epoch: string): void {
		if (epoch !== this.#epoch) {
			this.#epoch = epoch;
			this.#received = 0;
			this.#trackOf.clear();
		}
		this.#acknowledged = 0;
		this.#alarms.clear();
		this.#storedUntil.clear();
		for (const recording of this.#recordings.values()) {
			recording.endTracksExcept(epoch);
			for (const [track, key] of recording.tracksOf(epoch)) this.#trackOf.set(track, { recording, key });
			if (recording.outcome !== null) this.#tellOutcome(recording, recording.outcome);
		}
	}

	#open(open: OpenMessage, number: number): void {
		const { recording: id, room } = open;
		const reason = this.#damaged.get(id);
		if (reason !== undefined) return this.#connection?.tell({ type: 'failed', recording: id, room, reason });
		this.#lonelySince.delete(id);
		const known = this.#recordings.get(id);
		const recording = known ?? Recording.begin(this.#options(id), open, number);
		this.#recordings.set(id, recording);
		if (open.restoredAt !== null) recording.restored(open.restoredAt);
	}

	#forget(id: string): void {
		const recording = this.#recordings.get(id);
		if (recording === undefined || recording.outcome === null) return;
		this.#recordings.delete(id);
		this.#lonelySince.delete(id);
		recording.forget().catch((err: unknown) => this.#surroundings.logger.error({ err, recording: id }, 'the folder of a finished recording could not be removed'));
	}

	/** The media server or its connection is gone: everything to disk, and see who comes back. */
	#gone(error: Error | null): void {
		const { logger } = this.#surroundings;
		if (error !== null) logger.error({ err: error }, 'the media server sent what is no frame of ours');
		this.#connection = null;
		const now = Date.now();
		for (const [id, recording] of this.#recordings) {
			recording.cut();
			this.#lonelySince.set(id, now);
		}
	}

	#tick(): void {
		const now = Date.now();
		for (const recording of this.#recordings.values()) recording.tick(now);
		this.#acknowledge();
		for (const [id, since] of this.#lonelySince) {
			const { abandonMs } = this.#config;
			if (now - since < abandonMs) continue;
			this.#lonelySince.delete(id);
			this.#recordings.get(id)?.abandon(now, abandonMs);
		}
	}

	#acknowledge(): void {
		let number = this.#received;
		for (const recording of this.#recordings.values()) number = Math.min(number, recording.heldFrom() - 1);
		if (number <= this.#acknowledged) return;
		this.#acknowledged = number;
		this.#connection?.tell({ type: 'ack', number });
	}

	async #report(): Promise<void> {
		const { space, logger } = this.#surroundings;
		const now = Date.now();
		await space.look(now).catch((err: unknown) => logger.error({ err }, 'the spool cannot be looked at'));
		// A disk that takes nothing more must not turn into a process that holds everything.
		this.#connection?.flow(space.state !== 'full');
		for (const [id, recording] of this.#recordings) {
			if (recording.outcome !== null) continue;
			const until = recording.storedUntil(now);
			if (until > (this.#storedUntil.get(id) ?? 0)) {
				this.#storedUntil.set(id, until);
				this.#connection?.tell({ type: 'stored', recording: id, until });
			}
			const alarm = this.#alarm(now - until);
			const minutesLeft = alarm === 'spool-nearly-full' ? space.minutesLeft : null;
			const told = this.#alarms.get(id);
			if (alarm === (told?.alarm ?? null) && minutesLeft === (told?.minutesLeft ?? null)) continue;
			this.#alarms.set(id, { alarm, minutesLeft });
			this.#connection?.tell({ type: 'alarm', recording: id, alarm, minutesLeft });
		}
	}

	#alarm(behindMs: number): Alarm | null {
		const { state } = this.#surroundings.space;
		if (state === 'full') return 'spool-full';
		if (state === 'nearly') return 'spool-nearly-full';
		return behindMs > this.#config.storeBehindMs ? 'store-behind' : null;
	}

	#tellOutcome({ open: { recording, room } }: Recording, outcome: Outcome): void {
		this.#connection?.tell({ ...outcome, recording, room });
	}

	#options(id: string): RecordingOptions {
		return {
			folder: join(this.#config.spool, id),
			surroundings: this.#surroundings,
			needKeyFrame: (track) => this.#connection?.tell({ type: 'needKeyFrame', track }),
			onOutcome: (recording, outcome) => this.#tellOutcome(recording, outcome)
		};
	}
}
