/** Joins the slices: pictures without encoding again, sound encoded once over the whole length, so that no seam is heard. */
import { createReadStream } from 'node:fs';
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { slicePaths } from './encode-slice.ts';
import { runFfmpeg } from './ffmpeg.ts';
import { FRAME } from './geometry.ts';
import type { Slice } from './slices.ts';
import { SAMPLES_PER_FRAME, SOUND } from './sound.ts';
import { Peaks } from './waveform.ts';

/** A whole day's sound is encoded in well under this, also beside running meetings. */
const JOIN_SECONDS = 4 * 3_600;
const BYTES_PER_FRAME = SAMPLES_PER_FRAME * SOUND.channels * 2;

/** A slice counts as made when both its files are there and the sound has its exact length. */
export async function isMade({ folder, slice }: { folder: string; slice: Slice }): Promise<boolean> {
	const { picture, sound } = slicePaths({ folder, number: slice.number });
	try {
		return (await stat(sound)).size === slice.frames * BYTES_PER_FRAME && (await stat(picture)).size > 0;
	} catch {
		return false;
	}
}

/** Returns the paths of the MP4 and of the poster, and the waveform. */
export async function joinSlices({ slices, folder, title, posterAt, signal }: { slices: readonly Slice[]; folder: string; title: string; posterAt: number; signal: AbortSignal }): Promise<{ mp4: string; poster: string; waveform: number[] }> {
	const list = slices.map((slice) => `file '${slicePaths({ folder, number: slice.number }).picture.replaceAll("'", "'\\''")}'\nduration ${(slice.frames / FRAME.rate).toFixed(3)}`);
	const listPath = join(folder, 'slices.ffconcat');
	await writeFile(listPath, `ffconcat version 1.0\n${list.join('\n')}\n`);
	const frames = slices.reduce((sum, slice) => sum + slice.frames, 0);
	const peaks = new Peaks({ samples: frames * SAMPLES_PER_FRAME * SOUND.channels });

	const mp4 = join(folder, 'whole.mp4');
	const part = join(folder, 'part.mp4');
	await runFfmpeg({
		signal,
		seconds: JOIN_SECONDS,
		input: Readable.from(soundOf({ slices, folder, peaks })),
		args: [
			'-f', 'concat', '-safe', '0', '-i', listPath,
			'-f', 's16le', '-ar', String(SOUND.rate), '-ac', String(SOUND.channels), '-i', 'pipe:0',
			'-map', '0:v', '-map', '1:a', '-c:v', 'copy', '-c:a', 'aac', '-b:a', '128k', '-metadata', `title=${title}`, '-movflags', '+faststart', part
		]
	});
	await rename(part, mp4);
	const poster = join(folder, 'poster.jpg');
	await runFfmpeg({ signal, args: ['-ss', String(posterAt / 1_000), '-i', mp4, '-frames:v', '1', '-vf', 'scale=640:-2', '-q:v', '4', poster] });
	return { mp4, poster, waveform: peaks.result() };
}

async function* soundOf({ slices, folder, peaks }: { slices: readonly Slice[]; folder: string; peaks: Peaks }): AsyncGenerator<Buffer> {
	for (const slice of slices) {
		const path = slicePaths({ folder, number: slice.number }).sound;
		let odd: Buffer = Buffer.alloc(0);
		for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1_024 })) {
			const bytes: Buffer = odd.length > 0 ? Buffer.concat([odd, chunk]) : chunk;
			const whole = bytes.length - (bytes.length % 2);
			odd = bytes.subarray(whole);
			// A copy: an Int16Array must begin at an even address, and a stream's buffer need not.
			peaks.add(new Int16Array(new Uint8Array(bytes.subarray(0, whole)).buffer));
			yield bytes.subarray(0, whole);
		}
	}
}

/** Leaves slices of another plan behind: a plan that has changed (new code, other manifest) must not be mixed with the old one. */
export async function samePlan({ folder, plan }: { folder: string; plan: string }): Promise<boolean> {
	const path = join(folder, 'plan.json');
	try {
		return (await readFile(path, 'utf8')) === plan;
	} catch {
		return false;
	}
}

/** Written with fsync before the first slice, so that a crash never leaves slices without their plan. */
export async function keepPlan({ folder, plan }: { folder: string; plan: string }): Promise<void> {
	const file = await open(join(folder, 'plan.json'), 'w', 0o600);
	try {
		await file.writeFile(plan);
		await file.sync();
	} finally {
		await file.close();
	}
}
