/** The waveform under the player: the loudest sample of each stretch, 0 … 255. */

/** Enough for a wide screen, and small enough to travel with the page (a few kilobytes). */
export const WAVEFORM_POINTS = 2_000;

/** Folds interleaved signed 16-bit samples into buckets as they stream by; constant memory. */
export class Peaks {
	readonly #peaks: Uint16Array;
	readonly #total: number;
	#seen = 0;

	/** `samples`: how many will come in all, counting every channel. */
	constructor({ samples, points = WAVEFORM_POINTS }: { samples: number; points?: number }) {
		this.#total = Math.max(1, samples);
		this.#peaks = new Uint16Array(points);
	}

	add(samples: Int16Array): void {
		const points = this.#peaks.length;
		for (const sample of samples) {
			const bucket = Math.min(points - 1, Math.floor((this.#seen++ / this.#total) * points));
			const loud = sample < 0 ? -sample : sample;
			if (loud > (this.#peaks[bucket] ?? 0)) this.#peaks[bucket] = loud;
		}
	}

	/** Scaled so that the loudest moment is 255, but quiet noise alone does not fill the picture. */
	result(): number[] {
		const top = Math.max(3_000, ...this.#peaks);
		return Array.from(this.#peaks, (peak) => Math.round((Math.min(peak, top) / top) * 255));
	}
}
