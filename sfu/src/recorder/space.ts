import { statfs } from 'node:fs/promises';

/** From this share of the limit on, people are told; at the whole of it nothing more is written until pieces have left for the store. */
const nearly = 0.8;
/** The disk itself: told below the first, full below the second (bytes). */
const diskNearly = 2 * 1024 ** 3;
const diskFull = 256 * 1024 ** 2;

/** The present rate is that of so much time, ms; less than the shorter says nothing. */
const rateOver = 60_000;
const rateAfter = 5_000;
/** A day: further ahead no rate of a minute can see. */
const farAhead = 24 * 60;

export type SpaceState = 'enough' | 'nearly' | 'full';

/** How much the spool holds of what it may hold. */
export class SpoolSpace {
	readonly #folder: string;
	readonly #limit: number;
	#used = 0;
	#free = Infinity;
	/** How much room there was at each look, oldest first. */
	#looks: { at: number; room: number }[] = [];
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

	/**
	 * Whole minutes until it is full, if everything goes on as in the last minute: what is recorded, what leaves for the store, what others
	 * put on the disk. Null when it does not get fuller, or takes more than a day.
	 */
	get minutesLeft(): number | null {
		const [first, last] = [this.#looks[0], this.#looks.at(-1)];
		if (first === undefined || last === undefined || last.at - first.at < rateAfter || last.room >= first.room) return null;
		const minutes = Math.floor((Math.max(0, last.room) * (last.at - first.at)) / (first.room - last.room) / 60_000);
		return minutes > farAhead ? null : minutes;
	}

	/** Asks the disk; to be called every now and then. `now` in ms. */
	async look(now: number): Promise<void> {
		const { bavail, bsize } = await statfs(this.#folder);
		this.#free = bavail * bsize;
		this.#looks.push({ at: now, room: Math.min(this.#limit - this.#used, this.#free - diskFull) });
		while ((this.#looks[0]?.at ?? now) < now - rateOver) this.#looks.shift();
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
