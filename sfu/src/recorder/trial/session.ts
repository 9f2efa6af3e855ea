/** One recorded meeting with everything real about it, for tests and the bench. */
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { types } from 'mediasoup';
import { pino } from 'pino';
import { createRecordings, type Recordings } from '../../recording/index.ts';
import type { RoomRecording } from '../../recording/recording.ts';
import { until } from './condition.ts';
import { type Den, end, startRecorderProcess } from './process.ts';
import type { Closed } from './store.ts';
import { openStudio, type Studio } from './studio.ts';

const logger = pino({ level: 'silent' });

export class Session {
	readonly place: Den;
	readonly studio: Studio;
	readonly id: string;
	readonly room = randomUUID();
	readonly producers: types.Producer[] = [];
	recorder: ChildProcess;
	recordings: Recordings;
	recording: RoomRecording;

	private constructor(place: Den, studio: Studio, recorder: ChildProcess, recordings: Recordings, recording: RoomRecording) {
		this.place = place;
		this.studio = studio;
		this.recorder = recorder;
		this.recordings = recordings;
		this.recording = recording;
		this.id = recording.id;
	}

	static async begin(place: Den): Promise<Session> {
		const studio = await openStudio();
		const recorder = startRecorderProcess(place);
		const recordings = await connected(place);
		const recording = await recordings.start({ id: randomUUID(), room: randomUUID(), kind: 'call', title: 'Zkouška', router: studio.router });
		return new Session(place, studio, recorder, recordings, recording);
	}

	get startedAt(): number {
		return this.recording.state.startedAt ?? NaN;
	}

	get storedUntil(): number {
		return this.recording.state.storedUntil ?? 0;
	}

	/** One more person, with picture and sound. */
	async person(name = 'Jan Novák', options?: Parameters<Studio['publish']>[0]): Promise<{ participant: string; ffmpeg: ChildProcess }> {
		const published = await this.studio.publish(options);
		this.producers.push(published.video, published.audio);
		const participant = randomUUID();
		await this.recording.addProducer({ participant, name, producer: published.video, source: 'camera' });
		await this.recording.addProducer({ participant, name, producer: published.audio, source: 'microphone' });
		return { participant, ffmpeg: published.ffmpeg };
	}

	/** Everything up to `time` (ms since 1970) is in the store. */
	async stored(time: number, ms = 90_000): Promise<void> {
		await until(`everything up to ${time - this.startedAt} ms is in the store`, ms, () => this.storedUntil > time);
	}

	async killRecorder(): Promise<void> {
		await end(this.recorder, 'SIGKILL');
	}

	startRecorder(): void {
		this.recorder = startRecorderProcess(this.place);
	}

	/** As if the media server had died and come again: same room, same recording, another run. */
	async restartSfu(awayMs: number): Promise<void> {
		const { startedAt } = this;
		await this.recordings.close();
		const back = Date.now() + awayMs;
		await until('the time away is over', awayMs + 1_000, () => Date.now() >= back);
		this.recordings = await connected(this.place);
		this.recording = this.recordings.restore({ id: this.id, room: this.room, kind: 'call', title: 'Zkouška', router: this.studio.router, startedAt, paused: false });
	}

	async stop(): Promise<Closed> {
		const closed = once(this.recordings, 'closed');
		await this.recording.stop();
		const [outcome] = (await closed) as [Closed & { acknowledge: () => void }];
		outcome.acknowledge();
		return outcome;
	}

	async close(): Promise<void> {
		await this.recordings.close();
		await this.studio.close();
		await end(this.recorder);
	}
}

async function connected(place: Den): Promise<Recordings> {
	const recordings = createRecordings({ socketPath: place.socketPath, sfuId: 'sfu-1', logger });
	await until('the recorder answers', 60_000, () => recordings.available);
	return recordings;
}
