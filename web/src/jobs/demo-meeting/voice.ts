/**
 * Sound that rises, falls and pauses like speech without saying anything: a buzz like that of the vocal folds, shaped by the resonances
 * of a mouth that changes its vowel with every syllable (source-filter model of speech).
 */
import type { Turn } from './script.ts';

export const SAMPLE_RATE = 48_000;

/** First three resonances in Hz of a, e, i, o, u. */
const VOWELS: [number, number, number][] = [[750, 1200, 2500], [500, 1800, 2500], [300, 2200, 2900], [480, 900, 2400], [330, 700, 2300]];
const BANDWIDTHS = [80, 110, 160];
const LOUDNESS = 1_500;

interface Voice {
	turns: Turn[];
	seconds: number;
	/** Of the voice, in Hz. */
	pitch: number;
	/** The same seed always speaks the same. */
	seed: number;
}

/** One second of mono 16-bit samples after the other; true silence outside the turns. */
export function* speak({ turns, seconds, pitch, seed }: Voice): Generator<Int16Array> {
	const random = randomFrom(seed);
	const mouth = BANDWIDTHS.map(() => ({ a: 0, b: 0, gain: 0, y1: 0, y2: 0 }));
	let phase = 0;
	let syllable = { start: 0, end: 0, pitch, loud: 0 };
	for (let second = 0; second < seconds; second += 1) {
		const samples = new Int16Array(SAMPLE_RATE);
		for (let index = 0; index < SAMPLE_RATE; index += 1) {
			const time = second + index / SAMPLE_RATE;
			if (!turns.some(({ from, to }) => time >= from && time < to)) continue;
			if (time >= syllable.end) {
				syllable = nextSyllable(time, pitch, random);
				shape(mouth, VOWELS[Math.floor(random() * VOWELS.length)] ?? [500, 1500, 2500]);
			}
			phase += syllable.pitch / SAMPLE_RATE;
			const pulse = phase >= 1 ? 1 : 0;
			phase %= 1;
			const swell = Math.sin((Math.PI * (time - syllable.start)) / (syllable.end - syllable.start));
			let sum = 0;
			for (const one of mouth) {
				const y = one.gain * (pulse + (random() - 0.5) * 0.02) + one.a * one.y1 + one.b * one.y2;
				one.y2 = one.y1;
				one.y1 = y;
				sum += y;
			}
			samples[index] = Math.max(-32_768, Math.min(32_767, sum * swell * syllable.loud * LOUDNESS));
		}
		yield samples;
	}
}

function nextSyllable(start: number, pitch: number, random: () => number): { start: number; end: number; pitch: number; loud: number } {
	const pause = random() < 0.12;
	return { start, end: start + (pause ? 0.25 : 0.13 + random() * 0.14), pitch: pitch * (0.88 + random() * 0.28), loud: pause ? 0 : 0.6 + random() * 0.4 };
}

/** Two-pole resonators: centre and width decide the coefficients. */
function shape(mouth: { a: number; b: number; gain: number }[], vowel: [number, number, number]): void {
	mouth.forEach((one, index) => {
		const radius = Math.exp((-Math.PI * (BANDWIDTHS[index] ?? 100)) / SAMPLE_RATE);
		one.a = 2 * radius * Math.cos((2 * Math.PI * (vowel[index] ?? 500)) / SAMPLE_RATE);
		one.b = -radius * radius;
		one.gain = 0.4 / (index + 1);
	});
}

/** A small generator of pseudo-random numbers in [0, 1) (xorshift): the recording looks alike on every machine. */
function randomFrom(seed: number): () => number {
	let state = seed * 2_654_435_761;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) / 4_294_967_296;
	};
}
