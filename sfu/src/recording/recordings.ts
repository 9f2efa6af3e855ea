import { EventEmitter, once } from 'node:events';
import { Feed } from '../feed/feed.ts';
import type { FromRecorder } from '../feed/messages.ts';
import type { Recordings, RecordingsEvents, RecordingsHealth, RecordingsOptions, RestoreRecording, StartRecording } from './index.ts';
import { RecorderUnavailable } from './recorder-unavailable.ts';
import type { RoomRecording } from './recording.ts';
import { TappedRecording } from './room-recording.ts';

const defaultRingBytes = 64 << 20;
/** How long a start waits for a recorder; as long as a new one may take to come after a crash. */
const startWithinMs = 3_000;
/** A recorder that is back this soon was never missed: no alarm. */
const missedAfterMs = 2_000;

/** See {@link Recordings}. Connects at once and keeps trying; `close()` ends it. */
export function createRecordings(options: RecordingsOptions): Recordings {
	return new ConnectedRecordings(options);
}

class ConnectedRecordings extends EventEmitter<RecordingsEvents> implements Recordings {
	readonly #feed: Feed;
	readonly #logger: RecordingsOptions['logger'];
	readonly #running = new Map<string, TappedRecording>();
	#track = 0;
	#missing: NodeJS.Timeout | null = null;

	constructor({ socketPath, sfuId, logger, ringBytes = defaultRingBytes }: RecordingsOptions) {
		super();
		this.#logger = logger;
		this.#feed = new Feed({ socketPath, sfuId, ringBytes, introduction: () => [...this.#running.values()].flatMap((recording) => recording.introduction()) });
		this.#feed.on('connected', () => this.#found());
		this.#feed.on('disconnected', () => {
			this.#logger.warn('the recorder is gone; what it had not written is kept for the next');
			this.#missing = setTimeout(() => this.#alarm('recorder-gone'), missedAfterMs);
		});
		this.#feed.on('trouble', (error) => this.#logger.error({ err: error }, 'trouble on the way to the recorder'));
		this.#feed.on('message', (message) => this.#heard(message));
	}

	get available(): boolean {
		return this.#feed.connected;
	}

	async start(options: StartRecording): Promise<RoomRecording> {
		if (!this.#feed.connected) await this.#connection();
		return this.#open(options, { startedAt: Date.now(), restoredAt: null, paused: false });
	}

	restore(options: RestoreRecording): RoomRecording {
		const { startedAt, paused } = options;
		return this.#open(options, { startedAt, restoredAt: Date.now(), paused });
	}

	health(): RecordingsHealth {
		let tracks = 0;
		for (const recording of this.#running.values()) tracks += recording.tracks;
		return {
			connected: this.#feed.connected,
			recordings: this.#running.size,
			tracks,
			lagMs: this.#feed.lagMs(Date.now()),
			unacknowledgedBytes: this.#feed.unacknowledgedBytes,
			droppedPackets: this.#feed.droppedPackets
		};
	}

	async close(): Promise<void> {
		if (this.#missing !== null) clearTimeout(this.#missing);
		await this.#feed.close();
	}

	#open({ id, room, kind, title, router }: StartRecording, { startedAt, restoredAt, paused }: { startedAt: number; restoredAt: number | null; paused: boolean }): RoomRecording {
		const already = this.#running.get(id);
		if (already !== undefined) return already;
		const recording = new TappedRecording({
			feed: this.#feed,
			open: { type: 'open', recording: id, room, kind, title, startedAt, restoredAt },
			router,
			paused,
			logger: this.#logger,
			nextTrack: () => (this.#track += 1),
			onState: (state) => this.emit('state', { recording: id, room, state })
		});
		this.#running.set(id, recording);
		const number = this.#feed.send(recording.open);
		// The host sees "recording" only once the recorder has it on disk that it records.
		this.#feed.acknowledged(number, new AbortController().signal).then(
			() => recording.state.state === 'starting' && recording.change({ state: 'running' }),
			() => undefined
		);
		return recording;
	}

	async #connection(): Promise<void> {
		try {
			await once(this.#feed, 'connected', { signal: AbortSignal.timeout(startWithinMs) });
		} catch {
			throw new RecorderUnavailable('no recorder answers on its socket; look whether its process runs');
		}
	}

	#found(): void {
		if (this.#missing !== null) clearTimeout(this.#missing);
		this.#missing = null;
		for (const recording of this.#running.values()) if (recording.state.alarm === 'recorder-gone') recording.change({ alarm: null });
	}

	#alarm(alarm: 'recorder-gone'): void {
		for (const recording of this.#running.values()) recording.change({ alarm });
	}

	#heard(message: FromRecorder): void {
		switch (message.type) {
			case 'ack':
				return;
			case 'needKeyFrame':
				for (const recording of this.#running.values()) recording.needKeyFrame(message.track);
				return;
			case 'stored':
				// What waits in the ring has not reached the recorder's disk, let alone the store.
				return this.#running.get(message.recording)?.change({ storedUntil: Math.min(message.until, Date.now() - this.#feed.lagMs(Date.now())) });
			case 'alarm':
				return this.#running.get(message.recording)?.change({ alarm: message.alarm, minutesLeft: message.minutesLeft });
			case 'closed':
				return this.#ended(message.recording, 'off', (acknowledge) => {
					const { recording, room, manifestKey, manifestVersion, manifestSha256 } = message;
					this.emit('closed', { recording, room, manifestKey, manifestVersion, manifestSha256, acknowledge });
				});
			case 'failed':
				return this.#ended(message.recording, 'failed', (acknowledge) => {
					const { recording, room, reason } = message;
					this.emit('failed', { recording, room, reason, acknowledge });
				});
		}
	}

	#ended(recording: string, state: 'off' | 'failed', tell: (acknowledge: () => void) => void): void {
		const running = this.#running.get(recording);
		this.#running.delete(recording);
		running?.change({ state });
		tell(() => void this.#feed.send({ type: 'outcomeKnown', recording }));
	}
}
