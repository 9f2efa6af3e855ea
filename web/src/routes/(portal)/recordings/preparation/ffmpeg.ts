/** Runs ffmpeg: never more of them at once than there are cores, with low priority, because meetings on the same machine go first. */
import { spawn } from 'node:child_process';
import { availableParallelism, constants, setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export const CORES = availableParallelism();

export class FfmpegError extends Error {
	/** The last lines that ffmpeg said. */
	readonly said: string;

	constructor(program: string, said: string) {
		super(`${program} failed: ${said || 'it said nothing'}`);
		this.said = said;
	}
}

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
}

/** Resolves with what the program printed to its standard output. Throws FfmpegError, or the signal's reason when aborted. */
export function runFfmpeg({ args, signal, input, program = 'ffmpeg' }: FfmpegRun): Promise<string> {
	return withCore(async () => {
		signal.throwIfAborted();
		const quiet = program === 'ffmpeg' ? ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'] : ['-hide_banner', '-loglevel', 'error'];
		const child = spawn(program, [...quiet, ...args], { stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
		const stop = () => child.kill('SIGKILL');
		signal.addEventListener('abort', stop, { once: true });
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
			if (code !== 0) throw new FfmpegError(program, said.trim());
			const broken = await fed;
			if (broken instanceof Error) throw broken;
			return out;
		} finally {
			signal.removeEventListener('abort', stop);
			input?.destroy();
		}
	});
}

function lowerPriority(pid: number): void {
	try {
		setPriority(pid, constants.priority.PRIORITY_LOW);
	} catch {
		// It has ended already.
	}
}
