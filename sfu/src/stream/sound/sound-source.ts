/** One microphone: packets in, samples on the common clock out. */
import { OpusDecoder } from 'opus-decoder';
import type { Frame } from '../../recorder/frames.ts';
import type { PublisherClock } from '../../recorder/publisher-clock.ts';
import type { TrackMessage } from '../../streaming/messages.ts';
import { TrackInput } from '../wire/track-input.ts';
import { Timeline } from './timeline.ts';

/** Packets that come while the decoder is made; a second of them. */
const MOST_EARLY = 50;

export interface SoundSourceOptions {
	message: TrackMessage;
	publisher: PublisherClock;
	/** ms since 1970; nothing before it is ever heard. */
	from: number;
	onTrouble: (error: unknown) => void;
}

export class SoundSource {
	readonly input: TrackInput;
	readonly timeline: Timeline;
	/** Made with the first packet: most microphones of a session are never open. */
	#decoder: OpusDecoder | null = null;
	readonly #onTrouble: (error: unknown) => void;
	#early: { bytes: Uint8Array; time: number }[] = [];
	#ready = false;
	#closed = false;

	constructor({ message, publisher, from, onTrouble }: SoundSourceOptions) {
		this.timeline = new Timeline(from);
		this.input = new TrackInput({ message, publisher, needKeyFrame: () => undefined, onFrame: (frame, time) => this.#frame(frame, time) });
		this.#onTrouble = onTrouble;
	}

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#early = [];
		if (this.#ready) this.#decoder?.free();
	}

	#frame({ parts }: Frame, time: number): void {
		const [bytes] = parts;
		if (bytes === undefined || this.#closed) return;
		if (this.#ready) return this.#decode(bytes, time);
		if (this.#early.length < MOST_EARLY) this.#early.push({ bytes, time });
		if (this.#decoder === null) this.#begin((this.#decoder = new OpusDecoder({ channels: 2 })));
	}

	#begin(decoder: OpusDecoder): void {
		decoder.ready.then(() => {
			this.#ready = true;
			for (const { bytes, time } of this.#early.splice(0)) this.#decode(bytes, time);
			if (this.#closed) decoder.free();
		}, this.#onTrouble);
	}

	#decode(bytes: Uint8Array, time: number): void {
		// What is no Opus comes out as no samples: a hole of silence.
		const decoded = this.#decoder?.decodeFrame(bytes);
		if (decoded === undefined) return;
		const { channelData: [left, right], samplesDecoded } = decoded;
		if (left !== undefined && samplesDecoded > 0) this.timeline.write(time, left, right ?? left);
	}
}
