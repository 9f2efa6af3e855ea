import { FPS } from '../encoder.ts';
import { CHANNELS, RATE, sampleAt, toPcm } from './mix.ts';
import type { SoundSource } from './sound-source.ts';

/** Samples of one channel that go with one picture. */
const SAMPLES = RATE / FPS;
const SILENCE = Buffer.alloc(SAMPLES * CHANNELS * 2);

/** Everybody's sound for the picture at `time` (ms since 1970), as 16-bit samples. With nobody there is silence of the same length. */
export function mixAt(time: number, sources: Iterable<SoundSource>): Buffer {
	const mixed = new Float32Array(SAMPLES * CHANNELS);
	let any = false;
	for (const { timeline } of sources) {
		timeline.addTo(mixed, sampleAt(time));
		any = true;
	}
	return any ? toPcm(mixed) : SILENCE;
}
