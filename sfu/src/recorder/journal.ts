import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { journalLine, type JournalLine, type PieceLine } from './journal-lines.ts';

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

	/** Opens a journal and returns what it says. A last line that was cut short by a crash is taken off: nothing relied on it. */
	static async open(path: string, onTrouble: (error: unknown) => void): Promise<{ journal: Journal; lines: JournalLine[] }> {
		const file = await open(path, 'r+');
		try {
			const { lines, size } = await readLines(file, path);
			await file.truncate(size);
			return { journal: new Journal({ file, path, size, onTrouble }), lines };
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

	/** Everything that the journal says, read back from the disk. */
	async read(): Promise<JournalLine[]> {
		while (this.#writing !== null) await this.#writing;
		if (this.#file === null) return [];
		return (await readLines(this.#file, 'the journal')).lines;
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

const chunkBytes = 1 << 20;
const newLine = 0x0a;

/**
 * The whole lines of a journal and where the last of them ends. Read chunk by chunk: four hours of 65 people are half a gigabyte, more
 * than fits into one string.
 */
async function readLines(file: FileHandle, path: string): Promise<{ lines: JournalLine[]; size: number }> {
	const lines: JournalLine[] = [];
	const lastOf = new Map<string, PieceLine>();
	let size = 0;
	let rest: Buffer = Buffer.alloc(0);
	for (;;) {
		const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, size + rest.length);
		if (bytesRead === 0) return { lines, size };
		const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
		let from = 0;
		for (let end = bytes.indexOf(newLine); end >= 0; end = bytes.indexOf(newLine, from)) {
			if (end > from) {
				const line = parseLine(bytes.toString('utf8', from, end), lines.length + 1, path);
				if (line.type === 'piece') forgetOvertaken(lastOf, line);
				lines.push(line);
			}
			from = end + 1;
		}
		size += from;
		rest = bytes.subarray(from);
	}
}

/** Where to go on after a piece matters only of a file's last piece; of half a million others it would fill the memory. */
function forgetOvertaken(lastOf: Map<string, PieceLine>, piece: PieceLine): void {
	const before = lastOf.get(piece.file);
	if (before !== undefined) {
		before.hash = '';
		if (piece.track !== null) before.track = null;
	}
	lastOf.set(piece.file, piece);
}

function parseLine(text: string, number: number, path: string): JournalLine {
	try {
		return v.parse(journalLine, JSON.parse(text));
	} catch (cause) {
		throw new JournalDamaged(`line ${number} of ${path} cannot be read; the folder is left as it is for a person to look at`, { cause });
	}
}
