import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RtpHeader, RtpPacket, Vp8RtpPayload } from 'werift-rtp';
import { readRtp, readVp8, vp8KeyFrameSize } from './rtp-packet.ts';
import { unwrap } from './wrap.ts';

const header = fc.record({
	payloadType: fc.integer({ min: 0, max: 127 }),
	sequenceNumber: fc.integer({ min: 0, max: 65_535 }),
	timestamp: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
	ssrc: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
	marker: fc.boolean()
});

test('packets are read as werift reads and writes them, with the capture time from either kind of extension', () => {
	fc.assert(
		fc.property(header, fc.uint8Array({ minLength: 1, maxLength: 1_200 }), fc.option(fc.integer({ min: 1_000_000_000_000, max: 2_000_000_000_000 })), fc.constantFrom(0xbede as const, 0x1000 as const), (fields, payload, captured, profile) => {
			const time = Buffer.alloc(16);
			if (captured !== null) {
				time.writeUInt32BE(Math.floor(captured / 1000) + 2_208_988_800, 0);
				time.writeUInt32BE(Math.floor(((captured % 1000) / 1000) * 2 ** 32), 4);
			}
			const extensions = [{ id: 1, payload: Buffer.from([7]) }, ...(captured === null ? [] : [{ id: 13, payload: time }])];
			const bytes = new RtpPacket(new RtpHeader({ ...fields, extension: true, extensionProfile: profile, extensions }), Buffer.from(payload)).serialize();
			const read = readRtp(bytes, 13);
			expect(read).toMatchObject({ payloadType: fields.payloadType, sequence: fields.sequenceNumber, timestamp: fields.timestamp, ssrc: fields.ssrc, marker: fields.marker });
			expect(read?.payload.equals(Buffer.from(payload))).toBe(true);
			if (captured === null) expect(read?.capturedAt).toBeNull();
			else expect(Math.abs((read?.capturedAt ?? 0) - captured)).toBeLessThan(0.01);
		})
	);
});

test('arbitrary bytes are no packet or a packet, never an exception', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 80 }), fc.option(fc.integer({ min: 1, max: 14 })), (bytes, id) => {
			const packet = readRtp(Buffer.from(bytes), id);
			if (packet !== null) readVp8(packet.payload);
			vp8KeyFrameSize(Buffer.from(bytes));
		}),
		{ numRuns: 2_000 }
	);
});

test("VP8's descriptor is taken off as werift does", () => {
	const descriptor = fc.record({ start: fc.boolean(), picture: fc.constantFrom(0, 7, 15), level: fc.boolean(), temporal: fc.boolean() });
	fc.assert(
		fc.property(descriptor, fc.uint8Array({ minLength: 12, maxLength: 40 }), ({ start, picture, level, temporal }, data) => {
			const extended = picture > 0 || level || temporal;
			const bytes = [(extended ? 0x80 : 0) | (start ? 0x10 : 0)];
			if (extended) bytes.push((picture > 0 ? 0x80 : 0) | (level ? 0x40 : 0) | (temporal ? 0x20 : 0));
			if (picture === 7) bytes.push(0x11);
			if (picture === 15) bytes.push(0x91, 0x22);
			if (level) bytes.push(5);
			// werift reads TL0PICIDX and TID together or not at all; we follow RFC 7741, so the oracle is only asked where both agree.
			if (temporal) bytes.push(0x40);
			const payload = Buffer.from([...bytes, ...data]);
			const read = readVp8(payload);
			expect(read?.data.equals(Buffer.from(data))).toBe(true);
			expect(read?.begins).toBe(start);
			if (level === temporal) expect(Vp8RtpPayload.deSerialize(payload).payload.equals(read?.data ?? Buffer.alloc(0))).toBe(true);
		})
	);
});

test('numbers go on counting where RTP begins again', () => {
	fc.assert(
		fc.property(fc.integer({ min: -1_000_000, max: 2 ** 45 }), fc.integer({ min: -32_000, max: 32_000 }), (reference, step) => {
			const value = reference + step;
			expect(unwrap(((value % 65_536) + 65_536) % 65_536, reference, 16)).toBe(value);
			expect(unwrap(((value % 2 ** 32) + 2 ** 32) % 2 ** 32, reference, 32)).toBe(value);
		})
	);
});
