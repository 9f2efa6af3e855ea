/** Makes one slice: fetches the parts of the originals it needs, decodes, composes, encodes. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchPart, type Original, type ReadOriginal } from './originals.ts';
import { FfmpegError, FfmpegTimeout, runFfmpeg } from './ffmpeg.ts';
import { FRAME } from './geometry.ts';
import { pictureGraph, type Captions, type OpenedPicture } from './picture.ts';
import { sliceSpan, type Layout, type Slice } from './slices.ts';
import { soundGraph, SOUND, type OpenedSound } from './sound.ts';
import type { Track } from './timeline.ts';

/** x264's preset: 2.2 times real time for four 720p cameras on two cores (design), and half the size of `ultrafast`. */
export const PRESET = 'veryfast';

export interface SliceJob {
	slice: Slice;
	originals: ReadonlyMap<string, Original>;
	read: ReadOriginal;
	/** The recording's scratch folder. */
	folder: string;
	words: Pick<Captions, 'font' | 'boldFont' | 'paused' | 'empty' | 'more'>;
	signal: AbortSignal;
}

interface Opened {
	track: Track;
	path: string;
	startMs: number;
}

export function slicePaths({ folder, number }: { folder: string; number: number }): { picture: string; sound: string } {
	const name = String(number).padStart(6, '0');
	return { picture: join(folder, `${name}.mp4`), sound: join(folder, `${name}.pcm`) };
}

/** Writes the slice's picture (H.264) and sound (signed 16-bit stereo) into the folder; both appear whole or not at all. */
export async function encodeSlice({ slice, originals, read, folder, words, signal }: SliceJob): Promise<void> {
	const work = join(folder, `work-${slice.number}`);
	await rm(work, { recursive: true, force: true });
	await mkdir(work, { recursive: true });
	try {
		const opened = await openParts({ slice, originals, read, work, signal });
		try {
			await compose({ slice, opened, work, folder, words, signal });
		} catch (error) {
			if (!(error instanceof FfmpegError) || error instanceof FfmpegTimeout) throw error;
			// One damaged original must not cost the whole meeting its picture: leave out what cannot be decoded, once.
			const sound = await decodable({ opened, signal });
			if (sound.length === opened.length) throw error;
			await compose({ slice, opened: sound, work, folder, words, signal });
		}
	} finally {
		await rm(work, { recursive: true, force: true });
	}
}

async function openParts({ slice, originals, read, work, signal }: Pick<SliceJob, 'slice' | 'originals' | 'read' | 'signal'> & { work: string }): Promise<Opened[]> {
	const span = sliceSpan(slice);
	const opened: Opened[] = [];
	for (const track of new Set([...pictures(slice.layout), ...slice.sounds])) {
		signal.throwIfAborted();
		const file = originals.get(track.file);
		if (!file) continue;
		const path = join(work, `${opened.length}.${file.extension}`);
		if (await fetchPart({ file, span, path, read })) opened.push({ track, path, startMs: file.start - span.from });
	}
	return opened;
}

function pictures(layout: Layout): Track[] {
	return [layout.large, ...layout.strip].flatMap((tile) => tile?.track ?? []);
}

async function compose({ slice, opened, work, folder, words, signal }: { slice: Slice; opened: Opened[]; work: string; folder: string; words: SliceJob['words']; signal: AbortSignal }): Promise<void> {
	const texts = new Map<string, string>();
	const captions: Captions = {
		...words,
		file(text) {
			const path = texts.get(text) ?? join(work, `text-${texts.size}`);
			texts.set(text, path);
			return escapePath(path);
		}
	};
	const images = new Map<string, OpenedPicture>(opened.flatMap(({ track, startMs }, input) => (track.kind === 'video' ? [[track.file, { input, startMs }]] : [])));
	const sounds = opened.flatMap(({ track, startMs }, input): OpenedSound[] => (track.kind === 'audio' ? [{ input, startMs }] : []));
	const graph = `${pictureGraph({ layout: slice.layout, opened: images, frames: slice.frames, captions })};${soundGraph({ opened: sounds, frames: slice.frames })}`;
	for (const [text, path] of texts) await writeFile(path, text);
	const graphPath = join(work, 'graph');
	await writeFile(graphPath, graph);

	const paths = slicePaths({ folder, number: slice.number });
	const made = { picture: join(work, 'picture.mp4'), sound: join(work, 'sound.pcm') };
	await runFfmpeg({
		signal,
		// reinit_filter 0: a frame of another size must not restart the graph, which would restart its clock.
		args: [
			'-copyts',
			...opened.flatMap(({ path }) => ['-reinit_filter', '0', '-threads', '1', '-i', path]),
			'-filter_complex_threads', '1',
			'-filter_complex_script', graphPath,
			'-map', '[picture]', '-c:v', 'libx264', '-preset', PRESET, '-crf', '23', '-pix_fmt', 'yuv420p', '-g', String(FRAME.rate * 2), '-threads', '1',
			'-frames:v', String(slice.frames), '-video_track_timescale', '12800', made.picture,
			'-map', '[sound]', '-c:a', 'pcm_s16le', '-ar', String(SOUND.rate), '-ac', String(SOUND.channels), '-f', 's16le', made.sound
		]
	});
	await rename(made.sound, paths.sound);
	await rename(made.picture, paths.picture);
}

/** Of the opened parts those from which at least one frame comes out. */
async function decodable({ opened, signal }: { opened: Opened[]; signal: AbortSignal }): Promise<Opened[]> {
	const good: Opened[] = [];
	for (const part of opened) {
		const stream = part.track.kind === 'video' ? 'v' : 'a';
		const probe = ['-select_streams', stream, '-count_frames', '-read_intervals', '%+10', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', part.path];
		const frames = await runFfmpeg({ program: 'ffprobe', args: probe, signal }).catch((error: unknown) => {
			if (error instanceof FfmpegError) return '0';
			throw error;
		});
		if (Number.parseInt(frames, 10) > 0) good.push(part);
	}
	return good;
}

/** A path inside a filter graph. */
function escapePath(path: string): string {
	return path.replace(/[\\':;,[\]]/g, '\\$&');
}
