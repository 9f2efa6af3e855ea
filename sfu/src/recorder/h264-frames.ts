/** Frames of H.264 from RTP (RFC 6184, packetization modes 0 and 1), as an Annex B byte stream. */
import type { Frame, FrameMaker, Placed } from './frames.ts';
import { pictureSize, START } from './h264-parameters.ts';

/** Types of NAL units: picture that can be decoded alone, sequence and picture parameters, delimiter, aggregation, fragment. */
const [IDR, SPS, PPS, DELIMITER, STAP_A, FU_A] = [5, 7, 8, 9, 24, 28];

export class H264Frames implements FrameMaker {
	#frame: Frame | null = null;
	#needsKeyFrame: boolean;
	/** A fragment's beginning is missing. */
	#torn = false;
	/** Parameters as they came last; some encoders send them once only. */
	#parameters = new Map<number, Buffer>();
	#inFragment = false;
	/** Does the next packet begin a picture? Unknown at the start and after a loss: a picture of several slices shows no missing first one. */
	#aligned: boolean;

	/** `continued`: the frames before have been dealt with already. */
	constructor({ continued }: { continued: boolean }) {
		this.#needsKeyFrame = !continued;
		this.#aligned = continued;
	}

	get needsKeyFrame(): boolean {
		return this.#needsKeyFrame;
	}

	push({ packet, sequence, rtp }: Placed): Frame | null {
		if (packet.payload.length < 2) return null;
		if (this.#frame !== null && this.#frame.rtp !== rtp) this.lost();
		if (!this.#aligned && !beginsPicture(packet.payload)) {
			this.#aligned = packet.marker;
			return null;
		}
		this.#aligned = true;
		const frame = (this.#frame ??= { rtp, arrival: packet.arrival, sequence, number: packet.number, key: false, parts: [], size: null });
		frame.sequence = sequence;
		this.#unpack(frame, packet.payload);
		return packet.marker ? this.#complete() : null;
	}

	lost(): void {
		this.#frame = null;
		this.#inFragment = false;
		this.#torn = false;
		this.#aligned = false;
		this.#needsKeyFrame = true;
	}

	heldFrom(): number {
		return this.#frame?.number ?? Infinity;
	}

	#unpack(frame: Frame, payload: Buffer): void {
		const type = payload.readUInt8(0) & 0x1f;
		if (type === STAP_A) {
			for (let at = 1; at + 2 <= payload.length; ) {
				const length = payload.readUInt16BE(at);
				if (length === 0 || at + 2 + length > payload.length) break;
				this.#unit(frame, payload.subarray(at + 2, at + 2 + length));
				at += 2 + length;
			}
		} else if (type === FU_A) this.#fragment(frame, payload);
		else if (type > 0 && type < STAP_A) this.#unit(frame, payload);
	}

	#fragment(frame: Frame, payload: Buffer): void {
		const head = payload.readUInt8(1);
		if ((head & 0x80) !== 0) {
			this.#inFragment = true;
			if ((head & 0x1f) === IDR) frame.key = true;
			frame.parts.push(START, Buffer.from([(payload.readUInt8(0) & 0xe0) | (head & 0x1f)]), payload.subarray(2));
		} else if (this.#inFragment) frame.parts.push(payload.subarray(2));
		else this.#torn = true;
		if ((head & 0x40) !== 0) this.#inFragment = false;
	}

	#unit(frame: Frame, unit: Buffer): void {
		const type = unit.readUInt8(0) & 0x1f;
		if (type === SPS || type === PPS) this.#parameters.set(type, unit);
		if (type === IDR) frame.key = true;
		frame.parts.push(START, unit);
	}

	#complete(): Frame | null {
		const frame = this.#frame;
		this.#frame = null;
		const torn = this.#torn || this.#inFragment;
		this.#torn = this.#inFragment = false;
		if (frame === null || frame.parts.length === 0 || torn) {
			if (torn) this.#needsKeyFrame = true;
			return null;
		}
		if (this.#needsKeyFrame && (!frame.key || this.#parameters.size < 2)) return null;
		this.#needsKeyFrame = false;
		const sps = this.#parameters.get(SPS);
		if (frame.key && sps !== undefined) frame.size = pictureSize(sps);
		if (frame.key) frame.parts = [...this.#parameters.values()].flatMap((unit) => [START, unit]).concat(frame.parts);
		return frame;
	}
}

/** Parameters and delimiters stand at the head of a picture only (ITU-T H.264 §7.4.1.2.3). */
function beginsPicture(payload: Buffer): boolean {
	const type = payload.readUInt8(0) & 0x1f;
	const first = type === STAP_A && payload.length > 3 ? payload.readUInt8(3) & 0x1f : type;
	return first === SPS || first === DELIMITER;
}
