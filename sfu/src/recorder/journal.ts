import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { journalLine, type JournalLine } from './journal-lines.ts';

/** How often a full disk is tried again, ms. */
const retryMs = 1_000;

/** The journal has a line that nobody wrote: the disk is damaged, and a person must look. */
export class JournalDamaged extends Error {
	override name = 'JournalDamaged';
}

interface Waiting {
	text: string;
	resolve: () => void;
}

/**
 * Append-only JSON Lines, on disk before `append` resolves. Lines that come while the disk is busy share the next fsync. A full disk is
 * waited for: nobody is told "safe" meanwhile.
 */
export class Journal {
	/** Opened at the first use, so that a new recording begins without waiting. */
	#file: FileHandle | null;
	readonly #path: string;
	readonly #onTrouble: (error: unknown) => void;
	#size: number;
	#waiting: Waiting[] = [];
	#writing: Promise<void> | null = null;
	#closed = false;

	private constructor({ file, path, size, onTrouble }: { file: FileHandle | null; path: string; size: number; onTrouble: (error: unknown) => void }) {
		this.#file = file;
		this.#path = path;
		this.#size = size;
		this.#onTrouble = onTrouble;
	}

	/** A journal that is not there yet, for a new recording. */
	static fresh(path: string, onTrouble: (error: unknown) => void): Journal {
		return new Journal({ file: null, path, size: 0, onTrouble });
	}

	/** Opens a journal and tells what it says, line by line. A last line that was cut short by a crash is taken off: nothing relied on it. */
	static async open({ path, onLine, onTrouble }: { path: string; onLine: (line: JournalLine) => void; onTrouble: (error: unknown) => void }): Promise<Journal> {
		const file = await open(path, 'r+');
		try {
			let size = 0;
			for await (const { lines, end } of readLines(file, path)) {
				size = end;
				for (const line of lines) onLine(line);
			}
			await file.truncate(size);
			return new Journal({ file, path, size, onTrouble });
		} catch (error) {
			await file.close();
			throw error;
		}
	}

	/** Resolves when the line is on disk; lines reach the disk in the order of the calls. */
	append(line: JournalLine): Promise<void> {
		if (this.#closed) return Promise.reject(new Error('the journal is closed'));
		return new Promise((resolve) => {
			this.#waiting.push({ text: `${JSON.stringify(line)}\n`, resolve });
			this.#writing ??= this.#write();
		});
	}

	/** What the journal says so far, read back from the disk: some thousand lines at a time. */
	async *read(): AsyncGenerator<JournalLine[]> {
		while (this.#writing !== null) await this.#writing;
		if (this.#file === null) return;
		for await (const { lines } of readLines(this.#file, this.#path)) yield lines;
	}

	async close(): Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		while (this.#writing !== null) await this.#writing;
		await this.#file?.close();
	}

	async #write(): Promise<void> {
		while (this.#waiting.length > 0) {
			const batch = this.#waiting;
			this.#waiting = [];
			const bytes = Buffer.from(batch.map(({ text }) => text).join(''));
			for (;;) {
				try {
					// At a fixed place, so that a write that was cut short by a full disk is written over.
					const file = (this.#file ??= await create(this.#path));
					await file.write(bytes, 0, bytes.length, this.#size);
					await file.datasync();
					break;
				} catch (error) {
					this.#onTrouble(error);
					await wait(retryMs);
				}
			}
			this.#size += bytes.length;
			for (const { resolve } of batch) resolve();
		}
		this.#writing = null;
	}
}

/** With its folders, all of them on disk before anything is said to be in it. */
async function create(path: string): Promise<FileHandle> {
	const folder = dirname(path);
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const file = await open(path, 'wx+', 0o600);
	for (const place of [folder, dirname(folder)]) {
		await using handle = await open(place, 'r');
		await handle.sync();
	}
	return file;
}

/** Few milliseconds of reading: other recordings go on meanwhile. */
const chunkBytes = 1 << 18;
const newLine = 0x0a;

/** The whole lines of a journal, a chunk's at a time, and where the last of them ends. Four hours of 65 people are half a gigabyte. */
async function* readLines(file: FileHandle, path: string): AsyncGenerator<{ lines: JournalLine[]; end: number }> {
	const chunk = Buffer.allocUnsafe(chunkBytes);
	let count = 0;
	let end = 0;
	let rest: Buffer = Buffer.alloc(0);
	for (;;) {
		const { bytesRead } = await file.read(chunk, 0, chunkBytes, end + rest.length);
		if (bytesRead === 0) return;
		const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
		const whole = bytes.lastIndexOf(newLine) + 1;
		const texts = bytes.toString('utf8', 0, whole).split('\n');
		const lines: JournalLine[] = [];
		for (const text of texts) if (text !== '') lines.push(parseLine(text, (count += 1), path));
		end += whole;
		rest = bytes.subarray(whole);
		yield { lines, end };
	}
}

function parseLine(text: string, number: number, path: string): JournalLine {
	try {
		return v.parse(journalLine, JSON.parse(text));
	} catch (cause) {
		throw new JournalDamaged(`line ${number} of ${path} cannot be read; the folder is left as it is for a person to look at`, { cause });
	}
}
