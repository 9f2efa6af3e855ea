import { expect, test } from 'vitest';
import { RtpPacket as Werift } from 'werift-rtp';
import { readVp8, vp8KeyFrameSize } from '../recorder/rtp-packet.ts';
import { Splice } from './splice.ts';

function packet({ sequence, timestamp, payload = Buffer.from([1, 2, 3]), marker = false }: { sequence: number; timestamp: number; payload?: Buffer; marker?: boolean }): Buffer {
	const header = Buffer.alloc(12);
	header.writeUInt8(0x80, 0);
	header.writeUInt8((marker ? 0x80 : 0) | 105, 1);
	header.writeUInt16BE(sequence & 0xffff, 2);
	header.writeUInt32BE(timestamp >>> 0, 4);
	header.writeUInt32BE(77, 8);
	return Buffer.concat([header, payload]);
}
const read = (bytes: Buffer | null) => {
	if (bytes === null) return null;
	const { header, payload } = Werift.deSerialize(bytes);
	return { sequence: header.sequenceNumber, timestamp: header.timestamp, ssrc: header.ssrc, type: header.payloadType, marker: header.marker, payload };
};
const must = (bytes: Buffer | null) => {
	const found = read(bytes);
	if (found === null) throw new Error('nothing came');
	return found;
};

test('over cuts, wraps and losses the numbers of a stream go on, and its time by the clock', () => {
	const splice = new Splice(5);
	splice.cut({ payloadType: 96, clockRate: 90_000, vp8: false });
	const first = must(splice.take(packet({ sequence: 65_534, timestamp: 0xffff_ff00 }), 1_000));
	const second = must(splice.take(packet({ sequence: 65_535, timestamp: 0xffff_ff00, marker: true }), 1_001));
	const lost = must(splice.take(packet({ sequence: 1, timestamp: 0xffff_ff00 + 3_000 }), 1_033));
	const late = must(splice.take(packet({ sequence: 0, timestamp: 0xffff_ff00 + 3_000 }), 1_040));
	expect([second, lost, late].map(({ sequence }) => (sequence - first.sequence) & 0xffff)).toEqual([1, 3, 2]);
	expect(second).toMatchObject({ ssrc: 5, type: 96, marker: true, timestamp: first.timestamp });
	expect((lost.timestamp - first.timestamp) >>> 0).toBe(3_000);
	expect(splice.take(packet({ sequence: 65_530, timestamp: 0 }), 1_041), 'from before the first').toBeNull();

	splice.cut({ payloadType: 111, clockRate: 90_000, vp8: false });
	const after = must(splice.take(packet({ sequence: 40_000, timestamp: 12 }), 2_033));
	expect((after.sequence - first.sequence) & 0xffff).toBe(4);
	expect((after.timestamp - lost.timestamp) >>> 0).toBe(90_000);
	expect(after).toMatchObject({ type: 111, ssrc: 5 });
});

test('far more than half of the numbers’ circle later they still go on', () => {
	const splice = new Splice(5);
	splice.cut({ payloadType: 96, clockRate: 90_000, vp8: false });
	const first = must(splice.take(packet({ sequence: 10, timestamp: 0 }), 0));
	for (let index = 1; index < 70_000; index += 1) {
		const { sequence } = must(splice.take(packet({ sequence: 10 + index, timestamp: index * 3_000 }), index * 33));
		if (sequence !== ((first.sequence + index) & 0xffff)) throw new Error(`packet ${String(index)} has another number`);
	}
});

test('VP8 loses the names of its pictures, and nothing else', () => {
	const splice = new Splice(5);
	splice.cut({ payloadType: 96, clockRate: 90_000, vp8: true });
	// Extended: picture id of 15 bits, TL0PICIDX, temporal layer.
	const { payload } = must(splice.take(packet({ sequence: 1, timestamp: 1, payload: Buffer.from([0x90, 0xe0, 0x81, 0x23, 0x05, 0x20, 9, 8, 7]) }), 1));
	expect([...payload]).toEqual([0x10, 9, 8, 7]);
	expect(splice.take(packet({ sequence: 2, timestamp: 1, payload: Buffer.from([0x90]) }), 2), 'cut short').toBeNull();
});

test('black is a key frame between two sources', () => {
	const splice = new Splice(5);
	splice.cut({ payloadType: 96, clockRate: 90_000, vp8: false });
	const before = must(splice.take(packet({ sequence: 1, timestamp: 1 }), 1_000));
	const black = must(splice.black(97, 2_000));
	const next = must(splice.take(packet({ sequence: 2, timestamp: 3_001 }), 2_033));
	expect([black, next].map(({ sequence }) => (sequence - before.sequence) & 0xffff)).toEqual([1, 2]);
	expect(black).toMatchObject({ type: 97, marker: true });
	expect(vp8KeyFrameSize(readVp8(black.payload)?.data ?? Buffer.alloc(0))).toEqual({ width: 16, height: 16 });
});
