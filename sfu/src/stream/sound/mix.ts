/** Sound as it is mixed: 48 kHz, two channels, one after the other (interleaved), 32-bit floats around ±1. */
export const RATE = 48_000;
export const CHANNELS = 2;

/** Below this nothing is bent; above, the sum is led smoothly towards full scale. */
const KNEE = 0.7;

/** Two loud voices at once must not clip: up to the knee the sum is itself, beyond it only approaches ±1. */
export function limited(sample: number): number {
	const size = Math.abs(sample);
	if (size <= KNEE) return sample;
	return Math.sign(sample) * (KNEE + (1 - KNEE) * Math.tanh((size - KNEE) / (1 - KNEE)));
}

/** As little-endian 16-bit samples, limited. */
export function toPcm(mixed: Float32Array): Buffer {
	const pcm = Buffer.allocUnsafe(mixed.length * 2);
	for (const [at, sample] of mixed.entries()) pcm.writeInt16LE(Math.round(limited(sample) * 32_767), at * 2);
	return pcm;
}

/** Where a moment lies, counted in samples of one channel. `time` in ms. */
export const sampleAt = (time: number): number => Math.round((time * RATE) / 1_000);
