import { readFile, unlink } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type LockMode, putLocked, sha256, type Store } from '@sal/storage';

/** How many pieces are on their way at once, over all files; within one file it is always one, in order. */
const atOnce = 6;
/** A server that says nothing for this long (ms) is asked again; what it had stored after all is adopted then. */
const answerWithinMs = 30_000;
const firstPauseMs = 250;
const longestPauseMs = 5_000;

export interface Upload {
	path: string;
	/** As the journal has it: a piece that has changed on the recorder's own disk must not get into the store. */
	sha256: string;
	key: string;
	contentType: string;
	mode: LockMode;
	/** Puts the version into the journal; the local copy goes afterwards. */
	stored: (versionId: string) => Promise<void>;
}

export interface UploaderOptions {
	store: Store;
	lockSeconds: number;
	onTrouble: (error: unknown, key: string) => void;
}

/** The pieces of one file, in order. */
export type UploadQueue = Upload[];

/** Brings pieces into the bucket `spool` under lock, and tries until it has them there. */
export class Uploader {
	readonly #options: UploaderOptions;
	readonly #ready: UploadQueue[] = [];
	#workers = 0;
	#failures = 0;
	readonly #stop = new AbortController();

	constructor(options: UploaderOptions) {
		this.#options = options;
	}

	/** Call when a queue that was empty has got its first entry. */
	start(queue: UploadQueue): void {
		this.#ready.push(queue);
		if (this.#workers < atOnce) void this.#work();
	}

	/** Stops after the pieces that are on their way; the rest stays in the spool for the next start. */
	close(): void {
		this.#stop.abort();
	}

	async #work(): Promise<void> {
		this.#workers += 1;
		for (let queue = this.#ready.shift(); queue !== undefined && !this.#stop.signal.aborted; queue = this.#ready.shift()) {
			const upload = queue[0];
			if (upload === undefined) continue;
			try {
				await this.#send(upload);
				this.#failures = 0;
				queue.shift();
			} catch (error) {
				this.#options.onTrouble(error, upload.key);
				this.#failures += 1;
				const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.#failures, 10));
				await wait(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined);
			}
			if (queue.length > 0) this.#ready.push(queue);
		}
		this.#workers -= 1;
	}

	async #send({ path, sha256: expected, key, contentType, mode, stored }: Upload): Promise<void> {
		const { store, lockSeconds } = this.#options;
		const body = await readFile(path);
		if (sha256(body) !== expected) throw new Error(`${path} has changed on this disk since it was written; it is not sent`);
		const late = new AbortController();
		try {
			const written = await Promise.race([
				putLocked({ store, bucket: 'spool', key, body, contentType, lock: { mode, until: new Date(Date.now() + lockSeconds * 1000) } }),
				wait(answerWithinMs, undefined, { signal: late.signal }).then(() => {
					throw new Error(`the object store has not answered for ${answerWithinMs / 1000} s`);
				})
			]);
			await stored(written.versionId);
		} finally {
			late.abort();
		}
		await unlink(path);
	}
}
