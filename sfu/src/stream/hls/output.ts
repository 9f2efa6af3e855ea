/**
 * One session's files: segments are moved into place whole, then the playlists that name them are replaced. What the next process must know
 * lies beside them. Everything in order, one thing after the other.
 */
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BANDWIDTH } from '../encoder.ts';
import { captionSegment, type Cue, readCue } from './captions.ts';
import { appended, masterPlaylist, mediaPlaylist, type Segment } from './playlist.ts';

/** A segment that has left the playlist stays this long (ms): somebody may be fetching it by an older one. */
const LINGER = 60_000;
/** Cues older than this (ms) are forgotten. */
const OLD_CUE = 60_000;
export const STATE = 'stream.json';
export const CAPTIONS = 'captions.jsonl';

const number = v.pipe(v.number(), v.finite());
const segment = v.object({ name: v.string(), duration: number, at: number, discontinuity: v.boolean(), ticks: number });
const stateSchema = v.object({
	listing: v.object({ segments: v.array(segment), sequence: number, discontinuities: number, ended: v.boolean() }),
	/** Out of the playlist, to be deleted. */
	leaving: v.array(segment),
	/** ms since 1970; null while it runs. */
	endedAt: v.nullable(number)
});
type State = v.InferOutput<typeof stateSchema>;

export interface OutputOptions {
	folder: string;
	/** How far back viewers can go, ms. */
	windowMs: number;
}

export class Output {
	readonly #options: OutputOptions;
	#state: State = { listing: { segments: [], sequence: 0, discontinuities: 0, ended: false }, leaving: [], endedAt: null };
	#cues: Cue[] = [];
	#captionsRead = 0;
	#tail: Promise<void> = Promise.resolve();

	/** Takes up what lies in the folder, or begins there. */
	static async open(options: OutputOptions): Promise<Output> {
		await mkdir(options.folder, { recursive: true });
		const output = new Output(options);
		const kept = await readFile(join(options.folder, STATE), 'utf8').catch(() => null);
		if (kept !== null) output.#state = v.parse(stateSchema, JSON.parse(kept));
		// Whoever writes captions appends to what is there.
		await appendFile(join(options.folder, CAPTIONS), '');
		return output;
	}

	constructor(options: OutputOptions) {
		this.#options = options;
	}

	/** When it ended, ms since 1970; null while it runs. */
	get endedAt(): number | null {
		return this.#state.endedAt;
	}

	/** Takes over the file at `path` as the next segment. */
	add(path: string, next: Segment): Promise<void> {
		return this.#then(async () => {
			const { folder, windowMs } = this.#options;
			await rename(path, join(folder, `${next.name}.ts`));
			await this.#readCaptions(next.at);
			await writeFile(join(folder, `${next.name}.vtt`), captionSegment(this.#cues, next));
			const { listing, gone } = appended(this.#state.listing, next, windowMs);
			const leaving = [...this.#state.leaving, ...gone];
			const over = leaving.filter(({ at }) => at < next.at - windowMs - LINGER);
			await this.#write({ listing, leaving: leaving.filter((one) => !over.includes(one)), endedAt: null });
			for (const { name } of over) await Promise.all(['ts', 'vtt'].map((extension) => rm(join(folder, `${name}.${extension}`), { force: true })));
		});
	}

	/** Nothing more will come (until somebody adds to it after all). */
	end(now: number): Promise<void> {
		return this.#then(async () => {
			if (this.#state.endedAt === null) await this.#write({ ...this.#state, listing: { ...this.#state.listing, ended: true }, endedAt: now });
		});
	}

	#then(work: () => Promise<void>): Promise<void> {
		const done = this.#tail.then(work);
		this.#tail = done.catch(() => undefined);
		return done;
	}

	async #write(state: State): Promise<void> {
		this.#state = state;
		await this.#replace(STATE, JSON.stringify(state));
		await this.#replace('captions.m3u8', mediaPlaylist(state.listing, 'vtt'));
		await this.#replace('video.m3u8', mediaPlaylist(state.listing, 'ts'));
		if (state.listing.segments.length > 0) await this.#replace('index.m3u8', masterPlaylist({ bandwidth: BANDWIDTH }));
	}

	/** A reader sees the old file or the new one, never half of one. */
	async #replace(name: string, text: string): Promise<void> {
		const path = join(this.#options.folder, name);
		await writeFile(`${path}.new`, text);
		await rename(`${path}.new`, path);
	}

	/** Whole lines that have come since the last look. */
	async #readCaptions(now: number): Promise<void> {
		const all = await readFile(join(this.#options.folder, CAPTIONS)).catch(() => Buffer.alloc(0));
		if (all.length < this.#captionsRead) this.#captionsRead = 0;
		const end = all.lastIndexOf('\n') + 1;
		const lines = all.subarray(this.#captionsRead, end).toString('utf8').split('\n');
		this.#captionsRead = Math.max(this.#captionsRead, end);
		this.#cues = [...this.#cues, ...lines.flatMap((line) => readCue(line) ?? [])].filter(({ to }) => to > now - OLD_CUE);
	}
}
