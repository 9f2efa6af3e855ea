/**
 * The few fields of an RTP packet (RFC 3550, RFC 8285) and of VP8's payload descriptor (RFC 7741) that the recorder needs, read in
 * place. werift-rtp reads them too, but with some forty property definitions per packet; it serves as the oracle in our tests.
 */
export interface RtpPacket {
	payloadType: number;
	sequence: number;
	timestamp: number;
	ssrc: number;
	marker: boolean;
	/** A view, without padding; empty for a packet that only carries padding. */
	payload: Buffer;
	/** Publisher's clock at capture in ms since 1970 (abs-capture-time); null when this packet does not carry it. */
	capturedAt: number | null;
}

const ntpEpochSeconds = 2_208_988_800;

/** Reads a packet; null when it is not well-formed RTP. `captureTimeId` is the id of the abs-capture-time extension, null for none. */
export function readRtp(packet: Buffer, captureTimeId: number | null): RtpPacket | null {
	if (packet.length < 12 || packet.readUInt8(0) >> 6 !== 2) return null;
	const first = packet.readUInt8(0);
	const second = packet.readUInt8(1);
	let start = 12 + (first & 0x0f) * 4;
	let capturedAt: number | null = null;
	if ((first & 0x10) !== 0) {
		if (packet.length < start + 4) return null;
		const profile = packet.readUInt16BE(start);
		const end = start + 4 + packet.readUInt16BE(start + 2) * 4;
		if (end > packet.length) return null;
		if (captureTimeId !== null) capturedAt = readCaptureTime(packet, { profile, from: start + 4, end, id: captureTimeId });
		start = end;
	}
	let end = packet.length;
	if ((first & 0x20) !== 0) end -= packet.readUInt8(packet.length - 1);
	if (end < start) return null;
	return {
		payloadType: second & 0x7f,
		marker: (second & 0x80) !== 0,
		sequence: packet.readUInt16BE(2),
		timestamp: packet.readUInt32BE(4),
		ssrc: packet.readUInt32BE(8),
		payload: packet.subarray(start, end),
		capturedAt
	};
}

function readCaptureTime(packet: Buffer, { profile, from, end, id }: { profile: number; from: number; end: number; id: number }): number | null {
	const oneByte = profile === 0xbede;
	if (!oneByte && (profile & 0xfff0) !== 0x1000) return null;
	let at = from;
	while (at < end) {
		const head = packet.readUInt8(at);
		if (head === 0) {
			at += 1;
			continue;
		}
		const element = oneByte ? head >> 4 : head;
		// Id 15 ends the list of one-byte elements (RFC 8285 §4.2).
		if ((oneByte && element === 15) || (!oneByte && at + 1 >= end)) return null;
		const length = oneByte ? (head & 0x0f) + 1 : packet.readUInt8(at + 1);
		const data = at + (oneByte ? 1 : 2);
		if (data + length > end) return null;
		if (element === id && length >= 8) return (packet.readUInt32BE(data) - ntpEpochSeconds + packet.readUInt32BE(data + 4) / 2 ** 32) * 1000;
		at = data + length;
	}
	return null;
}

export interface Vp8Payload {
	/** Does a frame begin here (first packet of its first partition)? */
	begins: boolean;
	data: Buffer;
}

/** Takes off VP8's payload descriptor; null when the payload is cut short. */
export function readVp8(payload: Buffer): Vp8Payload | null {
	if (payload.length < 2) return null;
	const first = payload.readUInt8(0);
	let at = 1;
	if ((first & 0x80) !== 0) {
		const extended = payload.readUInt8(at);
		at += 1;
		if ((extended & 0x80) !== 0) {
			if (payload.length <= at) return null;
			at += (payload.readUInt8(at) & 0x80) !== 0 ? 2 : 1;
		}
		if ((extended & 0x40) !== 0) at += 1;
		if ((extended & 0x30) !== 0) at += 1;
	}
	if (payload.length <= at) return null;
	return { begins: (first & 0x10) !== 0 && (first & 0x07) === 0, data: payload.subarray(at) };
}

/** Size of a VP8 key frame's picture from its frame header (RFC 6386 §9.1); null when the frame is no key frame. */
export function vp8KeyFrameSize(frame: Buffer): { width: number; height: number } | null {
	if (frame.length < 10 || (frame.readUInt8(0) & 1) !== 0) return null;
	if (frame.readUIntBE(3, 3) !== 0x9d012a) return null;
	return { width: frame.readUInt16LE(6) & 0x3fff, height: frame.readUInt16LE(8) & 0x3fff };
}
