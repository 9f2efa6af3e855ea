import { readVp8, type RtpPacket, vp8KeyFrameSize } from './rtp-packet.ts';

/** One encoded picture or packet of sound, as it goes into a block. */
export interface Frame {
	/** Unwrapped RTP timestamp. */
	rtp: number;
	/** Arrival of its first packet at the media server, ms since 1970. */
	arrival: number;
	/** Extended sequence number of its last packet. */
	sequence: number;
	/** Lowest feed number of its packets. */
	number: number;
	key: boolean;
	parts: Buffer[];
	/** Of the picture, in key frames. */
	size: { width: number; height: number } | null;
}

/** A packet as it comes out of the jitter buffer. */
export interface OrderedPacket extends RtpPacket {
	arrival: number;
	number: number;
}

export interface Placed {
	packet: OrderedPacket;
	/** Extended sequence number. */
	sequence: number;
	/** Unwrapped timestamp. */
	rtp: number;
}

/** Makes frames of packets in order. */
export interface FrameMaker {
	/** A frame when this packet completes one that can be decoded. */
	push(placed: Placed): Frame | null;
	/** Packets are missing before the next one. */
	lost(): void;
	/** Lowest feed number of an unfinished frame; Infinity when there is none. */
	heldFrom(): number;
	/** Can what comes next be decoded only from a key frame on? */
	readonly needsKeyFrame: boolean;
}

/** Every Opus packet is a frame. */
export class OpusFrames implements FrameMaker {
	readonly needsKeyFrame = false;

	push({ packet, sequence, rtp }: Placed): Frame | null {
		if (packet.payload.length === 0) return null;
		return { rtp, arrival: packet.arrival, sequence, number: packet.number, key: true, parts: [packet.payload], size: null };
	}

	lost(): void {
		// The next packet decodes by itself.
	}

	heldFrom(): number {
		return Infinity;
	}
}

/** VP8 frames span packets, and after a loss nothing decodes until the next key frame. */
export class Vp8Frames implements FrameMaker {
	#frame: Frame | null = null;
	#needsKeyFrame: boolean;

	/** `continued`: the frames before are in the file already. */
	constructor({ continued }: { continued: boolean }) {
		this.#needsKeyFrame = !continued;
	}

	get needsKeyFrame(): boolean {
		return this.#needsKeyFrame;
	}

	push({ packet, sequence, rtp }: Placed): Frame | null {
		if (packet.payload.length === 0) return null;
		const vp8 = readVp8(packet.payload);
		if (vp8 === null) {
			this.lost();
			return null;
		}
		if (vp8.begins) this.#begin({ packet, sequence, rtp }, vp8.data);
		else this.#continue({ packet, sequence, rtp }, vp8.data);
		return packet.marker ? this.#complete() : null;
	}

	lost(): void {
		this.#frame = null;
		this.#needsKeyFrame = true;
	}

	heldFrom(): number {
		return this.#frame?.number ?? Infinity;
	}

	#begin({ packet, sequence, rtp }: Placed, data: Buffer): void {
		// The frame before never ended: it is incomplete, and what refers to it would not decode.
		if (this.#frame !== null) this.lost();
		const size = vp8KeyFrameSize(data);
		this.#frame = { rtp, arrival: packet.arrival, sequence, number: packet.number, key: size !== null, parts: [data], size };
	}

	#continue({ packet, sequence, rtp }: Placed, data: Buffer): void {
		const frame = this.#frame;
		if (frame === null || frame.rtp !== rtp) return this.lost();
		frame.parts.push(data);
		frame.sequence = sequence;
		frame.number = Math.min(frame.number, packet.number);
	}

	#complete(): Frame | null {
		const frame = this.#frame;
		this.#frame = null;
		if (frame === null || (this.#needsKeyFrame && !frame.key)) return null;
		this.#needsKeyFrame = false;
		return frame;
	}
}
