/** One track: packets in, pieces out. */
import type { TrackMessage } from '../feed/messages.ts';
import { type Frame, type FrameMaker, OpusFrames, type OrderedPacket, Vp8Frames } from './frames.ts';
import { H264Frames } from './h264-frames.ts';
import { JitterBuffer } from './jitter-buffer.ts';
import type { TrackState } from './journal-lines.ts';
import { findBreak, placeFrames, type Placement } from './placement.ts';
import type { PublisherClock } from './publisher-clock.ts';
import { readRtp } from './rtp-packet.ts';
import { TrackClock } from './track-clock.ts';

/** No piece is longer (design §3.3), with room for its last frame. */
const longestMs = 3_950;
/** When the key frame that shall end a piece is asked for. */
const askAfterMs = 3_500;
/** A key frame that comes by itself ends the piece only from here on: many small pieces cost more than they are worth. */
const keyEndsAfterMs = 3_000;
/** A screen is costly to begin anew (design §3.3). */
const screenKeyEveryMs = 20_000;
/** Without a picture that can be decoded, ask this often. */
const askAgainMs = 500;
/** When nothing more comes (a mute, a dead network), a piece is ended after this long on the recorder's own clock. */
const endQuietPieceMs = 4_200;
/** The RTP clock may have stood still while the track was held; less than this is jitter. */
const heldClockMs = 300;

/** A piece's frames with their places in the recording. */
export interface CutPiece {
	frames: Frame[];
	/** Milliseconds since the recording's zero, one per frame, rising by at least one. */
	times: number[];
	/** About how long the last frame lasts, ms. */
	tail: number;
	gaps: { from: number; to: number; reason: string }[];
	state: TrackState;
	/** Lowest feed number in the piece. */
	heldFrom: number;
	/** Of the picture; null for sound. */
	size: { width: number; height: number } | null;
}

export interface TrackOptions {
	message: TrackMessage;
	publisher: PublisherClock;
	/** The recording's zero, ms since 1970. */
	zero: number;
	/** Where the track's last piece ended, when the recorder was restarted. */
	state: TrackState | null;
	/** Picture size of the file that is continued. */
	size: { width: number; height: number } | null;
	onPiece: (piece: CutPiece) => void;
	needKeyFrame: () => void;
}

export class Track {
	readonly message: TrackMessage;
	readonly #options: TrackOptions;
	readonly #clock: TrackClock;
	readonly #jitter: JitterBuffer<OrderedPacket>;
	readonly #maker: FrameMaker;
	#frames: Frame[] = [];
	/** Of the frames in `#frames`, and of the file that is open. */
	#size: { width: number; height: number } | null;
	#last: { rtp: number; arrival: number } | null;
	#placement: Placement | null;
	/** RTP timestamp of the last frame before a loss. */
	#gapFrom: number | null = null;
	#gaps: { from: number; to: number }[] = [];
	#held = false;
	#pieceSince = 0;
	#packetAt = 0;
	#askedAt = 0;
	#asked = false;
	#keyRtp = 0;
	#reportedAt = 0;

	constructor(options: TrackOptions) {
		const { message, publisher, state, size } = options;
		this.#options = options;
		this.message = message;
		this.#size = size;
		this.#clock = new TrackClock({ clockRate: message.clockRate, publisher, state: state?.clock ?? null });
		this.#jitter = new JitterBuffer({ after: state?.sequence ?? null, deliver: (packet, sequence, lost) => this.#ordered(packet, sequence, lost) });
		this.#maker = makerOf(message, state !== null);
		this.#last = state === null ? null : { rtp: state.frame.rtp, arrival: state.frame.arrival };
		this.#placement = state === null ? null : { rtp: state.frame.rtp, time: state.frame.time, block: state.frame.block };
	}

