import { statfs } from 'node:fs/promises';

/** From this share of the limit on, people are told; at the whole of it nothing more is written until pieces have left for the store. */
const nearly = 0.8;
/** The disk itself: told below the first, full below the second (bytes). */
const diskNearly = 2 << 30;
const diskFull = 256 << 20;

export type SpaceState = 'enough' | 'nearly' | 'full';

/** How much the spool holds of what it may hold. */
export class SpoolSpace {
	readonly #folder: string;
	readonly #limit: number;
	#used = 0;
	#free = Infinity;
	#waiting: { bytes: number; resolve: () => void }[] = [];

	constructor({ folder, limitBytes }: { folder: string; limitBytes: number }) {
		this.#folder = folder;
		this.#limit = limitBytes;
	}

	get used(): number {
		return this.#used;
	}

	get state(): SpaceState {
		if (this.#waiting.length > 0 || this.#used >= this.#limit || this.#free < diskFull) return 'full';
		return this.#used >= this.#limit * nearly || this.#free < diskNearly ? 'nearly' : 'enough';
	}

	/** Asks the disk; to be called every now and then. */
	async look(): Promise<void> {
		const { bavail, bsize } = await statfs(this.#folder);
		this.#free = bavail * bsize;
		this.#admit();
	}

	/** Counts what is there already. */
	add(bytes: number): void {
		this.#used += bytes;
	}

	/** Resolves when there is room for a piece, in the order of the calls. */
	reserve(bytes: number): Promise<void> {
		return new Promise((resolve) => {
			this.#waiting.push({ bytes, resolve });
			this.#admit();
		});
	}

	release(bytes: number): void {
		this.#used = Math.max(0, this.#used - bytes);
		this.#admit();
	}

	#admit(): void {
		for (;;) {
			const first = this.#waiting[0];
			// An empty spool takes any piece: a limit smaller than one piece must not stop everything for good.
			if (first === undefined || this.#free < diskFull || (this.#used > 0 && this.#used + first.bytes > this.#limit)) return;
			this.#waiting.shift();
			this.#used += first.bytes;
			first.resolve();
		}
	}
}
