/**
 * A room's memory on disk: JSON Lines, appended and fsynced, one line per {@link Entry}. When it has grown it is replaced by one line
 * with the whole state.
 */
import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { type Entry, type RoomState, apply, emptyState, entrySchema, snapshotEntry } from './state.ts';

/** Lines after which the file is replaced by its sum. */
const COMPACT_AFTER = 2_000;

export interface JournalOptions {
	path: string;
	room: string;
	/** The disk refuses. The meeting goes on; the journal tries again, whole, with the next entry. */
	onFailure: (error: unknown) => void;
}

export class Journal {
	readonly state: RoomState;
	readonly #options: JournalOptions;
	#file: FileHandle | null = null;
	#lines: string[] = [];
	/** Lines in the file; infinite: the file must be written anew. */
	#written = Number.POSITIVE_INFINITY;
	#writing: Promise<void> | null = null;

	private constructor(options: JournalOptions, state: RoomState) {
		this.#options = options;
		this.state = state;
	}

	/** Reads what is there, or begins. A last line that was torn by a crash was never answered for, and is dropped. */
	static async open(options: JournalOptions): Promise<Journal> {
		const journal = new Journal(options, await readState(options));
		await journal.saved();
		return journal;
	}

	/** Takes effect at once; {@link saved} tells when it is on disk. */
	record(entry: Entry): void {
		apply(this.state, entry);
		this.#lines.push(`${JSON.stringify(entry)}\n`);
	}

	/** Resolves when everything recorded so far is on disk, or the disk has refused it (see `onFailure`). */
	async saved(): Promise<void> {
		while (this.#writing) await this.#writing;
		if (this.#lines.length === 0 && this.#written !== Number.POSITIVE_INFINITY) return;
		this.#writing = this.#write();
		try {
			await this.#writing;
		} finally {
			this.#writing = null;
		}
	}

	async close(): Promise<void> {
		await this.saved();
		await this.#file?.close();
		this.#file = null;
	}

	async #write(): Promise<void> {
		const lines = this.#lines;
		this.#lines = [];
		try {
			if (this.#file && this.#written + lines.length <= COMPACT_AFTER) await append(this.#file, lines);
			else await this.#replace();
			this.#written += lines.length;
		} catch (error) {
			this.#written = Number.POSITIVE_INFINITY;
			this.#options.onFailure(error);
		}
	}

	/** Written beside, fsynced, then renamed: there is a whole journal at every moment. */
	async #replace(): Promise<void> {
		const { path } = this.#options;
		// Before the first await: what is recorded meanwhile is appended afterwards and must not be in here too.
		const sum = `${JSON.stringify(snapshotEntry(this.state, Date.now()))}\n`;
		const next = await open(`${path}.new`, 'w', 0o600);
		try {
			await append(next, [sum]);
			await rename(`${path}.new`, path);
		} catch (error) {
			await next.close();
			throw error;
		}
		await this.#file?.close();
		this.#file = next;
		this.#written = 0;
		const folder = await open(dirname(path));
		await folder.sync().finally(() => folder.close());
	}
}

async function append(file: FileHandle, lines: string[]): Promise<void> {
	await file.appendFile(lines.join(''));
	await file.datasync();
}

async function readState({ path, room }: JournalOptions): Promise<RoomState> {
	const state = emptyState(room);
	const text = await readFile(path, 'utf8').catch((error: unknown) => {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
		throw error;
	});
	const lines = text.split('\n');
	lines.pop(); // empty, or torn
	for (const [index, line] of lines.entries()) {
		try {
			apply(state, v.parse(entrySchema, JSON.parse(line)));
		} catch (error) {
			throw new Error(`journal ${path}, line ${String(index + 1)}: ${String(error)}. Move the file away to let the room begin anew.`, { cause: error });
		}
	}
	return state;
}
