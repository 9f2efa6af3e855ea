/** One track's packets, in order, as frames with their times on the media server's clock. */
import { type Frame, type FrameMaker, OpusFrames, type OrderedPacket, Vp8Frames } from '../../recorder/frames.ts';
import { H264Frames } from '../../recorder/h264-frames.ts';
import { JitterBuffer } from '../../recorder/jitter-buffer.ts';
import type { PublisherClock } from '../../recorder/publisher-clock.ts';
import { readRtp } from '../../recorder/rtp-packet.ts';
import { TrackClock } from '../../recorder/track-clock.ts';
import type { TrackMessage } from '../../streaming/messages.ts';

/** A packet that is later than this (ms) would be too late to be shown. */
const PATIENCE = 400;
/** Without a picture that can be decoded, ask this often (ms). */
const ASK_EVERY = 500;
/** A clock that says a frame is this much (ms) older than its arrival stood still: no network queues that long. */
const STOOD_STILL = 2_500;
/** The same after a mute, where clocks are known to stand still. */
const STOOD_STILL_MUTED = 300;

export interface TrackInputOptions {
	message: TrackMessage;
	/** Shared by all tracks of one person: their sound and picture stay together. */
	publisher: PublisherClock;
	/** `time`: ms since 1970. */
	onFrame: (frame: Frame, time: number) => void;
	needKeyFrame: () => void;
}

export class TrackInput {
	readonly #options: TrackInputOptions;
	readonly #clock: TrackClock;
	readonly #jitter: JitterBuffer<OrderedPacket>;
	readonly #maker: FrameMaker;
	#held = false;
	#askedAt = 0;

	constructor(options: TrackInputOptions) {
		const { message, publisher } = options;
		this.#options = options;
		this.#clock = new TrackClock({ clockRate: message.clockRate, publisher, state: null });
		this.#jitter = new JitterBuffer({ after: null, patienceMs: PATIENCE, deliver: (packet, sequence, lost) => this.#ordered(packet, sequence, lost) });
		this.#maker = makerOf(message.mimeType);
	}

	/** `bytes` are copied: the reader of the socket uses its buffers again. */
	rtp(number: number, arrival: number, bytes: Buffer): void {
		const { payloadType, captureTimeExtension } = this.#options.message;
		const packet = readRtp(Buffer.from(bytes), captureTimeExtension);
		if (packet === null || packet.payloadType !== payloadType) return;
		this.#jitter.push(Object.assign(packet, { arrival, number }));
	}

	/** The publisher's clock (ms since 1970) at an RTP timestamp. */
	report({ timestamp, ntp }: { timestamp: number; ntp: number }): void {
		this.#clock.report({ timestamp, ntp });
	}

	hold(): void {
		this.#held = true;
	}

	/** To be called every fraction of a second. */
	tick(now: number): void {
		this.#jitter.tick(now);
		if (!this.#maker.needsKeyFrame || now - this.#askedAt < ASK_EVERY) return;
		this.#askedAt = now;
		this.#options.needKeyFrame();
	}

	#ordered(packet: OrderedPacket, sequence: number, lost: number): void {
		const rtp = this.#clock.extend(packet.timestamp);
		if (lost > 0) this.#maker.lost();
		if (packet.capturedAt !== null) this.#clock.report({ timestamp: packet.timestamp, ntp: packet.capturedAt });
		const frame = this.#maker.push({ packet, sequence, rtp });
		if (frame === null) return;
		const plausible = this.#clock.observe(frame.rtp, frame.arrival);
		const late = frame.arrival - this.#clock.serverTime(frame.rtp);
		const mend = !plausible || late > (this.#held ? STOOD_STILL_MUTED : STOOD_STILL);
		this.#held = false;
		if (mend) {
			const before = this.#clock.state.skip;
			this.#clock.shift(late);
			frame.rtp += this.#clock.state.skip - before;
		}
		this.#options.onFrame(frame, this.#clock.serverTime(frame.rtp));
	}
}

function makerOf(mimeType: string): FrameMaker {
	switch (mimeType.toLowerCase()) {
		case 'audio/opus':
			return new OpusFrames();
		case 'video/h264':
			return new H264Frames({ continued: false });
		default:
			return new Vp8Frames({ continued: false });
	}
}