	rtp(number: number, arrival: number, bytes: Buffer, now: number): void {
		const packet = readRtp(bytes, this.message.captureTimeExtension);
		if (packet === null || packet.payloadType !== this.message.payloadType) return;
		this.#packetAt = now;
		this.#jitter.push(Object.assign(packet, { arrival, number }));
	}

	/** The publisher's clock (ms since 1970) at an RTP timestamp, and when we were told. */
	report({ timestamp, ntp, arrival }: { timestamp: number; ntp: number; arrival: number }): void {
		this.#reportedAt = arrival;
		// The first report places everything that waits for its piece better than its arrival did.
		if (this.#clock.report({ timestamp, ntp })) for (const frame of this.#frames) this.#clock.observe(frame.rtp, frame.arrival);
	}

	/** The publisher mutes, or the recording pauses: the piece ends, and time goes on without us. */
	hold(): void {
		this.cut();
		this.#held = true;
	}

	/** Everything up to here is to be on disk soon: ends the piece. */
	cut(): void {
		const frames = this.#frames;
		if (frames.length === 0) return;
		this.#frames = [];
		this.#asked = false;
		const found = findBreak(frames, (rtp) => this.#clock.serverTime(rtp));
		const from = found === null ? undefined : frames[found.index];
		// A report since then says that the clock is right and the network slow.
		if (found === null || from === undefined || this.#reportedAt > from.arrival) return this.#emit(frames);
		// The RTP clock stood still without anyone saying so: what came after is placed by its arrival.
		if (found.index > 0) this.#emit(frames.slice(0, found.index));
		const before = this.#clock.state.skip;
		this.#clock.shift(found.ms);
		const ticks = this.#clock.state.skip - before;
		const rest = frames.slice(found.index);
		for (const frame of rest) frame.rtp += ticks;
		if (this.#last !== null) this.#last.rtp += ticks;
		this.#emit(rest);
	}

	end(): void {
		this.#jitter.flush();
		this.cut();
	}

	/** To be called every fraction of a second with the recorder's own clock. */
	tick(now: number): void {
		// Packets that come are the clock of the buffer; only when they stay away does ours count.
		if (now - this.#packetAt > 1_000) this.#jitter.tick(Infinity);
		else if (this.#maker.needsKeyFrame) this.#askForPicture(now);
		if (this.#frames.length > 0 && now - this.#pieceSince >= endQuietPieceMs) this.cut();
	}

	/** Lowest feed number that is not in a piece yet; Infinity when everything is. */
	heldFrom(): number {
		let lowest = Math.min(this.#jitter.heldFrom(), this.#maker.heldFrom());
		for (const { number } of this.#frames) if (number < lowest) lowest = number;
		return lowest;
	}

	/** When the first frame arrived that is not in a piece yet, ms since 1970; Infinity when all are. */
	pendingSince(): number {
		return this.#frames[0]?.arrival ?? Infinity;
	}

	#ordered(packet: OrderedPacket, sequence: number, lost: number): void {
		const rtp = this.#clock.extend(packet.timestamp);
		if (lost > 0) this.#lose();
		if (packet.capturedAt !== null) this.report({ timestamp: packet.timestamp, ntp: packet.capturedAt, arrival: packet.arrival });
		const before = this.#maker.needsKeyFrame;
		const frame = this.#maker.push({ packet, sequence, rtp });
		if (!before && this.#maker.needsKeyFrame) this.#lose();
		if (frame !== null) this.#frame(frame);
	}

	#lose(): void {
		this.#gapFrom ??= this.#last?.rtp ?? null;
		this.#maker.lost();
	}

	#frame(frame: Frame): void {
		this.#mendHeldClock(frame);
		if (!this.#clock.observe(frame.rtp, frame.arrival)) this.#mendJump(frame);
		const resized = frame.size !== null && this.#size !== null && (frame.size.width !== this.#size.width || frame.size.height !== this.#size.height);
		if (resized || this.#endsPieceBefore(frame)) this.cut();
		if (frame.size !== null) this.#size = frame.size;
		if (frame.key) this.#keyRtp = frame.rtp;
		if (this.#gapFrom !== null) this.#gaps.push({ from: this.#gapFrom, to: frame.rtp });
		this.#gapFrom = null;
		if (this.#frames.length === 0) this.#pieceSince = this.#packetAt;
		this.#frames.push(frame);
		this.#last = { rtp: frame.rtp, arrival: frame.arrival };
		this.#askForEnd(frame);
	}

	#endsPieceBefore(frame: Frame): boolean {
		const first = this.#frames[0];
		if (first === undefined) return false;
		const age = this.#clock.ms(frame.rtp - first.rtp);
		return age >= longestMs || age < 0 || (this.message.kind === 'video' && frame.key && age >= keyEndsAfterMs);
	}

	#askForEnd(frame: Frame): void {
		const first = this.#frames[0];
		if (this.message.kind !== 'video' || this.#asked || first === undefined || this.#clock.ms(frame.rtp - first.rtp) < askAfterMs) return;
		if (this.message.source === 'screen' && this.#clock.ms(frame.rtp - this.#keyRtp) < screenKeyEveryMs) return;
		this.#asked = true;
		this.#options.needKeyFrame();
	}

	#askForPicture(now: number): void {
		if (now - this.#askedAt < askAgainMs) return;
		this.#askedAt = now;
		this.#options.needKeyFrame();
	}

	/** After a mute a browser's RTP clock may go on where it stopped: silence is a hole in time, not a shorter file. */
	#mendHeldClock(frame: Frame): void {
		if (!this.#held) return;
		this.#held = false;
		if (this.#last === null) return;
		const behind = frame.arrival - this.#last.arrival - this.#clock.ms(frame.rtp - this.#last.rtp);
		if (Math.abs(behind) > heldClockMs) this.#shift(frame, behind);
	}

	/** The timestamps have run ahead of time. */
	#mendJump(frame: Frame): void {
		const ahead = this.#clock.serverTime(frame.rtp) - frame.arrival;
		this.#shift(frame, -ahead);
	}

	#shift(frame: Frame, ms: number): void {
		const before = this.#clock.state.skip;
		this.#clock.shift(ms);
		frame.rtp += this.#clock.state.skip - before;
	}

	#emit(frames: Frame[]): void {
		const { zero, publisher, onPiece } = this.#options;
		const last = frames.at(-1);
		if (last === undefined) return;
		const before = this.#placement;
		const { times, placement } = placeFrames({ frames, before, at: (rtp) => this.#clock.serverTime(rtp) - zero, ms: (ticks) => this.#clock.ms(ticks) });
		this.#placement = placement;
		const gaps = this.#gaps.map(({ from, to }) => ({ from: Math.max(0, this.#clock.serverTime(from) - zero), to: Math.max(0, this.#clock.serverTime(to) - zero), reason: 'packets-lost' }));
		this.#gaps = [];
		const first = times[0] ?? 0;
		const tail = this.message.kind === 'audio' ? 20 : frames.length > 1 ? Math.min(200, (placement.block - first) / (frames.length - 1)) : 33;
		onPiece({
			frames,
			times,
			tail,
			gaps,
			size: this.#size,
			heldFrom: frames.reduce((lowest, { number }) => Math.min(lowest, number), Infinity),
			state: {
				sequence: last.sequence,
				clock: this.#clock.state,
				publisherOffset: publisher.offset,
				frame: { rtp: last.rtp, arrival: last.arrival, time: placement.time, block: placement.block }
			}
		});
	}
}

function makerOf({ kind, mimeType }: TrackMessage, continued: boolean): FrameMaker {
	if (kind === 'audio') return new OpusFrames();
	return mimeType.toLowerCase() === 'video/h264' ? new H264Frames({ continued }) : new Vp8Frames({ continued });
}
