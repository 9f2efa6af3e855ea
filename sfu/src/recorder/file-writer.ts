import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CHAIN_START, chainHash, sha256 } from '@sal/storage';
import { createSHA256, type IHasher } from 'hash-wasm';
import type { Journal } from './journal.ts';
import type { FileLine, PieceLine } from './journal-lines.ts';
import type { SpoolSpace } from './space.ts';

/** How often a full or failing disk is tried again, ms. */
const retryMs = 1_000;

export interface NewPiece extends Pick<PieceLine, 'start' | 'end' | 'keyFrame' | 'gaps' | 'track' | 'events'> {
	bytes: Buffer;
	/** Called when the piece is on disk. */
	release: () => void;
}

export interface FileWriterOptions {
	/** Folder of the recording in the spool. */
	folder: string;
	line: FileLine;
	/** Where the file is continued; null for a new one. */
	last: PieceLine | null;
	journal: Journal;
	space: SpoolSpace;
	onPiece: (piece: PieceLine) => void;
	onTrouble: (error: unknown) => void;
}

/** Path of a piece's bytes while it waits in the spool. */
export const piecePath = (folder: string, file: string, number: number): string => join(folder, file, String(number).padStart(6, '0'));

/**
 * Appends pieces to one file: bytes to disk (file and folder fsynced), then the journal, then the piece may be acknowledged and sent. A piece
 * that lies there without its line in the journal counts as not written; its packets come again.
 */
export class FileWriter {
	readonly line: FileLine;
	readonly #options: FileWriterOptions;
	#tail: Promise<void> = Promise.resolve();
	#hash: IHasher | null = null;
	#last: PieceLine | null;

	constructor(options: FileWriterOptions) {
		this.#options = options;
		this.line = options.line;
		this.#last = options.last;
		if (options.last === null) this.#tail = options.journal.append(options.line);
	}

	/** Takes the piece over; it is written after those before it. */
	write(piece: NewPiece): void {
		this.#tail = this.#tail.then(() => this.#put(piece)).catch((error: unknown) => this.#options.onTrouble(error));
	}

	/** Resolves when everything that was given so far is on disk. */
	async written(): Promise<void> {
		await this.#tail;
	}

	async #put({ bytes, release, ...piece }: NewPiece): Promise<void> {
		const { line, folder, journal, space, onPiece } = this.#options;
		await space.reserve(bytes.length);
		const hash = (this.#hash ??= await hasher(this.#last));
		const last = this.#last;
		const number = last === null ? 0 : last.number + 1;
		await this.#store(piecePath(folder, line.id, number), bytes);
		hash.update(bytes);
		const own = sha256(bytes);
		const written: PieceLine = {
			type: 'piece',
			file: line.id,
			number,
			offset: last === null ? 0 : last.offset + last.bytes,
			bytes: bytes.length,
			sha256: own,
			chain: chainHash(last?.chain ?? CHAIN_START, own),
			hash: Buffer.from(hash.save()).toString('base64'),
			...piece
		};
		await journal.append(written);
		this.#last = written;
		release();
		onPiece(written);
	}

	async #store(path: string, bytes: Buffer): Promise<void> {
		for (;;) {
			try {
				await mkdir(dirname(path), { recursive: true, mode: 0o700 });
				await writeSynced(path, bytes);
				return;
			} catch (error) {
				this.#options.onTrouble(error);
				await wait(retryMs);
			}
		}
	}
}

async function hasher(last: PieceLine | null): Promise<IHasher> {
	const hash = await createSHA256();
	hash.init();
	if (last !== null) hash.load(Buffer.from(last.hash, 'base64'));
	return hash;
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
	await using file = await open(path, 'w', 0o600);
	await file.writeFile(bytes);
	await file.sync();
	// A new name is only safe once its folder is, and a new folder once its parent is.
	await syncFolder(dirname(path));
	await syncFolder(dirname(dirname(path)));
}

async function syncFolder(path: string): Promise<void> {
	await using folder: FileHandle = await open(path, 'r');
	await folder.sync();
}
