/** One session's public stream: what the media server sends becomes files. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { PublisherClock } from '../recorder/publisher-clock.ts';
import type { Scene, TrackMessage } from '../streaming/messages.ts';
import type { StreamConfig } from './config.ts';
import { CANVAS, presets } from './encoder.ts';
import { Output } from './hls/output.ts';
import { Composer, type Shown, silent } from './picture/composer.ts';
import { FramePool } from './picture/frame-pool.ts';
import { bytesOf } from './picture/i420.ts';
import { INTERPRETER } from './picture/overlay.ts';
import { PictureSource } from './picture/picture-source.ts';
import { Run } from './run.ts';
import { mixAt } from './sound/mixer.ts';
import { SoundSource } from './sound/sound-source.ts';
import type { TrackInput } from './wire/track-input.ts';

/** What happens is shown this much later (ms): the time that packets are waited for, and that a decoder needs. */
export const DELAY = 900;
/** A new encoder after one that broke, at the earliest (ms). */
const AGAIN_AFTER = 1_000;

export interface SessionOptions {
	id: string;
	config: StreamConfig;
	needKeyFrame: (track: number) => void;
	logger: Logger;
}

export class Session {
	readonly id: string;
	readonly #options: SessionOptions;
	readonly #output: Output;
	readonly #pictures = new Map<number, PictureSource>();
	readonly #sounds = new Map<number, SoundSource>();
	/** Tracks that have ended, and when: what was sent before is still shown. */
	readonly #ending = new Map<number, number>();
	readonly #publishers = new Map<string, PublisherClock>();
	readonly #pools = { main: new FramePool({ bytes: bytesOf(CANVAS), keep: 8 }), interpreter: new FramePool({ bytes: bytesOf(INTERPRETER), keep: 8 }) };
	#composer: Composer | null = null;
	#scenes: { at: number; scene: Shown }[] = [];
	#run: Run | null = null;
	#beginning = false;
	#brokenAt = 0;
	#preset = 0;
	#closed = false;

	static async open(options: SessionOptions): Promise<Session> {
		const { config, id } = options;
		return new Session(options, await Output.open({ folder: join(config.folder, id), windowMs: config.windowSeconds * 1_000 }));
	}

	private constructor(options: SessionOptions, output: Output) {
		this.id = options.id;
		this.#options = options;
		this.#output = output;
	}

	/** What is to be on screen from `at` (ms since 1970) on. A card, and its silence, come at once: better a second of the open part lost than one of the closed part shown. */
	scene(at: number, scene: Scene): void {
		if (this.#composer === null) this.#composer = new Composer({ scene, zone: this.#options.config.zone });
		else if (scene.notice !== null) this.#cut(scene);
		else this.#scenes.push({ at, scene });
	}

	/** The media server is gone, for now. */
	lost(): void {
		const scene = this.#composer?.scene;
		if (scene !== undefined) this.#cut({ ...scene, lost: true });
	}

	track(message: TrackMessage, now: number): void {
		const { track, use, participant } = message;
		let publisher = this.#publishers.get(participant);
		if (publisher === undefined) this.#publishers.set(participant, (publisher = new PublisherClock()));
		const onTrouble = (trouble: unknown) => this.#options.logger.warn({ session: this.id, participant, trouble }, 'a track could not be decoded');
		if (use === 'sound') this.#sounds.set(track, new SoundSource({ message, publisher, from: now, onTrouble }));
		else this.#pictures.set(track, new PictureSource({ message, publisher, size: use === 'main' ? CANVAS : INTERPRETER, pool: this.#pools[use], needKeyFrame: () => this.#options.needKeyFrame(track), onTrouble }));
	}

	trackEnd(track: number, now: number): void {
		this.#ending.set(track, now);
	}

	/** The track's packets go here; undefined when it is not (or no longer) shown. */
	input(track: number): TrackInput | undefined {
		return (this.#pictures.get(track) ?? this.#sounds.get(track))?.input;
	}

	/** To be called some fifty times a second. */
	tick(now: number): void {
		const time = now - DELAY;
		for (const { input } of [...this.#pictures.values(), ...this.#sounds.values()]) input.tick(now);
		for (const [track, at] of this.#ending) if (at < time) this.#remove(track);
		if (this.#run !== null) this.#run.tick(time);
		else if (this.#composer !== null && !this.#beginning && now - this.#brokenAt >= AGAIN_AFTER) this.#begin(time);
	}

	/** Ends the stream for its viewers: what is in the encoder comes out, and playlists say that this was all. */
	async end(): Promise<void> {
		this.#stop();
		await this.#run?.finish();
		await this.#output.end(Date.now());
	}

	/** Ends this process's part; its successor goes on. */
	async close(): Promise<void> {
		this.#stop();
		await this.#run?.finish();
	}

	#stop(): void {
		this.#closed = true;
		this.#clear();
	}

	/** A card at once: everything that waits to be shown or heard is forgotten. */
	#cut(scene: Shown): void {
		this.#scenes = [];
		this.#clear();
		this.#composer?.change(scene, Date.now() - DELAY, null);
	}

	#clear(): void {
		for (const source of [...this.#pictures.values(), ...this.#sounds.values()]) source.close();
		this.#pictures.clear();
		this.#sounds.clear();
		this.#ending.clear();
		this.#publishers.clear();
	}

	#remove(track: number): void {
		this.#ending.delete(track);
		for (const kind of [this.#pictures, this.#sounds]) {
			kind.get(track)?.close();
			kind.delete(track);
		}
	}

	#produce(time: number, target: Buffer): Buffer {
		const composer = this.#composer;
		if (composer === null) throw new Error('a session without a scene has no picture');
		for (let next = this.#scenes[0]; next !== undefined && next.at <= time; next = this.#scenes[0]) {
			const { main } = composer.scene;
			composer.change(next.scene, time, main === null ? null : (this.#pictures.get(main)?.at(time) ?? null));
			this.#scenes.shift();
		}
		composer.paint(target, time, this.#pictures);
		return mixAt(time, silent(composer.scene) ? [] : this.#sounds.values());
	}

	#begin(from: number): void {
		this.#beginning = true;
		const { config, logger } = this.#options;
		Run.begin({
			work: join(config.folder, WORK),
			preset: presets[this.#preset] ?? 'ultrafast',
			from,
			produce: (time, target) => this.#produce(time, target),
			onSegment: (path, segment) => {
				this.#output.add(path, segment).catch((err: unknown) => logger.error({ err, session: this.id }, 'a segment could not be put in its place'));
			},
			onEnd: (why, said) => this.#broken(why, said)
		}).then(
			(run) => {
				this.#beginning = false;
				if (this.#closed) void run.close();
				else this.#run = run;
			},
			(err: unknown) => {
				this.#beginning = false;
				this.#brokenAt = Date.now();
				logger.error({ err, session: this.id }, 'no encoder could be started');
			}
		);
	}

	#broken(why: string, said: string): void {
		const { logger } = this.#options;
		const run = this.#run;
		this.#run = null;
		this.#brokenAt = Date.now();
		if (why === 'overloaded' && this.#preset < presets.length - 1) this.#preset += 1;
		logger.warn({ session: this.id, why, said, preset: presets[this.#preset] }, 'the encoder begins anew');
		run?.close().catch((err: unknown) => logger.error({ err, session: this.id }, 'an encoder could not be ended'));
	}
}

/** Folder of the encoders' own folders, beside those of the sessions. */
export const WORK = '.work';
