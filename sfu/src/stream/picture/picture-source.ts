/** One picture that is shown: frames wait compressed, are decoded shortly before they are due, and stay on screen until the next. */
import type { Frame } from '../../recorder/frames.ts';
import type { PublisherClock } from '../../recorder/publisher-clock.ts';
import type { TrackMessage } from '../../streaming/messages.ts';
import { TrackInput } from '../wire/track-input.ts';
import { Decoder } from './decoder.ts';
import type { FramePool } from './frame-pool.ts';
import type { Size } from './i420.ts';

/** How long before a frame is due it goes to the decoder (ms): one of VP8 keeps a frame inside, one of H.264 three. */
const LEAD = 280;
/** Frames that wait beyond this many are a flood; what decodes must go through, so the whole source begins anew. */
const MOST_WAITING = 300;
/** A decoder that dies is replaced, but not more often than this (ms). */
const REVIVE_AFTER = 1_000;

export interface PictureSourceOptions {
	message: TrackMessage;
	publisher: PublisherClock;
	size: Size;
	pool: FramePool;
	needKeyFrame: () => void;
	onTrouble: (said: string) => void;
}

interface Picture {
	picture: Buffer;
	time: number;
}

export class PictureSource {
	readonly input: TrackInput;
	readonly #options: PictureSourceOptions;
	#decoder: Decoder | null = null;
	#decoderSince = 0;
	#waiting: { frame: Frame; time: number }[] = [];
	#decoded: Picture[] = [];
	#shown: Picture | null = null;
	#closed = false;

	constructor(options: PictureSourceOptions) {
		const { message, publisher, needKeyFrame } = options;
		this.#options = options;
		this.input = new TrackInput({ message, publisher, needKeyFrame, onFrame: (frame, time) => this.#frame(frame, time) });
		this.#begin();
	}

	/** What is on screen at `time` (ms since 1970); null before the first picture. Valid until the next call. */
	at(time: number): Buffer | null {
		const { pool } = this.#options;
		while (this.#waiting[0] !== undefined && this.#waiting[0].time <= time + LEAD) {
			const next = this.#waiting.shift();
			if (next !== undefined) this.#decoder?.push({ ...next.frame, time: next.time });
		}
		while (this.#decoded[0] !== undefined && this.#decoded[0].time <= time) {
			if (this.#shown !== null) pool.give(this.#shown.picture);
			this.#shown = this.#decoded.shift() ?? null;
		}
		return this.#shown?.picture ?? null;
	}

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#decoder?.close();
		for (const { picture } of [...this.#decoded, ...(this.#shown === null ? [] : [this.#shown])]) this.#options.pool.give(picture);
		this.#decoded = [];
		this.#waiting = [];
		this.#shown = null;
	}

	#frame(frame: Frame, time: number): void {
		if (this.#closed) return;
		if (this.#decoder === null) this.#begin();
		if (this.#waiting.length >= MOST_WAITING) {
			this.#waiting = [];
			this.#end();
		}
		this.#waiting.push({ frame, time });
	}

	#begin(): void {
		const now = Date.now();
		if (this.#closed || now - this.#decoderSince < REVIVE_AFTER) return;
		this.#decoderSince = now;
		const { message, size, pool, onTrouble, needKeyFrame } = this.#options;
		this.#decoder = new Decoder({
			codec: message.mimeType.toLowerCase() === 'video/h264' ? 'h264' : 'vp8',
			size,
			pool,
			onPicture: (picture, time) => this.#picture(picture, time),
			onDeath: (said) => {
				this.#decoder = null;
				onTrouble(said);
			}
		});
		// A new decoder understands nothing before a key frame.
		needKeyFrame();
	}

	#end(): void {
		this.#decoder?.close();
		this.#decoder = null;
	}

	#picture(picture: Buffer, time: number): void {
		if (this.#closed) this.#options.pool.give(picture);
		else this.#decoded.push({ picture, time });
	}
}
