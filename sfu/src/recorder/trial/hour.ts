/** People who clap every second, for as long as it takes clocks to drift apart, in accelerated time. */
import { PublisherClock } from '../publisher-clock.ts';
import { Marks, packet, trackMessage, zero } from './synthetic.ts';

export interface Person {
	/** How fast the person's clock runs against ours, in parts per million. */
	clockPpm: number;
	/** How fast the sound card runs against the person's clock. */
	soundPpm: number;
	/** Smallest delay of the network, ms. */
	delay: number;
	seed: number;
	/** How long one simulcast layer is recorded until it is the other's turn, s. */
	layerFor?: number;
}

export interface Recorded {
	sound: Marks;
	picture: Marks;
}

/** Each layer has RTP timestamps of its own; a consumer's go on in those of the layer it began with. */
const layers = [
	{ rtpBase: 4_200_000_000, size: { width: 320, height: 180 } },
	{ rtpBase: 1_100_000_000, size: { width: 1280, height: 720 } }
] as const;
/** Sender reports and the worker's sums of two of them err by up to this, in ms. */
const reportJitter = 4;

/** Small, repeatable noise in 0 … 1. */
function noise(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
		return state / 2 ** 31;
	};
}

/** Sound and picture of one person as recorded; a frame's mark is the true time since zero, in ms. */
export function record({ clockPpm, soundPpm, delay, seed, layerFor = Infinity }: Person, seconds: number): Recorded {
	const random = noise(seed);
	const publisher = new PublisherClock();
	const sound = new Marks();
	const picture = new Marks();
	const audio = sound.track(trackMessage('audio', 1), publisher);
	const video = picture.track(trackMessage('video', 2), publisher);
	const own = (real: number) => real * (1 + clockPpm / 1e6) + 86_400_000;
	const audioRtp = (real: number) => Math.round(own(real) * (1 + soundPpm / 1e6) * 48) + 4_000_000_000;
	const videoRtp = (real: number) => Math.round(own(real) * 90);
	let sounds = 65_000;
	let pictures = 65_000;
	let layer: (typeof layers)[number] = layers[0];
	let seam = 0;
	for (let time = 0; time < seconds * 1000; time += 20) {
		const arrival = zero + time + delay + random() ** 4 * 60;
		if (time % 5_000 === 0) audio.report({ timestamp: audioRtp(time) % 2 ** 32, ntp: own(time) + random() * reportJitter, arrival });
		audio.rtp((sounds += 1), arrival, packet({ kind: 'audio', sequence: sounds, timestamp: audioRtp(time), mark: time }), arrival);
		if (time % 40 !== 0) continue;
		const now = layers[Math.floor(time / 1000 / layerFor) % 2 === 0 ? 0 : 1];
		const switched = now !== layer;
		// Back in its first layer the consumer's timestamps are the publisher's own again.
		if (switched) seam = now === layers[0] ? 0 : Math.round((random() - random()) * reportJitter * 90);
		layer = now;
		// A picture takes longer to encode than a sound.
		const late = arrival + 25 + random() * 20;
		// Only the layer that is recorded is sent, and its reports speak of its own timestamps.
		if (time % 1_000 === 0) video.report({ timestamp: (videoRtp(time) + layer.rtpBase) % 2 ** 32, ntp: own(time) + random() * reportJitter, arrival: late });
		video.rtp((pictures += 1), late, packet({ kind: 'video', sequence: pictures, timestamp: videoRtp(time) + layers[0].rtpBase + seam, key: switched || time % 4_000 === 0, mark: time, size: layer.size }), late);
	}
	audio.end();
	video.end();
	return { sound, picture };
}

/** How far the claps of two people lie apart, in ms: at most within a person, and at most between them. Throws when a clap is missing. */
export function spread([one, other]: [Recorded, Recorded], seconds: number): { lips: number; people: number } {
	let lips = 0;
	let people = 0;
	for (let clap = 10_000; clap < (seconds - 5) * 1000; clap += 1_000) {
		const [a, av, p, pv] = [one.sound, one.picture, other.sound, other.picture].map(({ times }) => times.get(clap));
		if (a === undefined || av === undefined || p === undefined || pv === undefined) throw new Error(`no clap at ${clap}`);
		lips = Math.max(lips, Math.abs(a - av), Math.abs(p - pv));
		people = Math.max(people, Math.abs(a - p), Math.abs(av - pv));
	}
	return { lips, people };
}

/** Two people whose clocks and sound cards run 100 ppm off, in opposite directions. */
export function anHourApart({ seconds = 3_600, layerFor }: { seconds?: number; layerFor?: number } = {}): { anna: Recorded; petr: Recorded; lips: number; people: number } {
	const anna = record({ clockPpm: 100, soundPpm: -100, delay: 20, seed: 1, layerFor }, seconds);
	const petr = record({ clockPpm: -100, soundPpm: 100, delay: 80, seed: 2, layerFor }, seconds);
	return { anna, petr, ...spread([anna, petr], seconds) };
}
