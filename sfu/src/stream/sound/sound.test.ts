import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limited, RATE, sampleAt, toPcm } from './mix.ts';
import { Timeline } from './timeline.ts';

const zero = Date.UTC(2026, 10, 23);
/** 20 ms of a constant. */
const packet = (level: number) => new Float32Array(RATE / 50).fill(level);
const heard = (timeline: Timeline, from: number, ms: number): number[] => {
	const mixed = new Float32Array((RATE / 1_000) * ms * 2);
	timeline.addTo(mixed, sampleAt(from));
	return [...mixed].filter((_, index) => index % 2 === 0);
};

test('the sum never leaves full scale, grows with what is added, and is itself while it is quiet', () => {
	fc.assert(
		fc.property(fc.double({ min: -100, max: 100, noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true }), (sample, more) => {
			expect(Math.abs(limited(sample))).toBeLessThanOrEqual(1);
			expect(limited(sample + more)).toBeGreaterThanOrEqual(limited(sample));
		})
	);
	expect(limited(0.5)).toBe(0.5);
	expect(toPcm(new Float32Array([0, 50, -50])).readInt16LE(2)).toBe(32_767);
});

test('sound is heard where it belongs; jitter of its clock makes no holes; silence is silence', () => {
	const timeline = new Timeline(zero);
	for (const [index, jitter] of [0, 7, -9, 12, 3].entries()) timeline.write(zero + 100 + index * 20 + jitter, packet(0.5), packet(0.5));
	const samples = heard(timeline, zero, 300);
	expect(samples.findIndex((sample) => sample !== 0)).toBe(RATE / 10);
	expect(samples.filter((sample) => sample === 0.5)).toHaveLength(RATE / 10);
	expect(heard(timeline, zero + 300, 100).every((sample) => sample === 0)).toBe(true);
});

test('however it is written and read, each sample is heard once, at its place, and nothing else', () => {
	fc.assert(
		fc.property(fc.array(fc.record({ gap: fc.integer({ min: 0, max: 60 }), packets: fc.integer({ min: 1, max: 30 }) }), { minLength: 1, maxLength: 12 }), fc.integer({ min: 20, max: 400 }), (bursts, step) => {
			const timeline = new Timeline(zero);
			const wanted = new Map<number, number>();
			let [at, read] = [40, 0];
			const out: number[] = [];
			const readUntil = (end: number) => {
				for (; read + step <= end; read += step) out.push(...heard(timeline, zero + read, step));
			};
			for (const { gap, packets } of bursts) {
				at += gap * 100;
				for (let number = 0; number < packets; number += 1, at += 20) {
					readUntil(at - 20);
					timeline.write(zero + at, packet(0.25), packet(0.25));
					wanted.set(at, 0.25);
				}
			}
			readUntil(at + 500);
			for (const [index, sample] of out.entries()) {
				if (index % 960 !== 480) continue;
				expect(sample).toBe(wanted.get(Math.floor(index / 960) * 20) ?? 0);
			}
		}),
		{ numRuns: 30 }
	);
});

test('what comes late or belongs before the beginning is never heard, not even a ring later', () => {
	const timeline = new Timeline(zero);
	timeline.write(zero - 30, packet(0.9), packet(0.9));
	expect(heard(timeline, zero, 100).every((sample) => sample === 0)).toBe(true);
	timeline.write(zero + 20, packet(0.9), packet(0.9));
	for (let at = 100; at < 10_000; at += 100) expect(heard(timeline, zero + at, 100).every((sample) => sample === 0)).toBe(true);
});

test('a pause of the listener longer than the ring brings nothing old back', () => {
	const timeline = new Timeline(zero);
	for (let at = 0; at < 4_000; at += 20) timeline.write(zero + at, packet(0.4), packet(0.4));
	expect(heard(timeline, zero + 9_000, 100).every((sample) => sample === 0)).toBe(true);
	expect(heard(timeline, zero + 9_100, 4_000).every((sample) => sample === 0)).toBe(true);
});
