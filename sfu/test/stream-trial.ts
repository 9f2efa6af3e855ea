/** A stream process of its own for a test, people made of one colour and one tone, and a viewer who looks at the files. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { ingestAnswer } from '../src/control.ts';
import { signAdmission, type Admission } from '../src/token.ts';
import { control, type Stage } from './harness.ts';

const run = promisify(execFile);

export interface StreamDen {
	folder: string;
	socketPath: string;
	env: Record<string, string>;
}

export function streamDen(extra: Record<string, string> = {}): StreamDen {
	const place = mkdtempSync(join(tmpdir(), 'sal-stream-'));
	const [folder, socketPath] = [join(place, 'live'), join(place, 'stream.sock')];
	return { folder, socketPath, env: { SAL_STREAM: folder, SAL_STREAM_SOCKET: socketPath, SAL_STREAM_WINDOW_SECONDS: '600', SAL_STREAM_NICE: '0', ...extra } };
}

/** Starts the stream process as the launcher does. */
export function startStreamProcess({ env }: StreamDen): ChildProcess {
	const main = fileURLToPath(new URL('../src/stream/main.ts', import.meta.url));
	return spawn(process.execPath, [main], { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', process.env.SAL_TRIAL_LOGS ? 'inherit' : 'ignore', 'inherit'] });
}

const clips = new Map<string, string>();

/** Encoded before it is sent: an encoder on a busy machine would fall behind the clock. */
function clip(colour: string, size: string): string {
	const known = clips.get(colour + size);
	if (known !== undefined) return known;
	const path = join(mkdtempSync(join(tmpdir(), 'sal-clip-')), 'clip.webm');
	const source = colour === 'moving' ? `testsrc2=s=${size}:r=25` : colour === 'clap' ? `color=black:s=${size}:r=25,drawbox=color=white:t=fill:enable='lt(mod(t,1),0.2)'` : `color=${colour}:s=${size}:r=25`;
	const sound = colour === 'clap' ? `sine=frequency=440:sample_rate=48000,volume='lt(mod(t,1),0.2)':eval=frame` : 'sine=frequency=440:sample_rate=48000';
	execFileSync('ffmpeg', [
		...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', source, '-f', 'lavfi', '-i', sound, '-t', '20'],
		...['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '1500k', '-g', '25', '-c:a', 'libopus', '-ac', '2', '-b:a', '48k', path]
	]);
	clips.set(colour + size, path);
	return path;
}

/** Puts somebody into the room whose picture is one colour (or `moving`) and whose voice is a tone (or who claps: a flash and a tone each second); they send until the program is ended. */
export async function putIn(on: Stage, who: Admission, colour: string, size = '320x180'): Promise<ChildProcess> {
	// First: on a busy machine it takes longer than a program may be silent.
	const film = clip(colour, size);
	const answer = await control(on, who.room, { type: 'ingest', admission: await signAdmission({ admission: who, privateKeyPem: on.keys.web.privateKey }) });
	const { video, audio } = v.parse(ingestAnswer, answer.body);
	const to = ({ ip, port, payloadType, ssrc }: typeof video) => ['-c', 'copy', '-payload_type', String(payloadType), '-ssrc', String(ssrc), '-f', 'rtp', `rtp://${ip}:${String(port)}?pkt_size=1200`];
	return spawn('ffmpeg', ['-nostdin', '-v', 'error', '-re', '-stream_loop', '-1', '-i', film, '-map', '0:v', ...to(video), '-map', '0:a', ...to(audio)], { stdio: 'ignore' });
}

export interface Watched {
	name: string;
	/** EXT-X-PROGRAM-DATE-TIME, ms since 1970. */
	at: number;
	/** EXTINF, seconds. */
	duration: number;
	discontinuity: boolean;
	/** Of the middle of each fifth picture. */
	colours: string[];
	/** The same where the interpreter stands. */
	beside: string[];
	/** Largest sample, 0 to 1. */
	loudness: number;
}

/** Looks at a session's segments once each, in order. */
export class Viewer {
	readonly folder: string;
	readonly seen = new Map<string, Watched>();

	constructor(folder: string) {
		this.folder = folder;
	}

	/** Everything up to now. */
	async look(): Promise<Watched[]> {
		const text = await readFile(join(this.folder, 'video.m3u8'), 'utf8').catch(() => '');
		const entries = [...text.matchAll(/(#EXT-X-DISCONTINUITY\n)?#EXT-X-PROGRAM-DATE-TIME:(.+)\n#EXTINF:([\d.]+),\n(.+)\.ts/g)];
		for (const [, discontinuity, date = '', duration, name = ''] of entries) {
			if (this.seen.has(name)) continue;
			const path = join(this.folder, `${name}.ts`);
			this.seen.set(name, { name, at: Date.parse(date), duration: Number(duration), discontinuity: discontinuity !== undefined, colours: await coloursOf(path, '200:200:300:100'), beside: await coloursOf(path, '200:120:950:420'), loudness: await loudnessOf(path) });
		}
		return [...this.seen.values()];
	}

	/** The colours in their order, each once in a row. */
	async colours(): Promise<string[]> {
		const all = (await this.look()).flatMap(({ colours }) => colours);
		return all.filter((colour, index) => colour !== all[index - 1]);
	}
}

const decode = async (path: string, ...args: string[]): Promise<Buffer> =>
	(await run('ffmpeg', ['-nostdin', '-v', 'error', '-i', path, ...args, 'pipe:1'], { encoding: 'buffer', maxBuffer: 64 << 20 })).stdout;

/** `area`: width, height and corner. */
/** How far each clap is heard after it is seen in one segment, ms. */
export async function clapsApart(path: string): Promise<number[]> {
	const stdout = async (...args: string[]) => (await run('ffprobe', ['-v', 'error', ...args, path])).stdout;
	const [picture = 0, sound = 0] = (await stdout('-show_entries', 'stream=start_time', '-of', 'csv=p=0')).trim().split(/\s+/).map(Number);
	const luma = await decode(path, '-an', '-vf', 'crop=200:200:300:100,scale=1:1', '-pix_fmt', 'gray', '-f', 'rawvideo');
	const pcm = await decode(path, '-vn', '-ac', '1', '-f', 's16le');
	const loud = (at: number) => Array.from({ length: 240 }, (_, sample) => Math.abs(pcm.readInt16LE((at * 240 + sample) * 2))).some((level) => level > 1_500);
	const heard = Array.from({ length: Math.floor(pcm.length / 480) }, (_, at) => loud(at));
	const begins = <T>(all: ArrayLike<T>, on: (one: T) => boolean) => Array.from(all).flatMap((one, at, list) => (at > 0 && on(one) && !on(list[at - 1] as T) ? [at] : []));
	const seenAt = begins(luma, (level) => level > 128).map((frame) => (picture + frame / 25) * 1_000);
	const heardAt = begins(heard, Boolean).map((slice) => (sound + slice / 200) * 1_000);
	return seenAt.flatMap((seen) => heardAt.map((at) => at - seen).filter((apart) => Math.abs(apart) < 400));
}

async function coloursOf(path: string, area: string): Promise<string[]> {
	const pixels = await decode(path, '-an', '-vf', `crop=${area},scale=1:1,framestep=5`, '-pix_fmt', 'rgb24', '-f', 'rawvideo');
	return Array.from({ length: pixels.length / 3 }, (_, index) => nameOf(pixels.subarray(index * 3, index * 3 + 3)));
}

function nameOf([red = 0, green = 0, blue = 0]: Uint8Array): string {
	if (red > 150 && green < 90 && blue < 90) return 'red';
	if (blue > 150 && red < 90 && green < 90) return 'blue';
	if (green > 80 && red < 60 && blue < 60) return 'green';
	return red + green + blue < 160 ? 'card' : 'other';
}

async function loudnessOf(path: string): Promise<number> {
	const pcm = await decode(path, '-vn', '-ac', '1', '-f', 's16le');
	let most = 0;
	for (let at = 0; at + 1 < pcm.length; at += 2) most = Math.max(most, Math.abs(pcm.readInt16LE(at)));
	return most / 32_768;
}

/**
 * What a strict reader says of the stream: nothing, when it is right. Each stretch between discontinuities is read for itself, because
 * ffmpeg's reader of playlists does not heed that tag and takes the new clock for damage.
 */
export async function complaints(folder: string): Promise<string[]> {
	const [head = '', ...entries] = (await readFile(join(folder, 'video.m3u8'), 'utf8')).replace('#EXT-X-ENDLIST\n', '').split(/(?=#EXT-X-DISCONTINUITY\n|#EXT-X-PROGRAM-DATE-TIME)/);
	const stretches: string[][] = [];
	for (const entry of entries) {
		if (entry.startsWith('#EXT-X-DISCONTINUITY')) stretches.push([]);
		else stretches.at(-1)?.push(entry);
	}
	const said = stretches.map(async (stretch, index) => {
		const path = join(folder, `stretch-${String(index)}.m3u8`);
		await writeFile(path, `${head}${stretch.join('')}#EXT-X-ENDLIST\n`);
		return (await run('ffmpeg', ['-nostdin', '-v', 'warning', '-i', path, '-map', '0:v', '-map', '0:a', '-f', 'null', '-'])).stderr.trim();
	});
	return Promise.all(said);
}
