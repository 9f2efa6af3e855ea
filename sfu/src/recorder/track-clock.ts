import { PublisherClock } from './publisher-clock.ts';
import { unwrap } from './wrap.ts';

/** The publisher's clock (ms since 1970) at an unwrapped RTP timestamp. */
export interface Anchor {
	rtp: number;
	ntp: number;
}

export interface TrackClockState {
	anchor: Anchor | null;
	/** Added to the unwrapped timestamps, in ticks, because the RTP clock stood still or jumped. */
	skip: number;
	/** Last unwrapped timestamp, skip included. */
	last: number | null;
}

/** A report may speak of a moment this far (s) from the last packet; another simulcast encoding's clock is almost surely farther off. */
const sameClockSeconds = 10;
/** Reports jitter by some ms: each moves the anchor by this share of its error … */
const share = 0.3;
/** … unless it is off by more (ms), then the clock has jumped and the report is right. */
const stepMs = 200;

/**
 * From RTP timestamps to the media server's time. First step: sender reports or capture times tell what the publisher's clock was; second:
 * {@link PublisherClock}. Before the first report the timestamps alone are mapped by the same rule, as if they were a clock of their own.
 */
export class TrackClock {
	readonly #rate: number;
	readonly #publisher: PublisherClock;
	/** Used until the first report. */
	readonly #own = new PublisherClock();
	#anchor: Anchor | null;
	#skip: number;
	#last: number | null;
	/** The clock was set by arrival times; the next report is believed as it is. */
	#rough = false;

	constructor({ clockRate, publisher, state }: { clockRate: number; publisher: PublisherClock; state: TrackClockState | null }) {
		this.#rate = clockRate;
		this.#publisher = publisher;
		this.#anchor = state?.anchor ?? null;
		this.#skip = state?.skip ?? 0;
		this.#last = state?.last ?? null;
	}

	get state(): TrackClockState {
		return { anchor: this.#anchor, skip: this.#skip, last: this.#last };
	}

	/** Ticks as milliseconds. */
	ms(ticks: number): number {
		return (ticks * 1000) / this.#rate;
	}

	/** Unwraps a packet's timestamp. */
	extend(timestamp: number): number {
		const extended = unwrap(timestamp, this.#last === null ? timestamp : this.#last - this.#skip, 32) + this.#skip;
		this.#last = extended;
		return extended;
	}

	/** The RTP clock was off by `ms`: everything from now on is that much later. */
	shift(ms: number): void {
		const ticks = Math.round((ms * this.#rate) / 1000);
		this.#skip += ticks;
		if (this.#last !== null) this.#last += ticks;
		this.#rough = true;
	}

	/** A packet's way through the network is a sample of the publisher's clock. */
	observe(rtp: number, arrival: number): boolean {
		return this.#anchor === null ? this.#own.observe(this.ms(rtp), arrival) : this.#publisher.observe(this.#captured(this.#anchor, rtp), arrival);
	}

	/** Takes a sender report or capture time. Returns true when it is the first: packets before it can now be placed better. */
	report({ timestamp, ntp }: { timestamp: number; ntp: number }): boolean {
		if (this.#last === null) return false;
		const rtp = unwrap(timestamp, this.#last - this.#skip, 32) + this.#skip;
		if (Math.abs(rtp - this.#last) > sameClockSeconds * this.#rate) return false;
		const anchor = this.#anchor;
		if (anchor === null) {
			this.#anchor = { rtp, ntp };
			return true;
		}
		const expected = this.#captured(anchor, rtp);
		const error = ntp - expected;
		const believe = this.#rough || Math.abs(error) > stepMs;
		this.#rough = false;
		this.#anchor = { rtp, ntp: expected + (believe ? error : error * share) };
		return false;
	}

	/** The media server's time (ms since 1970) of an unwrapped timestamp. Something must have been observed before. */
	serverTime(rtp: number): number {
		const anchor = this.#anchor;
		if (anchor !== null && this.#publisher.offset !== null) return this.#captured(anchor, rtp) + this.#publisher.offset;
		return this.ms(rtp) + (this.#own.offset ?? 0);
	}

	#captured(anchor: Anchor, rtp: number): number {
		return anchor.ntp + this.ms(rtp - anchor.rtp);
	}
}
