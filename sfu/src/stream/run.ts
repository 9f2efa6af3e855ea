/** One run of the encoder, and the pace of what goes in: 25 pictures a second and their sound, whatever happens around. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Encoder, FPS, type presets } from './encoder.ts';
import type { Segment } from './hls/playlist.ts';
import { FramePool } from './picture/frame-pool.ts';
import { bytesOf } from './picture/i420.ts';
import { CANVAS } from './encoder.ts';
import { RATE } from './sound/mix.ts';

const FRAME = 1_000 / FPS;
/** AAC begins with this much that is no sound yet: the transport stream's pictures begin as much later (s). */
const PRIMING = 1_024 / RATE;
/** Pictures that are overdue beyond this many are not made up for: the machine slept, or had no time for us. */
const MOST_OVERDUE = 3 * FPS;
const TICKS = 90_000;

export interface RunOptions {
	/** A folder for encoders' own folders. */
	work: string;
	preset: (typeof presets)[number];
	/** Of the first picture, ms since 1970. */
	from: number;
	/** Paints the picture at `time` into `target` and answers with the sound from then until the next. */
	produce: (time: number, target: Buffer) => Buffer;
	onSegment: (path: string, segment: Segment) => void;
	/** It cannot go on; `why` for the log. A new run is to be begun. */
	onEnd: (why: 'overloaded' | 'behind' | 'died', said: string) => void;
}

export class Run {
	readonly #options: RunOptions;
	readonly #name = randomBytes(4).toString('hex');
	readonly #pool = new FramePool({ bytes: bytesOf(CANVAS), keep: 4 });
	readonly #folder: string;
	#encoder: Encoder | null = null;
	#pictures = 0;
	#segments = 0;
	#over = false;
	#finished: (() => void) | null = null;

	static async begin(options: RunOptions): Promise<Run> {
		const run = new Run(options);
		await mkdir(run.#folder, { recursive: true });
		run.#start();
		return run;
	}

	constructor(options: RunOptions) {
		this.#options = options;
		this.#folder = join(options.work, this.#name);
	}

	/** Writes every picture that is due at `time`. */
	tick(time: number): void {
		const { from, produce } = this.#options;
		const due = Math.floor((time - from) / FRAME) + 1;
		if (this.#over || this.#encoder === null) return;
		if (this.#encoder.overloaded) return this.#end('overloaded');
		if (due - this.#pictures > MOST_OVERDUE) return this.#end('behind');
		while (this.#pictures < due) {
			const picture = this.#pool.take();
			const pcm = produce(from + this.#pictures * FRAME, picture);
			this.#pictures += 1;
			this.#encoder.write(picture, pcm, () => this.#pool.give(picture));
		}
	}

	/** The last segments come out, then it is over. */
	async finish(): Promise<void> {
		if (!this.#over && this.#encoder !== null && this.#pictures > 0) {
			await new Promise<void>((resolve) => {
				this.#finished = resolve;
				this.#encoder?.finish();
			});
		}
		await this.close();
	}

	/** Ends it at once. May be called twice. */
	async close(): Promise<void> {
		this.#over = true;
		await this.#encoder?.close();
		await rm(this.#folder, { recursive: true, force: true });
	}

	#start(): void {
		const { preset, from, onSegment } = this.#options;
		const encoder = new Encoder({ folder: this.#folder, preset });
		this.#encoder = encoder;
		encoder.on('segment', ({ path, start, end }) => {
			const first = Math.max(start, PRIMING);
			const number = (this.#segments += 1);
			const segment = { name: `${this.#name}-${number}`, duration: end - first, at: from + (first - PRIMING) * 1_000, discontinuity: number === 1, ticks: Math.round(first * TICKS) };
			onSegment(path, segment);
		});
		encoder.on('end', (said) => {
			if (this.#finished !== null) this.#finished();
			else this.#end('died', said);
		});
	}

	#end(why: 'overloaded' | 'behind' | 'died', said = ''): void {
		if (this.#over) return;
		this.#over = true;
		this.#options.onEnd(why, said);
	}
}
