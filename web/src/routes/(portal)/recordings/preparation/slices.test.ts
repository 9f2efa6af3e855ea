import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxes, fit, FRAME, FRAME_MS, STRIP_TILES } from './geometry.ts';
import { rangesFor } from './originals.ts';
import { initials } from './picture.ts';
import { layoutAt, planSlices, sliceSpan } from './slices.ts';
import type { Timeline, Track } from './timeline.ts';
import { Peaks } from './waveform.ts';

const track = (participant: string, source: Track['source'], from: number, to: number): Track => ({ file: `${participant}-${source}-${from}`, participant, name: participant, source, kind: source === 'camera' || source === 'screen' ? 'video' : 'audio', width: 1280, height: 720, from, to });
const timelineOf = (parts: Partial<Timeline>): Timeline => ({ openedAt: 0, durationMs: 60_000, tracks: [], people: [], speaking: [], chat: [], hands: [], paused: [], gaps: [], council: [], ...parts });
const person = (id: string, from = 0, to = 60_000) => ({ id, name: id, present: [{ from, to }] });

describe('plan', () => {
	it('covers every frame once, in slices of at most a minute, whatever happens in the meeting', () => {
		const spans = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: -2_000, max: 400_000 }), fc.integer({ min: 1, max: 200_000 })), { maxLength: 30 });
		fc.assert(
			fc.property(spans, spans, fc.integer({ min: 0, max: 300_000 }), (cameras, talk, durationMs) => {
				const tracks = cameras.map(([id, from, length]) => track(id, 'camera', from, from + length));
				const speaking = talk.map(([participant, from, length]) => ({ participant, from: Math.max(0, from), to: Math.max(0, from) + length }));
				const slices = planSlices(timelineOf({ durationMs, tracks, speaking, people: [person('a'), person('b', 5_000), person('c', 20_000, 30_000)] }));
				let next = 0;
				for (const slice of slices) {
					expect(slice.firstFrame).toBe(next);
					expect(slice.frames).toBeGreaterThan(0);
					expect(slice.frames * FRAME_MS).toBeLessThanOrEqual(60_000);
					next += slice.frames;
				}
				expect(Math.abs(next * FRAME_MS - durationMs)).toBeLessThanOrEqual(FRAME_MS);
			})
		);
	});

	it('cuts where the layout changes and nowhere else', () => {
		const slices = planSlices(timelineOf({ durationMs: 100_000, people: [person('a', 0, 100_000), person('b', 10_000, 100_000)], tracks: [track('a', 'camera', 0, 100_000)], speaking: [{ participant: 'a', from: 0, to: 20_000 }] }));
		expect(slices.map((slice) => [sliceSpan(slice).from, sliceSpan(slice).to])).toEqual([[0, 10_000], [10_000, 70_000], [70_000, 100_000]]);
	});

	it('hears only the sounds that fall into the slice', () => {
		const tracks = [track('a', 'microphone', 0, 5_000), track('b', 'microphone', 90_000, 95_000)];
		const slices = planSlices(timelineOf({ durationMs: 100_000, tracks, people: [person('a', 0, 100_000)] }));
		expect(slices.map((slice) => slice.sounds.map((sound) => sound.participant))).toEqual([['a'], ['b']]);
	});
});

