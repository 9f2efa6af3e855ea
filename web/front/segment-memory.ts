import { readFile } from 'node:fs/promises';

interface Held {
	bytes: Promise<Buffer>;
	size: number;
	since: number;
}

/**
 * Segments that many ask for in the same two seconds: each is read from the disk once, and all answers share its bytes. Bounded in size; what is
 * older than a minute is forgotten, because by then it is asked for by few and its file may be gone.
 */
export class SegmentMemory {
	readonly #mostBytes: number;
	readonly #held = new Map<string, Held>();
	#size = 0;

	constructor({ mostBytes }: { mostBytes: number }) {
		this.#mostBytes = mostBytes;
	}

	/** The file's bytes. Rejects when there is no such file. */
	read(path: string, now: number): Promise<Buffer> {
		const known = this.#held.get(path);
		if (known !== undefined && now - known.since < 60_000) return known.bytes;
		this.#forget(path);
		const held: Held = { bytes: readFile(path), size: 0, since: now };
		this.#held.set(path, held);
		held.bytes.then(
			({ length }) => {
				if (this.#held.get(path) !== held) return;
				held.size = length;
				this.#size += length;
				for (const [oldest, { since }] of this.#held) {
					if (this.#size <= this.#mostBytes && now - since < 60_000) break;
					this.#forget(oldest);
				}
			},
			() => this.#forget(path)
		);
		return held.bytes;
	}

	#forget(path: string): void {
		this.#size -= this.#held.get(path)?.size ?? 0;
		this.#held.delete(path);
	}
}
