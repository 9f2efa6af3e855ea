import { expect, test } from 'vitest';
import { anHourApart, record } from './trial/hour.ts';
import { Marks, packet, trackMessage, zero } from './trial/synthetic.ts';

test.each([
	['in one layer', undefined, 1],
	['with layer switches', 420, 9]
])('an hour with clocks 100 ppm apart, %s: sound and picture of a person stay within 40 ms, people within 100 ms', (_name, layerFor, stretches) => {
	const { anna, petr, lips, people } = anHourApart({ layerFor });
	expect(lips).toBeLessThanOrEqual(40);
	expect(people).toBeLessThanOrEqual(100);
	for (const { sound, picture } of [anna, petr]) {
		expect(picture.times.size).toBe(3_600 * 25);
		expect(sound.times.size).toBe(3_600 * 50);
		const widths = picture.pieces.map(({ size }) => size?.width);
		expect(widths.filter((width, index) => width !== widths[index - 1])).toHaveLength(stretches);
	}
});

test('no piece is longer than four seconds, pictures begin with key frames, and key frames are asked for in time', () => {
	const { sound, picture } = record({ clockPpm: 0, soundPpm: 0, delay: 20, seed: 3 }, 60);
	for (const { times, tail } of [...sound.pieces, ...picture.pieces]) expect((times.at(-1) ?? 0) + tail - (times[0] ?? 0)).toBeLessThanOrEqual(4_000);
	expect(picture.keyFramesAsked).toBeGreaterThanOrEqual(14);
});

/** A microphone that is muted from the tenth to the seventieth second. */
function muted(clockStands: boolean) {
	const marks = new Marks();
	const track = marks.track(trackMessage('audio', 1));
	let timestamp = 5_000;
	let sequence = 0;
	for (let time = 0; time < 80_000; time += 20) {
		const silent = time >= 10_000 && time < 70_000;
		if (time === 10_000) track.hold();
		if (silent && clockStands) continue;
		timestamp += 960;
		if (silent) continue;
		sequence += 1;
		track.rtp(sequence, zero + time + 30, packet({ kind: 'audio', sequence, timestamp, mark: time }), zero + time);
	}
	track.end();
	return marks.times;
}

test.each([
	['goes on', false],
	['stands still', true]
])("a mute is a hole in time, not a shorter file, when the publisher's RTP clock %s", (_name, clockStands) => {
	const times = muted(clockStands);
	const before = times.get(9_980) ?? NaN;
	const after = times.get(70_000) ?? NaN;
	expect(Math.abs(after - before - 60_020)).toBeLessThanOrEqual(40);
	expect(times.has(40_000)).toBe(false);
});

test('a picture with a lost packet is left out until the next key frame, and the file says so', () => {
	const marks = new Marks();
	const track = marks.track(trackMessage('video', 1));
	for (let index = 0; index < 200; index += 1) {
		if (index === 50) continue;
		const arrival = zero + index * 40;
		track.rtp(index, arrival, packet({ kind: 'video', sequence: index, timestamp: index * 3_600, key: index % 100 === 0, mark: index }), arrival);
		track.tick(arrival);
	}
	track.end();
	expect([...marks.times.keys()]).toEqual([...Array.from({ length: 50 }, (_, index) => index), ...Array.from({ length: 100 }, (_, index) => index + 100)]);
	const gaps = marks.pieces.flatMap((piece) => piece.gaps);
	expect(gaps).toEqual([{ from: 49 * 40, to: 4_000, reason: 'packets-lost' }]);
	expect(marks.keyFramesAsked).toBeGreaterThan(0);
});

test('a network that stalls for three seconds and then delivers everything changes nothing', () => {
	const marks = new Marks();
	const track = marks.track(trackMessage('audio', 1));
	for (let index = 0; index < 1_000; index += 1) {
		const time = index * 20;
		const arrival = zero + (time >= 8_000 && time < 11_000 ? 11_000 : time);
		track.rtp(index, arrival, packet({ kind: 'audio', sequence: index, timestamp: index * 960, mark: time }), arrival);
	}
	track.end();
	for (const [mark, time] of marks.times) expect(Math.abs(time - mark)).toBeLessThanOrEqual(2);
});
