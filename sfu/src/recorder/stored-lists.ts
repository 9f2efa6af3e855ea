import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { storedPiece, type StoredPiece } from './journal-lines.ts';

/** How much text waits in memory for the disk, in characters. */
const mostWaiting = 8e6;

/**
 * The stored pieces of each file, on disk: the journal has them in the order of time, the close manifest wants them file by file, and both
 * together are longer than memory is large. Made from the journal, so nothing here needs to outlive a crash.
 */
export class StoredLists {
	readonly #folder: string;
	readonly #waiting = new Map<string, string[]>();
	#length = 0;

	private constructor(folder: string) {
		this.#folder = folder;
	}

	/** Begins anew in `folder`, which is this class's own. */
	static async begin(folder: string): Promise<StoredLists> {
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder, { mode: 0o700 });
		return new StoredLists(folder);
	}

	async add(piece: StoredPiece): Promise<void> {
		const text = `${JSON.stringify(piece)}\n`;
		const own = this.#waiting.get(piece.file) ?? [];
		this.#waiting.set(piece.file, own);
		own.push(text);
		this.#length += text.length;
		if (this.#length >= mostWaiting) await this.#flush();
	}

	/** One file's pieces in their order; none for a file that has none. */
	async of(file: string): Promise<StoredPiece[]> {
		await this.#flush();
		const text = await readFile(this.#path(file), 'utf8');
		const pieces = text.trimEnd().split('\n').map((line) => v.parse(storedPiece, JSON.parse(line)));
		return pieces.sort((a, b) => a.number - b.number);
	}

	async #flush(): Promise<void> {
		for (const [file, texts] of this.#waiting) await appendFile(this.#path(file), texts.join(''), { mode: 0o600 });
		this.#waiting.clear();
		this.#length = 0;
	}

	#path(file: string): string {
		return join(this.#folder, `${file}.ndjson`);
	}
}
