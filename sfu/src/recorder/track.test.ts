import { expect, test } from 'vitest';
import { PublisherClock } from './publisher-clock.ts';
import { Marks, packet, trackMessage, zero } from './trial/synthetic.ts';

/** Small, repeatable noise in 0 … 1. */
function noise(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
		return state / 2 ** 31;
	};
}

interface Person {
	/** How fast the person's clock runs against ours, in parts per million. */
	clockPpm: number;
	/** How fast the sound card runs against the person's clock. */
	soundPpm: number;
	/** Smallest delay of the network, ms. */
	delay: number;
	seed: number;
}

/** One hour of a person who claps every second: where the claps lie in sound and picture. `mark` is the true ms since zero. */
function hour({ clockPpm, soundPpm, delay, seed }: Person, seconds: number) {
	const random = noise(seed);
	const publisher = new PublisherClock();
	const sound = new Marks();
	const picture = new Marks();
	const audio = sound.track(trackMessage('audio', 1), publisher);
	const video = picture.track(trackMessage('video', 2), publisher);
	const own = (real: number) => real * (1 + clockPpm / 1e6) + 86_400_000;
	const audioRtp = (real: number) => Math.round(own(real) * (1 + soundPpm / 1e6) * 48) + 4_000_000_000;
	const videoRtp = (real: number) => Math.round(own(real) * 90) + 4_200_000_000;
	let sounds = 65_000;
	let pictures = 65_000;
	for (let time = 0; time < seconds * 1000; time += 20) {
		const arrival = zero + time + delay + random() ** 4 * 60;
		if (time % 5_000 === 0) audio.report({ timestamp: audioRtp(time) % 2 ** 32, ntp: own(time) + random() * 4, arrival });
		audio.rtp((sounds += 1), arrival, packet({ kind: 'audio', sequence: sounds, timestamp: audioRtp(time), mark: time }), arrival);
		if (time % 40 === 0) {
			// A picture takes longer to encode than a sound.
			const late = arrival + 25 + random() * 20;
			if (time % 1_000 === 0) video.report({ timestamp: videoRtp(time) % 2 ** 32, ntp: own(time) + random() * 4, arrival: late });
			video.rtp((pictures += 1), late, packet({ kind: 'video', sequence: pictures, timestamp: videoRtp(time), key: time % 4_000 === 0, mark: time }), late);
		}
	}
	audio.end();
	video.end();
	return { sound, picture };
}

test('an hour with clocks 100 ppm apart: sound and picture of a person stay within 40 ms, people within 100 ms', () => {
	const anna = hour({ clockPpm: 100, soundPpm: -100, delay: 20, seed: 1 }, 3_600);
	const petr = hour({ clockPpm: -100, soundPpm: 100, delay: 80, seed: 2 }, 3_600);
	let lips = 0;
	let people = 0;
	for (let clap = 10_000; clap < 3_595_000; clap += 1_000) {
		const [a, av, p, pv] = [anna.sound, anna.picture, petr.sound, petr.picture].map(({ times }) => times.get(clap) ?? NaN);
		if (a === undefined || av === undefined || p === undefined || pv === undefined) throw new Error(`no clap at ${clap}`);
		lips = Math.max(lips, Math.abs(a - av), Math.abs(p - pv));
		people = Math.max(people, Math.abs(a - p), Math.abs(av - pv));
	}
	expect(lips).toBeLessThanOrEqual(40);
	expect(people).toBeLessThanOrEqual(100);
	expect(anna.picture.times.size).toBe(3_600 * 25);
	expect(anna.sound.times.size).toBe(3_600 * 50);
});

test('no piece is longer than four seconds, pictures begin with key frames, and key frames are asked for in time', () => {
	const { sound, picture } = hour({ clockPpm: 0, soundPpm: 0, delay: 20, seed: 3 }, 60);
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
