/**
 * Frames on the unix socket between media server and recorder, both ways: `u32 length | u8 type | f64 number | body`, big endian,
 * where length counts everything after itself. Type 1 is an RTP packet, type 2 a message in JSON. Numbers count up from 1 per run of
 * the media server; frames that need no acknowledgement carry 0.
 */
const lengthBytes = 4;
const headBytes = lengthBytes + 1 + 8;
const rtpHeadBytes = headBytes + 4 + 8;
/** An RTP packet is under 2 kB and no message of ours comes near this: whatever claims more is not ours. */
export const maxFrameBytes = 1 << 20;

export const frameType = { rtp: 1, message: 2 } as const;

export interface FrameHandler {
	/** `packet` is a view into the bytes that came in: copy it to change it. `arrival` is ms since 1970. */
	rtp(number: number, track: number, arrival: number, packet: Buffer): void;
	/** The parsed JSON, not validated yet. */
	message(number: number, message: unknown): void;
}

/** One RTP packet with its track and the time of its arrival (ms since 1970). */
export function encodeRtp(number: number, track: number, arrival: number, packet: Uint8Array): Buffer {
	const frame = Buffer.allocUnsafe(rtpHeadBytes + packet.length);
	writeHead(frame, frameType.rtp, number);
	frame.writeUInt32BE(track, headBytes);
	frame.writeDoubleBE(arrival, headBytes + 4);
	frame.set(packet, rtpHeadBytes);
	return frame;
}

export function encodeMessage(number: number, message: unknown): Buffer {
	const body = Buffer.from(JSON.stringify(message));
	const frame = Buffer.allocUnsafe(headBytes + body.length);
	writeHead(frame, frameType.message, number);
	frame.set(body, headBytes);
	return frame;
}

function writeHead(frame: Buffer, type: number, number: number): void {
	frame.writeUInt32BE(frame.length - lengthBytes, 0);
	frame.writeUInt8(type, lengthBytes);
	frame.writeDoubleBE(number, lengthBytes + 1);
}

/** Cuts a byte stream into frames, however the bytes arrive. Throws on anything that is not a frame of ours. */
export class FrameReader {
	#rest: Buffer = Buffer.alloc(0);
	readonly #handler: FrameHandler;

	constructor(handler: FrameHandler) {
		this.#handler = handler;
	}

	push(chunk: Buffer): void {
		const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
		let at = 0;
		while (bytes.length - at >= lengthBytes) {
			const length = bytes.readUInt32BE(at);
			if (length < headBytes - lengthBytes || length > maxFrameBytes) throw new Error(`a frame of ${length} bytes is not one of ours`);
			if (bytes.length - at < lengthBytes + length) break;
			this.#dispatch(bytes.subarray(at, at + lengthBytes + length));
			at += lengthBytes + length;
		}
		this.#rest = bytes.subarray(at);
	}

	#dispatch(frame: Buffer): void {
		const number = frame.readDoubleBE(lengthBytes + 1);
		const type = frame.readUInt8(lengthBytes);
		if (type === frameType.rtp) {
			if (frame.length < rtpHeadBytes) throw new Error('an RTP frame was cut short');
			this.#handler.rtp(number, frame.readUInt32BE(headBytes), frame.readDoubleBE(headBytes + 4), frame.subarray(rtpHeadBytes));
		} else if (type === frameType.message) {
			this.#handler.message(number, JSON.parse(frame.toString('utf8', headBytes)));
		} else {
			throw new Error(`frames of type ${type} are unknown`);
		}
	}
}
