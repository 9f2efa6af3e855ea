import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ring } from './ring.ts';

const frame = (number: number, bytes = 100, droppable: string | null = 'r') => ({ number, at: number * 10, droppable, bytes: Buffer.alloc(bytes, number) });

function takeAll(ring: Ring): number[] {
	const numbers: number[] = [];
	for (let bytes = ring.take(); bytes !== undefined; bytes = ring.take()) numbers.push(bytes.readUInt8(0));
	return numbers;
}

test('after a rewind everything unacknowledged comes again, in order, and nothing else', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(120), fc.nat(120), (count, sent, acknowledged) => {
			const ring = new Ring(1 << 20);
			for (let number = 1; number <= count; number += 1) ring.push(frame(number));
			for (let taken = 0; taken < sent; taken += 1) ring.take();
			ring.acknowledge(acknowledged);
			ring.rewind();
			expect(takeAll(ring)).toEqual(Array.from({ length: Math.max(0, count - acknowledged) }, (_, index) => acknowledged + index + 1));
			expect(ring.bytes).toBe(Math.max(0, count - acknowledged) * 100);
		})
	);
});

test('a full ring lets the oldest packets go, says so, and keeps every message', () => {
	const ring = new Ring(1_000);
	expect(ring.push(frame(1, 100, null))).toEqual([]);
	const dropped = [];
	for (let number = 2; number <= 20; number += 1) dropped.push(...ring.push(frame(number)));
	expect(ring.bytes).toBeLessThanOrEqual(1_000);
	expect(dropped.reduce((sum, { packets }) => sum + packets, 0)).toBe(20 - ring.length);
	expect(dropped[0]).toMatchObject({ recording: 'r', from: 20 });
	const kept = takeAll(ring);
	expect(kept[0]).toBe(1);
	expect(kept.at(-1)).toBe(20);
});

test('what was dropped is not sent, and what was sent is not sent twice', () => {
	const ring = new Ring(1_000);
	for (let number = 1; number <= 9; number += 1) ring.push(frame(number));
	const first = [ring.take(), ring.take(), ring.take()].map((bytes) => bytes?.readUInt8(0));
	expect(first).toEqual([1, 2, 3]);
	for (let number = 10; number <= 12; number += 1) ring.push(frame(number));
	const rest = takeAll(ring);
	expect(rest.filter((number) => number <= 3)).toEqual([]);
	expect(rest).toEqual(rest.toSorted((a, b) => a - b));
	expect(rest.at(-1)).toBe(12);
});
