/**
 * Makes one RTP stream of several (RFC 3550): whatever it is cut from, a player sees one SSRC whose sequence numbers and timestamps go on.
 * VP8 loses what names its pictures (RFC 7741 §4.2), because the names of two sources do not follow each other. Pure.
 */
import { readRtp, readVp8, type RtpPacket } from '../recorder/rtp-packet.ts';

export interface Cut {
	payloadType: number;
	clockRate: number;
	vp8: boolean;
}

/** A packet of 16 × 16 black pixels in VP8 (RFC 6386), a key frame. */
const BLACK = Buffer.from('1002009d012a100010000047088585889984880202000c0d6000feffab5080', 'hex');
/** Bits of VP8's descriptor that stay: not a reference, start of a partition, which. */
const PLAIN = 0x3f;

interface Shift {
	/** What is added to the source's numbers. */
	sequence: number;
	timestamp: number;
	/** Of the source's own numbers, and how many that is after its first one. */
	highest: number;
	after: number;
}

export class Splice {
	readonly #ssrc: number;
	#cut: Cut | null = null;
	/** Null until the source's first packet. */
	#shift: Shift | null = null;
	/** The highest that was sent, and when (ms); at first any. */
	#last = { sequence: Math.floor(Math.random() * 0x8000), timestamp: Math.floor(Math.random() * 0x8000_0000), sent: null as number | null };

	constructor(ssrc: number) {
		this.#ssrc = ssrc;
	}

	/** What follows comes from another source. */
	cut(cut: Cut): void {
		this.#cut = cut;
		this.#shift = null;
	}

	/** The packet as the player gets it; null for what came before the cut, and for what is no packet. */
	take(bytes: Buffer, now: number): Buffer | null {
		const packet = readRtp(bytes, null);
		const cut = this.#cut;
		if (packet === null || cut === null || packet.payload.length === 0) return null;
		const payload = cut.vp8 ? withoutNames(packet.payload) : packet.payload;
		if (payload === null) return null;
		const shift = (this.#shift ??= this.#begin(packet, cut, now));
		const ahead = distance(packet.sequence, shift.highest);
		if (shift.after + ahead < 0) return null;
		if (ahead > 0) Object.assign(shift, { highest: packet.sequence, after: shift.after + ahead });
		const sequence = (packet.sequence + shift.sequence) & 0xffff;
		const timestamp = (packet.timestamp + shift.timestamp) >>> 0;
		this.#note(sequence, timestamp, now);
		return this.#write({ sequence, timestamp, payload, payloadType: cut.payloadType, marker: packet.marker });
	}

	/** A black picture, between two sources or where there is none. */
	black(payloadType: number, now: number): Buffer {
		const { sequence, timestamp } = this.#next(90_000, now);
		this.#note(sequence, timestamp, now);
		// What follows is placed after it.
		this.#shift = null;
		return this.#write({ sequence, timestamp, payload: Buffer.concat([Buffer.from([0x10]), BLACK]), payloadType, marker: true });
	}

	#begin(packet: RtpPacket, { clockRate }: Cut, now: number): Shift {
		const next = this.#next(clockRate, now);
		return { sequence: next.sequence - packet.sequence, timestamp: next.timestamp - packet.timestamp, highest: packet.sequence, after: 0 };
	}

	/** Time goes on by the clock between two sources, by a fiftieth of a second at least. */
	#next(clockRate: number, now: number): { sequence: number; timestamp: number } {
		const { sequence, timestamp, sent } = this.#last;
		const passed = sent === null ? 0 : Math.max(20, now - sent);
		return { sequence: (sequence + 1) & 0xffff, timestamp: (timestamp + Math.round((passed * clockRate) / 1_000)) >>> 0 };
	}

	#note(sequence: number, timestamp: number, now: number): void {
		if (distance(sequence, this.#last.sequence) > 0) this.#last = { sequence, timestamp, sent: now };
	}

	#write({ sequence, timestamp, payload, payloadType, marker }: { sequence: number; timestamp: number; payload: Buffer; payloadType: number; marker: boolean }): Buffer {
		const packet = Buffer.allocUnsafe(12 + payload.length);
		packet.writeUInt8(0x80, 0);
		packet.writeUInt8((marker ? 0x80 : 0) | payloadType, 1);
		packet.writeUInt16BE(sequence, 2);
		packet.writeUInt32BE(timestamp, 4);
		packet.writeUInt32BE(this.#ssrc, 8);
		packet.set(payload, 12);
		return packet;
	}
}

/** From one sequence number to another, the shorter way round. */
const distance = (to: number, from: number): number => ((to - from + 0x8000) & 0xffff) - 0x8000;

function withoutNames(payload: Buffer): Buffer | null {
	const vp8 = readVp8(payload);
	return vp8 === null ? null : Buffer.concat([Buffer.from([payload.readUInt8(0) & PLAIN]), vp8.data]);
}
