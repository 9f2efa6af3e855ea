/** Loudness of a microphone, 0 … 1, measured in the page: nothing of it leaves the computer. */
export class Level {
	value = $state(0);
	readonly #context: AudioContext;
	/** The microphone, for whoever else listens to it in the page. */
	readonly source: MediaStreamAudioSourceNode;
	readonly #timer: ReturnType<typeof setInterval>;

	constructor(track: MediaStreamTrack) {
		this.#context = new AudioContext();
		const analyser = this.#context.createAnalyser();
		analyser.fftSize = 1024;
		this.source = this.#context.createMediaStreamSource(new MediaStream([track]));
		this.source.connect(analyser);
		const samples = new Float32Array(analyser.fftSize);
		this.#timer = setInterval(() => {
			// Browsers start the clock of sound only after the page was touched.
			if (this.#context.state === 'suspended') void this.#context.resume();
			analyser.getFloatTimeDomainData(samples);
			this.value = loudness(samples);
		}, 80);
	}

	close(): void {
		clearInterval(this.#timer);
		this.source.disconnect();
		if (this.#context.state !== 'closed') void this.#context.close();
		this.value = 0;
	}
}

/** Root mean square on a scale on which speech fills the upper half: −60 dB is 0, −10 dB and more is 1. */
export function loudness(samples: Float32Array): number {
	let sum = 0;
	for (const sample of samples) sum += sample * sample;
	const decibels = 20 * Math.log10(Math.sqrt(sum / Math.max(1, samples.length)) + 1e-9);
	return Math.min(1, Math.max(0, (decibels + 60) / 50));
}