describe('layout', () => {
	const people = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => person(id));
	const cameras = ['b', 'd'].map((id) => track(id, 'camera', 0, 60_000));

	it('shows the speaker large, faces before names, and says how many do not fit', () => {
		const layout = layoutAt({ timeline: timelineOf({ people, tracks: cameras }), floor: [{ participant: 'c', from: 0, to: 60_000 }], at: 1_000 });
		expect(layout.large?.participant).toBe('c');
		expect(layout.strip.map((tile) => tile.participant)).toEqual(['b', 'd', 'a', 'e', 'f']);
		expect(layout.more).toBe(1);
	});

	it('shows a shared screen large and keeps the speaker first in the strip', () => {
		const layout = layoutAt({ timeline: timelineOf({ people, tracks: [...cameras, track('b', 'screen', 0, 60_000)] }), floor: [{ participant: 'd', from: 0, to: 60_000 }], at: 1_000 });
		expect([layout.kind, layout.large?.track?.source, layout.strip[0]?.participant, layout.strip[0]?.speaking]).toEqual(['screen', 'screen', 'd', true]);
	});

	it.each([
		{ name: 'a pause', timeline: timelineOf({ people, paused: [{ from: 0, to: 5_000 }] }), kind: 'paused' },
		{ name: 'an empty room', timeline: timelineOf({}), kind: 'empty' }
	])('has a card for $name', ({ timeline, kind }) => {
		expect(layoutAt({ timeline, floor: [], at: 1_000 })).toMatchObject({ kind, large: null });
	});
});

describe('geometry', () => {
	it('keeps every tile inside the frame and apart from the others', () => {
		for (let count = 0; count <= STRIP_TILES; count++) {
			const { large, strip } = boxes(count);
			for (const [index, box] of [large, ...strip].entries()) {
				expect(box.x + box.width).toBeLessThanOrEqual(FRAME.width);
				expect(box.y + box.height).toBeLessThanOrEqual(FRAME.height);
				expect([box.x, box.y, box.width, box.height].every((n) => n >= 0 && n % 2 === 0)).toBe(true);
				const next = strip[index];
				if (next && index > 0) expect(next.y).toBeGreaterThanOrEqual(box.y + box.height);
			}
		}
	});

	it('never scales beyond its box without cropping, nor below it with cropping', () => {
		fc.assert(
			fc.property(fc.integer({ min: 16, max: 4_096 }), fc.integer({ min: 16, max: 4_096 }), fc.constantFrom('cover' as const, 'contain' as const), (width, height, mode) => {
				const { large: box } = boxes(3);
				const { scale, crop } = fit({ source: { width, height }, box, mode });
				if (crop) expect(scale.width >= box.width && scale.height >= box.height).toBe(true);
				else expect(scale.width <= box.width && scale.height <= box.height).toBe(true);
			})
		);
	});

	it('shows a phone held upright whole', () => {
		expect(fit({ source: { width: 360, height: 640 }, box: boxes(0).large, mode: 'cover' }).crop).toBe(false);
	});
});

describe('byte ranges', () => {
	const piece = (number: number, start: number, key_frame: boolean) => ({ number, offset: number * 100, bytes: 100, start, key_frame });
	const pieces = [piece(0, 0, true), piece(1, 0, true), piece(2, 4_000, true), piece(3, 8_000, false), piece(4, 12_000, true), piece(5, 16_000, true)];
	it('begins one piece before the key frame and ends with the last piece that plays', () => {
		expect(rangesFor({ pieces, span: { from: 9_000, to: 11_000 } })).toEqual({ header: { offset: 0, length: 100 }, media: { offset: 100, length: 300 } });
	});
	it('is null where the file has nothing', () => {
		expect(rangesFor({ pieces: [piece(0, 0, true)], span: { from: 0, to: 1 } })).toBeNull();
	});
});

it.each([['MUDr. Petr Šťastný, Ph.D.', 'PŠ'], ['Žofie', 'Ž'], ['', '?'], ['Ing. Jana Nováková Dvořáková', 'JD']])('initials of %s are %s', (name, expected) => {
	expect(initials(name)).toBe(expected);
});

it('a waveform shows where it was loud, and quiet noise stays low', () => {
	const peaks = new Peaks({ samples: 100, points: 4 });
	peaks.add(Int16Array.from({ length: 60 }, (_, i) => (i === 30 ? -32_768 : 10)));
	peaks.add(Int16Array.from({ length: 40 }, () => 100));
	expect(peaks.result()).toEqual([0, 255, 1, 1]);
});
