/** Buffers of one size that are used again: a stream writes some 40 MB of them a second. */
export class FramePool {
	readonly #bytes: number;
	readonly #keep: number;
	readonly #free: Buffer[] = [];

	constructor({ bytes, keep }: { bytes: number; keep: number }) {
		this.#bytes = bytes;
		this.#keep = keep;
	}

	/** A buffer with anything in it. */
	take(): Buffer {
		return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bytes);
	}

	/** Nobody reads or writes this one any more. */
	give(buffer: Buffer): void {
		if (this.#free.length < this.#keep) this.#free.push(buffer);
	}
}
