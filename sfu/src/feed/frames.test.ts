import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeMessage, encodeRtp, FrameReader, maxFrameBytes } from './frames.ts';

type Seen = ['rtp', number, number, number, string] | ['message', number, unknown];

function collector(): { seen: Seen[]; reader: FrameReader } {
	const seen: Seen[] = [];
	const reader = new FrameReader({
		rtp: (number, track, arrival, packet) => seen.push(['rtp', number, track, arrival, packet.toString('hex')]),
		message: (number, message) => seen.push(['message', number, message])
	});
	return { seen, reader };
}

const packet = fc.record({ track: fc.nat(), arrival: fc.double({ noNaN: true }), bytes: fc.uint8Array({ maxLength: 1_500 }) });

test('whatever is written is read again, however the bytes are cut', () => {
	fc.assert(
		fc.property(fc.array(fc.oneof(packet, fc.json()), { maxLength: 20 }), fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (things, cuts) => {
			const expected: Seen[] = [];
			const frames = things.map((thing, index) => {
				const number = index + 1;
				if (typeof thing === 'string') {
					const message: unknown = JSON.parse(thing);
					expected.push(['message', number, JSON.parse(JSON.stringify(message))]);
					return encodeMessage(number, message);
				}
				expected.push(['rtp', number, thing.track, thing.arrival, Buffer.from(thing.bytes).toString('hex')]);
				return encodeRtp(number, thing.track, thing.arrival, thing.bytes);
			});
			const bytes = Buffer.concat(frames);
			const { seen, reader } = collector();
			for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
				const length = cuts[turn % cuts.length] ?? 1;
				reader.push(bytes.subarray(at, at + length));
				at += length;
			}
			expect(seen).toEqual(expected);
		})
	);
});

test('arbitrary bytes are refused or waited for, and nothing else happens', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
			const { seen, reader } = collector();
			try {
				reader.push(Buffer.from(bytes));
			} catch (error) {
				expect(error).toBeInstanceOf(Error);
			}
			expect(seen.every(([kind]) => kind === 'rtp' || kind === 'message')).toBe(true);
		})
	);
});

test('a frame that claims to be larger than any of ours is refused before its bytes come', () => {
	const head = Buffer.alloc(4);
	head.writeUInt32BE(maxFrameBytes + 1);
	expect(() => collector().reader.push(head)).toThrow(/not one of ours/);
});
