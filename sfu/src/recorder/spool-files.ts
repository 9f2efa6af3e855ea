import type { Store } from '@sal/storage';
import type { Logger } from 'pino';
import type { OpenMessage } from '../feed/messages.ts';
import { keyOfPiece, lockMode } from './close.ts';
import { FileWriter, piecePath } from './file-writer.ts';
import { Held } from './held.ts';
import type { Journal } from './journal.ts';
import type { FileLine, PieceLine, WrittenPiece } from './journal-lines.ts';
import type { RememberedFile } from './memory.ts';
import type { SpoolSpace } from './space.ts';
import type { Uploader, UploadQueue } from './uploader.ts';

/** What every recording of this process shares. */
export interface Surroundings {
	store: Store;
	uploader: Uploader;
	space: SpoolSpace;
	lockSeconds: number;
	/** Signs the close manifest. */
	privateKeyPem: string;
	sfuId: string;
	logger: Logger;
}

/** A recording's files: on their way to the disk, and from the disk to the store. */
export class SpoolFiles {
	readonly #open: OpenMessage;
	readonly #folder: string;
	readonly #journal: Journal;
	readonly #surroundings: Surroundings;
	readonly #writers = new Set<FileWriter>();
	readonly #queues = new Map<string, UploadQueue>();
	/** Beginnings (ms since 1970) of the pieces that are not in the store yet. */
	readonly #unsafe = new Held();
	#unsent = 0;

	constructor({ open, folder, journal, surroundings }: { open: OpenMessage; folder: string; journal: Journal; surroundings: Surroundings }) {
		this.#open = open;
		this.#folder = folder;
		this.#journal = journal;
		this.#surroundings = surroundings;
	}

	/** When the earliest piece begins that is not in the store, ms since 1970; Infinity when all are there. */
	unsafeFrom(): number {
		return this.#unsafe.first();
	}

	/** A new file, or one that goes on after a restart. */
	writer(line: FileLine, last: PieceLine | null): FileWriter {
		const { space } = this.#surroundings;
		const writer = new FileWriter({
			folder: this.#folder,
			line,
			last,
			journal: this.#journal,
			space,
			onPiece: (piece) => this.#send(line, piece),
			onTrouble: (error) => this.#trouble(error, 'a piece could not be written')
		});
		this.#writers.add(writer);
		return writer;
	}

	/** Takes up what a recorder before us had written but not sent. */
	resend({ line, unsent }: RememberedFile): void {
		for (const piece of unsent) {
			this.#surroundings.space.add(piece.bytes);
			this.#send(line, piece);
		}
	}

	/** Is everything that was given on disk and in the store? */
	async settled(): Promise<boolean> {
		for (const writer of this.#writers) await writer.written();
		return this.#unsent === 0;
	}

	/** No more pieces come for this file. */
	async finish(writer: FileWriter): Promise<void> {
		await writer.written();
		this.#writers.delete(writer);
	}

	#send(line: FileLine, piece: WrittenPiece): void {
		const { uploader, space } = this.#surroundings;
		const safe = this.#unsafe.hold(this.#open.startedAt + piece.start);
		const key = keyOfPiece({ open: this.#open, file: line, number: piece.number });
		const queue = this.#queues.get(line.id) ?? [];
		this.#queues.set(line.id, queue);
		this.#unsent += 1;
		queue.push({
			path: piecePath(this.#folder, line.id, piece.number),
			sha256: piece.sha256,
			key,
			contentType: line.contentType,
			mode: lockMode(this.#open.kind),
			stored: async (versionId) => {
				await this.#journal.append({ type: 'stored', file: line.id, number: piece.number, key, versionId });
				space.release(piece.bytes);
				safe();
				this.#unsent -= 1;
			}
		});
		if (queue.length === 1) uploader.start(queue);
	}

	#trouble(error: unknown, what: string): void {
		this.#surroundings.logger.error({ recording: this.#open.recording, err: error }, what);
	}
}
