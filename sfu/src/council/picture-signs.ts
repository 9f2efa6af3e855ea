/**
 * Whether a picture arrives, told by its packets as a viewer would: complete VP8 frames, decodable since a key frame. Times in ms since 1970.
 *
 * It proves that the camera's encoder sends pictures and that they arrive whole. It does not prove what they show: a covered lens, a frozen or a
 * played picture look the same from here. That is for whoever presides to see.
 */
import { Vp8Frames, type OrderedPacket } from '../recorder/frames.ts';
import { JitterBuffer } from '../recorder/jitter-buffer.ts';
import { readRtp } from '../recorder/rtp-packet.ts';

/** A frame this old is not "now", ms: the slowest camera sends one a second. */
const FRESH = 1_500;
/** How long a missing packet is waited for, ms. */
const PATIENCE = 400;

export class PictureSigns {
	readonly #frames = new Vp8Frames({ continued: false });
	readonly #jitter: JitterBuffer<OrderedPacket>;
	#frameAt = -Infinity;

	constructor() {
		this.#jitter = new JitterBuffer({ after: null, patienceMs: PATIENCE, deliver: (packet, sequence, lost) => this.#ordered(packet, sequence, lost) });
	}

	packet(bytes: Buffer, arrival: number): void {
		const packet = readRtp(bytes, null);
		if (packet) this.#jitter.push({ ...packet, arrival, number: 0 });
	}

	arrives(now: number): boolean {
		this.#jitter.tick(now);
		return now - this.#frameAt < FRESH;
	}

	/** Can nothing be decoded until a key frame comes? */
	get needsKeyFrame(): boolean {
		return this.#frames.needsKeyFrame;
	}

	#ordered(packet: OrderedPacket, sequence: number, lost: number): void {
		if (lost > 0) this.#frames.lost();
		if (this.#frames.push({ packet, sequence, rtp: packet.timestamp })) this.#frameAt = packet.arrival;
	}
}
