import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { IngestAnswer } from '@sal/sfu/control';
import { FRAME_RATE, pictureSource } from './picture.ts';
import { openRelay, type Relay } from './relay.ts';
import { initials, ownTurns, type Part } from './script.ts';
import { SAMPLE_RATE, speak } from './voice.ts';

export interface Actor {
	part: Part;
	name: string;
	organisation: string;
	/** How long this person is there, in seconds. */
	seconds: number;
	/** Raw sound, written by {@link writeVoice}. */
	soundFile: string;
}

/** Writes the person's sound as raw 16-bit mono; done before the meeting, so that nothing stutters during it. */
export async function writeVoice({ part, seconds, soundFile }: Actor): Promise<void> {
	async function* bytes(): AsyncGenerator<Buffer> {
		for (const second of speak({ ...part.voice, turns: ownTurns(part), seconds })) {
			yield Buffer.from(second.buffer, second.byteOffset, second.byteLength);
			// A second of sound takes a while to compute: let the queue's heartbeat through.
			await new Promise(setImmediate);
		}
	}
	await pipeline(bytes, createWriteStream(soundFile, { mode: 0o600 }));
}

/** Sends one person's picture and sound to the room as RTP, in real time. Resolves when the part is over; throws what ffmpeg complained of. */
export async function play({ actor, to, signal }: { actor: Actor; to: IngestAnswer; signal: AbortSignal }): Promise<void> {
	signal.throwIfAborted();
	const relays = { video: await openRelay(to.video), audio: await openRelay(to.audio) };
	const child = spawn('ffmpeg', playArguments({ actor, to, relays }), { stdio: ['ignore', 'ignore', 'pipe'] });
	const kill = (): void => void child.kill('SIGKILL');
	signal.addEventListener('abort', kill, { once: true });
	let complaint = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)));
	try {
		const [code] = (await once(child, 'close')) as [number | null];
		signal.throwIfAborted();
		if (code !== 0) throw new Error(`ffmpeg could not play ${actor.part.email}: ${complaint.trim() || `exit code ${String(code)}`}`);
	} finally {
		signal.removeEventListener('abort', kill);
		relays.video.close();
		relays.audio.close();
	}
}

interface Playing {
	actor: Actor;
	to: IngestAnswer;
	relays: { video: Pick<Relay, 'address'>; audio: Pick<Relay, 'address'> };
}

export function playArguments({ actor: { part, name, organisation, seconds, soundFile }, to, relays }: Playing): string[] {
	const picture = pictureSource({ name, organisation, initials: initials(name), colours: part.colours, turns: ownTurns(part), seconds });
	return [
		...['-hide_banner', '-nostdin', '-loglevel', 'error'],
		...['-re', '-f', 'lavfi', '-i', picture],
		...['-re', '-f', 's16le', '-ar', String(SAMPLE_RATE), '-ac', '1', '-i', soundFile],
		// Nobody answers a key frame request here, so there is one every three seconds: pieces of at most four begin with one.
		...['-map', '0:v', '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-threads', '1', '-b:v', '350k', '-g', String(FRAME_RATE * 3), '-pix_fmt', 'yuv420p'],
		...rtp(to.video, relays.video),
		...['-map', '1:a', '-c:a', 'libopus', '-application', 'voip', '-ac', '2', '-b:a', '32k', '-vbr', 'on'],
		...rtp(to.audio, relays.audio)
	];
}

const rtp = ({ payloadType, ssrc }: IngestAnswer['video'], { address }: Pick<Relay, 'address'>): string[] => ['-payload_type', String(payloadType), '-ssrc', String(ssrc), '-f', 'rtp', address];
