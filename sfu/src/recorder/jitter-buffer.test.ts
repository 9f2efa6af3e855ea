import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JitterBuffer } from './jitter-buffer.ts';

interface Packet {
	sequence: number;
	arrival: number;
	number: number;
}

function buffer(after: number | null = null) {
	const delivered: { extended: number; lost: number }[] = [];
	const jitter = new JitterBuffer<Packet>({ after, deliver: (_packet, extended, lost) => delivered.push({ extended, lost }) });
	let number = 0;
	const push = (extended: number, arrival: number) => jitter.push({ sequence: ((extended % 65_536) + 65_536) % 65_536, arrival, number: (number += 1) });
	return { delivered, jitter, push };
}

test('packets shuffled within a second and doubled come out once each and in order, across the wrap of the sequence number', () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 65_535 }), fc.array(fc.nat(15), { minLength: 2, maxLength: 200 }), fc.array(fc.nat(199)), (start, delays, doubles) => {
			const { delivered, push } = buffer();
			const sent = delays.map((delay, index) => ({ extended: start + index, at: index === 0 ? 0 : index * 10 + delay * 10 }));
			const twice = doubles.flatMap((index) => sent[index] ?? []).map(({ extended, at }) => ({ extended, at: at + 5 }));
			for (const { extended, at } of [...sent, ...twice].toSorted((a, b) => a.at - b.at)) push(extended, at + 1);
			expect(delivered).toEqual(sent.map(({ extended }) => ({ extended, lost: 0 })));
		})
	);
});

test('a packet that never comes is given up after a second, and counted', () => {
	const { delivered, push } = buffer();
	push(10, 0);
	for (let index = 13; index < 80; index += 1) push(index, (index - 10) * 20);
	expect(delivered[1]).toEqual({ extended: 13, lost: 2 });
	expect(delivered.at(-1)).toEqual({ extended: 79, lost: 0 });
});

test('a retransmission within the second heals the hole', () => {
	const { delivered, push } = buffer();
	push(1, 0);
	for (let index = 3; index < 40; index += 1) push(index, index * 20);
	push(2, 900);
	expect(delivered.every(({ lost }) => lost === 0)).toBe(true);
	expect(delivered).toHaveLength(39);
});

test('nobody comes any more: what waits is delivered by the clock', () => {
	const { delivered, jitter, push } = buffer();
	push(1, 0);
	push(3, 20);
	jitter.tick(500);
	expect(delivered).toHaveLength(1);
	jitter.tick(1_100);
	expect(delivered.at(-1)).toEqual({ extended: 3, lost: 1 });
});

test('a file that is continued takes up after its last packet and drops what was written', () => {
	const { delivered, push } = buffer(65_540);
	for (let index = 65_530; index < 65_550; index += 1) push(index, 0);
	expect(delivered.map(({ extended }) => extended)).toEqual([65_541, 65_542, 65_543, 65_544, 65_545, 65_546, 65_547, 65_548, 65_549]);
});

test('a sender that counts anew is followed, upwards', () => {
	const { delivered, push } = buffer();
	for (let index = 30_000; index < 30_010; index += 1) push(index, 0);
	for (let index = 100; index < 110; index += 1) push(index, 100);
	const extended = delivered.map((packet) => packet.extended);
	expect(extended).toEqual(extended.toSorted((a, b) => a - b));
	expect(delivered.length).toBeGreaterThanOrEqual(19);
});
