/** Samples are gathered in buckets this long (ms), and the best of the last few counts. */
const bucketMs = 10_000;
const buckets = 6;
/** How fast the mapping may follow a drifting clock: 100 ppm is 0.1 ms per second, a change of the network's path some tens of ms. */
const slewPerSecond = 2;
/** Until here (ms after the first sample) the best sample is believed at once: nothing was written with a worse one yet. */
const settlingMs = 4_000;
/** Nobody gets faster by this much (ms) once settled: such a sample is a clock that jumped. */
const jumpMs = 1_000;

/**
 * One publisher's clock against the media server's. The smallest (arrival − capture) is the quickest way a packet has taken; what is more
 * is queueing. The minimum is taken over the last minute, because both clocks drift, and followed slowly, because a step would be heard.
 * All tracks of one person share it, so whatever error it has moves sound and picture together.
 */
export class PublisherClock {
	#minima: { from: number; lowest: number }[] = [];
	#offset: number | null = null;
	#first = 0;
	#followedAt = 0;
	readonly #known: boolean;

	/** `known`: the offset that pieces before a restart were written with. */
	constructor(known: number | null = null) {
		this.#offset = known;
		this.#known = known !== null;
	}

	/** Milliseconds to add to the publisher's clock; null before the first sample. */
	get offset(): number | null {
		return this.#offset;
	}

	/** Takes a sample, both in ms. False when it cannot be true of this clock: the capture time has jumped ahead. */
	observe(captured: number, arrival: number): boolean {
		const lag = arrival - captured;
		const offset = this.#offset;
		if (this.#first === 0) this.#first = this.#followedAt = arrival;
		const settled = this.#known || arrival - this.#first > settlingMs;
		if (offset !== null && settled && lag < offset - jumpMs) return false;
		const bucket = this.#minima.at(-1);
		if (bucket === undefined || arrival - bucket.from >= bucketMs) {
			this.#minima.push({ from: arrival, lowest: lag });
			if (this.#minima.length > buckets) this.#minima.shift();
		} else if (lag < bucket.lowest) {
			bucket.lowest = lag;
		}
		this.#follow(arrival, settled);
		return true;
	}

	#follow(now: number, settled: boolean): void {
		let target = Infinity;
		for (const { lowest } of this.#minima) if (lowest < target) target = lowest;
		if (this.#offset === null || !settled) {
			this.#offset = target;
		} else {
			const most = (Math.max(0, now - this.#followedAt) / 1000) * slewPerSecond;
			this.#offset += Math.max(-most, Math.min(most, target - this.#offset));
		}
		this.#followedAt = Math.max(this.#followedAt, now);
	}
}
