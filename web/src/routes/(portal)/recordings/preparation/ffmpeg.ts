/** Runs ffmpeg: never more of them at once than there are cores, with low priority, because meetings on the same machine go first. */
import { spawn } from 'node:child_process';
import { availableParallelism, constants, setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MOST_PIXELS } from './geometry.ts';

export const CORES = availableParallelism();

/** Bytes of one allocation: ten times a frame of {@link MOST_PIXELS}. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Seconds one run may take unless told otherwise. A slice is a minute of meeting; on a machine full of meetings it takes a few. */
const LONGEST_SECONDS = 30 * 60;
/** What comes from participants may name other files or addresses; nothing but what we hand over is read. */
const INPUT = ['-protocol_whitelist', 'file,pipe', '-max_pixels', String(MOST_PIXELS)];

export class FfmpegError extends Error {
	/** The last lines that ffmpeg said. */
	readonly said: string;

	constructor(program: string, said: string) {
		super(`${program} failed: ${said || 'it said nothing'}`);
		this.said = said;
	}
}

/** It took longer than any honest recording does: something in it keeps the program busy. */
export class FfmpegTimeout extends FfmpegError {}

let running = 0;
const waiting: (() => void)[] = [];

async function withCore<T>(work: () => Promise<T>): Promise<T> {
	if (running >= CORES) await new Promise<void>((go) => waiting.push(go));
	else running++;
	try {
		return await work();
	} finally {
		const next = waiting.shift();
		// The slot is handed over, not freed: nobody may slip in between.
		if (next) next();
		else running--;
	}
}

export interface FfmpegRun {
	args: readonly string[];
	signal: AbortSignal;
	/** Fed to `pipe:0`. */
	input?: Readable;
	program?: 'ffmpeg' | 'ffprobe';
	/** Killed after this many seconds; half an hour when unset. */
	seconds?: number;
}

/**
 * Runs the program within fixed bounds of picture size, memory, time and of what it may read. Resolves with what it printed to its standard
 * output. Throws FfmpegError, FfmpegTimeout, or the signal's reason when aborted.
 */
export function runFfmpeg({ args, signal, input, program = 'ffmpeg', seconds = LONGEST_SECONDS }: FfmpegRun): Promise<string> {
	return withCore(async () => {
		signal.throwIfAborted();
		const child = spawn(program, [...bounds(program), ...(program === 'ffmpeg' ? boundInputs(args) : args)], { stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
		const stop = () => child.kill('SIGKILL');
		signal.addEventListener('abort', stop, { once: true });
		let late = false;
		const limit = setTimeout(() => {
			late = true;
			stop();
		}, seconds * 1_000);
		let out = '';
		let said = '';
		child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (out = (out + chunk).slice(-1_000_000)));
		child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said = (said + chunk).slice(-2_000)));
		const ended = new Promise<number | null>((resolve, reject) => {
			child.once('error', (error) => reject(new FfmpegError(program, error.message)));
			child.once('close', resolve);
		});
		if (child.pid !== undefined) lowerPriority(child.pid);
		// A pipe that breaks because ffmpeg died is told by its exit code, and with better words.
		const fed = input && child.stdin ? pipeline(input, child.stdin).catch((error: unknown) => error) : undefined;
		try {
			const code = await ended;
			signal.throwIfAborted();
			if (late) throw new FfmpegTimeout(program, `it had not ended after ${seconds} seconds`);
			if (code !== 0) throw new FfmpegError(program, said.trim());
			const broken = await fed;
			if (broken instanceof Error) throw broken;
			return out;
		} finally {
			clearTimeout(limit);
			signal.removeEventListener('abort', stop);
			input?.destroy();
		}
	});
}

function bounds(program: 'ffmpeg' | 'ffprobe'): string[] {
	const quiet = ['-hide_banner', '-loglevel', 'error', '-max_alloc', String(MOST_BYTES)];
	return program === 'ffmpeg' ? [...quiet, '-nostdin', '-y'] : [...quiet, ...INPUT];
}

/** These options belong to one input each and have to stand before it. */
function boundInputs(args: readonly string[]): string[] {
	return args.flatMap((arg) => (arg === '-i' ? [...INPUT, arg] : [arg]));
}

function lowerPriority(pid: number): void {
	try {
		setPriority(pid, constants.priority.PRIORITY_LOW);
	} catch {
		// It has ended already.
	}
}
