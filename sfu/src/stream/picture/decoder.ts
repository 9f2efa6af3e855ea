/** A decoder: one small ffmpeg per picture that is shown. Frames in, pictures of the wanted size out, with black bars where the shape differs. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { FramePool } from './frame-pool.ts';
import { bytesOf, type Size } from './i420.ts';
import { ivfFrame, ivfHead } from './ivf.ts';

/** A frame that has not become a picture after this long (ms) never will. */
const LOST_AFTER = 1_000;
/** Compressed frames that wait in the pipe beyond this many bytes mean that the decoder is stuck. */
const MOST_WAITING = 8 << 20;

export type Codec = 'vp8' | 'h264';

export interface DecoderOptions {
	codec: Codec;
	size: Size;
	pool: FramePool;
	/** `time` as it was given with the frame. The picture is the receiver's, to be given back to the pool. */
	onPicture: (picture: Buffer, time: number) => void;
	/** ffmpeg has ended though nobody asked it to. */
	onDeath: (said: string) => void;
}

const args = (codec: Codec, { width, height }: Size): string[] => [
	...['-nostdin', '-hide_banner', '-loglevel', 'fatal', '-threads', '1', '-flags', 'low_delay', '-fpsprobesize', '0', '-probesize', '32', '-analyzeduration', '0'],
	...(codec === 'vp8' ? ['-f', 'ivf'] : ['-f', 'h264', '-framerate', '30']),
	...['-i', 'pipe:0', '-an', '-filter_threads', '1', '-vf', `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bilinear,pad=${width}:${height}:-1:-1:color=black,setsar=1`],
	...['-fps_mode', 'passthrough', '-pix_fmt', 'yuv420p', '-f', 'rawvideo', 'pipe:1']
];

export class Decoder {
	readonly #options: DecoderOptions;
	readonly #child: ChildProcess;
	readonly #input: Writable;
	/** Frames that are inside, oldest first: pictures come out in the same order. */
	#inside: { time: number; since: number }[] = [];
	#picture: Buffer | null = null;
	#filled = 0;
	#order = 0;
	#begun = false;
	#closed = false;

	constructor(options: DecoderOptions) {
		this.#options = options;
		this.#child = spawn('ffmpeg', args(options.codec, options.size), { stdio: ['pipe', 'pipe', 'pipe'] });
		const [input, output, errors] = this.#child.stdio as unknown as [Writable, Readable, Readable];
		this.#input = input;
		input.on('error', () => undefined);
		let said = '';
		errors.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-1_000)));
		output.on('data', (chunk: Buffer) => this.#take(chunk));
		this.#child.on('error', (error) => (said += error.message));
		this.#child.on('close', () => {
			if (!this.#closed) options.onDeath(said.trim());
		});
	}

	/** A whole frame, in order. `size` of the picture if it is known; `time` is handed through. */
	push({ parts, time, key, size }: { parts: Buffer[]; time: number; key: boolean; size: Size | null }): void {
		if (this.#closed || (!this.#begun && !key)) return;
		if (this.#input.writableLength > MOST_WAITING) return;
		const now = Date.now();
		while (this.#inside[0] !== undefined && now - this.#inside[0].since > LOST_AFTER) this.#inside.shift();
		this.#inside.push({ time, since: now });
		this.#order += 1;
		if (this.#options.codec === 'h264') this.#input.write(Buffer.concat(parts));
		else {
			if (!this.#begun) this.#input.write(ivfHead(size ?? this.#options.size));
			this.#input.write(ivfFrame(parts, this.#order));
		}
		this.#begun = true;
	}

	/** Ends it at once; nothing comes out any more. */
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#child.kill('SIGKILL');
		if (this.#picture !== null) this.#options.pool.give(this.#picture);
		this.#picture = null;
	}

	#take(chunk: Buffer): void {
		if (this.#closed) return;
		const { pool, size, onPicture } = this.#options;
		const bytes = bytesOf(size);
		for (let at = 0; at < chunk.length; ) {
			const picture = (this.#picture ??= pool.take());
			const taken = chunk.copy(picture, this.#filled, at, Math.min(chunk.length, at + bytes - this.#filled));
			at += taken;
			this.#filled += taken;
			if (this.#filled < bytes) return;
			this.#filled = 0;
			this.#picture = null;
			onPicture(picture, this.#inside.shift()?.time ?? 0);
		}
	}
}
