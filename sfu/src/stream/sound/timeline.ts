import { CHANNELS, RATE, sampleAt } from './mix.ts';

/** How much lies ready before it is mixed, and a little more, in samples of one channel. */
const SPAN = 4 * RATE;
/** One source's clock is followed only when it is off by more than this (samples): every correction is a click. */
const TOLERANCE = RATE / 25;

/**
 * One source's sound on the common clock: a ring that is written where the sound belongs, and read a moment later. What is not there when it is
 * read was silence.
 */
export class Timeline {
	/** Made with the first sound: most microphones of a session are never open. */
	#ring: Float32Array | null = null;
	/** Behind the last sample that was written. */
	#written = 0;
	/** First sample that has not been read. */
	#read: number;
	/** Where the next sound of this source goes if it goes on without a hole. */
	#next: number | null = null;

	/** `from`: ms since 1970; nothing before it is ever heard. */
	constructor(from: number) {
		this.#read = sampleAt(from);
	}

	/** Sound that begins at `time` (ms since 1970). What comes too late, or from too far ahead, is left out. */
	write(time: number, left: Float32Array, right: Float32Array): void {
		const wanted = sampleAt(time);
		const next = this.#next;
		const start = next !== null && Math.abs(wanted - next) <= TOLERANCE ? next : wanted;
		this.#next = start + left.length;
		const ring = (this.#ring ??= new Float32Array(SPAN * CHANNELS));
		this.#written = Math.max(this.#written, Math.min(this.#next, this.#read + SPAN));
		for (let index = Math.max(0, this.#read - start); index < left.length && start + index < this.#read + SPAN; index += 1) {
			const at = ((start + index) % SPAN) * CHANNELS;
			ring[at] = left[index] ?? 0;
			ring[at + 1] = right[index] ?? 0;
		}
	}

	/** Adds what is due at `from` (sample number) to `mixed`, and forgets it. */
	addTo(mixed: Float32Array, from: number): void {
		const samples = mixed.length / CHANNELS;
		this.#forget(from);
		const ring = this.#ring;
		for (let at = Math.max(this.#read, from); ring !== null && at < Math.min(from + samples, this.#written); at += 1) {
			const here = (at % SPAN) * CHANNELS;
			const there = (at - from) * CHANNELS;
			mixed[there] = (mixed[there] ?? 0) + (ring[here] ?? 0);
			mixed[there + 1] = (mixed[there + 1] ?? 0) + (ring[here + 1] ?? 0);
		}
		this.#forget(from + samples);
	}

	/** Everything before `end` is over: its place in the ring will be somebody else's. */
	#forget(end: number): void {
		// Whatever was written lies within one round of the ring: in one stretch, or in two where it begins anew.
		for (let at = this.#read; at < Math.min(end, this.#written); ) {
			const place = at % SPAN;
			const until = Math.min(SPAN, place + Math.min(end, this.#written) - at);
			this.#ring?.fill(0, place * CHANNELS, until * CHANNELS);
			at += until - place;
		}
		this.#read = Math.max(this.#read, end);
	}
}
