/** From the archived package to the access copy: plan, slices, joining. Runs under plain Node, in the jobs process. */
import { mkdir, rm } from 'node:fs/promises';
import type { PackageManifest } from '@sal/storage';
import { chapters, type Chapter } from './chapters.ts';
import { encodeSlice, type SliceJob } from './encode-slice.ts';
import { CORES } from './ffmpeg.ts';
import { isMade, joinSlices, keepPlan, samePlan } from './join-slices.ts';
import type { ReadOriginal } from './originals.ts';
import { planSlices, sliceSpan, type Slice } from './slices.ts';
import type { Timeline } from './timeline.ts';

/** A change of the picture's making (geometry, colours, encoder) must raise this: slices of before are thrown away then. */
const RECIPE = 1;

export interface ComposeProgress {
	percent: number;
	/** Estimated from the speed so far; null before there is one. */
	secondsLeft: number | null;
}

export interface Composed {
	mp4: string;
	poster: string;
	waveform: number[];
	chapters: Chapter[];
	durationMs: number;
	/** Seconds of recording made per second of work, over what this run made. */
	speed: number | null;
}

export interface ComposeJob {
	manifest: PackageManifest;
	timeline: Timeline;
	title: string;
	read: ReadOriginal;
	/** Kept between runs: what is made stays made. The caller removes it when the result is stored. */
	folder: string;
	words: SliceJob['words'];
	signal: AbortSignal;
	progress(progress: ComposeProgress): Promise<void>;
}

/** Throws FfmpegError when a slice cannot be made, and the signal's reason when aborted. */
export async function compose({ manifest, timeline, title, read, folder, words, signal, progress }: ComposeJob): Promise<Composed> {
	const slices = planSlices(timeline);
	const plan = JSON.stringify({ RECIPE, recording: manifest.recording, files: manifest.files.map((file) => file.sha256), slices });
	await mkdir(folder, { recursive: true, mode: 0o700 });
	if (!(await samePlan({ folder, plan }))) {
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder, { recursive: true, mode: 0o700 });
		await keepPlan({ folder, plan });
	}
	const originals = new Map(manifest.files.map((file) => [file.id, file]));
	const total = slices.reduce((sum, slice) => sum + slice.frames, 0);
	const began = Date.now();
	let done = 0;
	let made = 0;

	const queue = slices.values();
	const failed = new AbortController();
	const stop = AbortSignal.any([signal, failed.signal]);
	const worker = async () => {
		for (const slice of queue) {
			stop.throwIfAborted();
			if (!(await isMade({ folder, slice }))) {
				await encodeSlice({ slice, originals, read, folder, words, signal: stop });
				made += slice.frames;
			}
			done += slice.frames;
			const elapsed = (Date.now() - began) / 1_000;
			// The last 5 % are joining and storing.
			await progress({ percent: Math.floor((done / total) * 95), secondsLeft: made > 0 ? Math.ceil(((total - done) / made) * elapsed + 2) : null });
		}
	};
	const results = await Promise.allSettled(
		Array.from({ length: CORES }, () =>
			worker().catch((error: unknown) => {
				failed.abort(error);
				throw error;
			})
		)
	);
	for (const result of results) if (result.status === 'rejected') throw failed.signal.aborted ? failed.signal.reason : result.reason;

	const seconds = (Date.now() - began) / 1_000;
	const joined = await joinSlices({ slices, folder, title, posterAt: posterMoment(slices), signal });
	return { ...joined, chapters: chapters(timeline), durationMs: timeline.durationMs, speed: made > 0 ? made / 25 / seconds : null };
}

/** A moment with many faces, near the beginning: the middle of the fullest slice of the first ten minutes. */
export function posterMoment(slices: readonly Slice[]): number {
	const faces = ({ layout }: Slice) => [layout.large, ...layout.strip].filter((tile) => tile?.track).length;
	const early = slices.filter((slice) => sliceSpan(slice).from < 600_000);
	const best = early.reduce<Slice | null>((found, slice) => (found === null || faces(slice) > faces(found) ? slice : found), null);
	if (!best) return 0;
	const { from, to } = sliceSpan(best);
	return (from + to) / 2;
}
