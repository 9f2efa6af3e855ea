/** The encoder: one ffmpeg for as long as nothing breaks. Raw pictures and samples in, segments of a transport stream out. */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable, type Writable } from 'node:stream';
import { bytesOf, type Size } from './picture/i420.ts';
import { CHANNELS, RATE } from './sound/mix.ts';

export const CANVAS: Size = { width: 1_280, height: 720 };
/** Pictures per second. */
export const FPS = 25;
export const SEGMENT_SECONDS = 2;
/** Bit/s. */
const VIDEO_RATE = 2_200_000;
const VIDEO_PEAK = 2_500_000;
const AUDIO_RATE = 128_000;
/** With what the container adds. */
export const BANDWIDTH = Math.round((VIDEO_PEAK + AUDIO_RATE) * 1.1);
/** From careful to quick: a machine that cannot keep up gets the next one. */
export const presets = ['veryfast', 'superfast', 'ultrafast'] as const;
/** Pictures that wait for the encoder beyond this many mean that it cannot keep up. */
const MOST_WAITING = 2 * FPS;

export interface Encoded {
	/** The file, in the encoder's folder. */
	path: string;
	/** Seconds on the encoder's clock: the first picture that ever went in is at {@link EncoderOptions.first}. */
	start: number;
	end: number;
}

interface EncoderEvents {
	segment: [Encoded];
	/** It ended, by itself or on our word. `error` says what ffmpeg said. */
	end: [string];
}

export interface EncoderOptions {
	/** Exists, is empty, and is this encoder's own. */
	folder: string;
	preset: (typeof presets)[number];
}

const args = ({ folder, preset }: EncoderOptions): string[] => [
	...['-nostdin', '-hide_banner', '-loglevel', 'error'],
	...['-thread_queue_size', '64', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${CANVAS.width}x${CANVAS.height}`, '-r', String(FPS), '-i', 'pipe:3'],
	...['-thread_queue_size', '64', '-f', 's16le', '-ar', String(RATE), '-ac', String(CHANNELS), '-channel_layout', 'stereo', '-i', 'pipe:4', '-map', '0:v', '-map', '1:a'],
	...['-c:v', 'libx264', '-preset', preset, '-profile:v', 'main', '-level', '3.1', '-b:v', String(VIDEO_RATE), '-maxrate', String(VIDEO_PEAK), '-bufsize', String(VIDEO_PEAK)],
	// Every segment begins with a key frame of its own and needs nothing before it; without frames that refer forward it is out sooner.
	...['-g', String(FPS * SEGMENT_SECONDS), '-keyint_min', String(FPS * SEGMENT_SECONDS), '-sc_threshold', '0', '-flags', '+cgop', '-bf', '0', '-rc-lookahead', '10'],
	...['-color_primaries', 'smpte170m', '-color_trc', 'smpte170m', '-colorspace', 'smpte170m', '-color_range', 'tv', '-c:a', 'aac', '-b:a', String(AUDIO_RATE)],
	...['-muxdelay', '0', '-muxpreload', '0', '-f', 'segment', '-segment_time', String(SEGMENT_SECONDS), '-segment_format', 'mpegts', '-individual_header_trailer', '0'],
	...['-segment_list', 'pipe:5', '-segment_list_type', 'csv', '-segment_list_flags', '+live', '-segment_list_size', '0', join(folder, '%d.ts')]
];

export class Encoder extends EventEmitter<EncoderEvents> {
	readonly #child: ChildProcess;
	readonly #pictures: Writable;
	readonly #sound: Writable;
	#closed: Promise<void> | null = null;

	constructor(options: EncoderOptions) {
		super();
		this.#child = spawn('ffmpeg', args(options), { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'] });
		const [, , errors, pictures, sound, list] = this.#child.stdio as unknown as [null, null, Readable, Writable, Writable, Readable];
		this.#pictures = pictures;
		this.#sound = sound;
		// A dead encoder shows in 'close'; what was being written then is of no use to anybody.
		for (const pipe of [pictures, sound, list]) pipe.on('error', () => undefined);
		let said = '';
		errors.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2_000)));
		createInterface({ input: list }).on('line', (line) => {
			const [name, start, end] = line.split(',');
			if (name !== undefined && start !== undefined && end !== undefined) this.emit('segment', { path: join(options.folder, name), start: Number(start), end: Number(end) });
		});
		this.#child.on('error', (error) => (said += error.message));
		this.#child.on('close', () => this.emit('end', said.trim()));
	}

	/** Does it fall behind? */
	get overloaded(): boolean {
		return this.#pictures.writableLength > MOST_WAITING * bytesOf(CANVAS);
	}

	/** One picture, and the sound that goes with it. `written` is called when the picture's buffer may be used again. */
	write(picture: Buffer, pcm: Buffer, written: () => void): void {
		this.#sound.write(pcm);
		this.#pictures.write(picture, written);
	}

	/** Lets it finish what it has; `end` follows. */
	finish(): void {
		this.#pictures.end();
		this.#sound.end();
	}

	/** Ends it at once. May be called twice. */
	close(): Promise<void> {
		return (this.#closed ??= new Promise((resolve) => {
			if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) return resolve();
			this.#child.once('close', () => resolve());
			this.#child.kill('SIGKILL');
		}));
	}
}
