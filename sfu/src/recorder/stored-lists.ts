import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { storedPiece, type StoredPiece } from './journal-lines.ts';

/** What waits of one file for the disk, in bytes: in a buffer that is used again, because strings that wait are what a heap grows by. */
const fileBuffer = 16_384;
/** Of how many files something waits at once. */
const mostFiles = 512;

/**
 * The stored pieces of each file, on disk: the journal has them in the order of time, the close manifest wants them file by file, and both
 * together are longer than memory is large. Made from the journal, so nothing here needs to outlive a crash.
 */
export class StoredLists {
	readonly #folder: string;
	readonly #waiting = new Map<string, { bytes: Buffer; used: number }>();

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
		const length = Buffer.byteLength(text);
		const waiting = this.#waiting.get(piece.file) ?? { bytes: Buffer.allocUnsafe(fileBuffer), used: 0 };
		if (waiting.used + length > fileBuffer) await this.#write(piece.file, waiting);
		if (length > fileBuffer) return appendFile(this.#path(piece.file), text, { mode: 0o600 });
		waiting.used += waiting.bytes.write(text, waiting.used);
		this.#waiting.set(piece.file, waiting);
		if (this.#waiting.size > mostFiles) await this.#flush();
	}

	/** One file's pieces in their order. @throws where the file has none */
	async of(file: string): Promise<StoredPiece[]> {
		await this.#flush();
		const text = await readFile(this.#path(file), 'utf8');
		const pieces = text.trimEnd().split('\n').map((line) => v.parse(storedPiece, JSON.parse(line)));
		return pieces.sort((a, b) => a.number - b.number);
	}

	async #flush(): Promise<void> {
		for (const [file, waiting] of this.#waiting) await this.#write(file, waiting);
		this.#waiting.clear();
	}

	async #write(file: string, waiting: { bytes: Buffer; used: number }): Promise<void> {
		await appendFile(this.#path(file), waiting.bytes.subarray(0, waiting.used), { mode: 0o600 });
		waiting.used = 0;
	}

	#path(file: string): string {
		return join(this.#folder, `${file}.ndjson`);
	}
}
