/** An encoder and a wall screen on Pion (test/pion), whose offer and answer go by its standard input and output. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { equipmentAnswer, type EquipmentAnswer } from '../src/control.ts';
import { signAdmission, type Admission } from '../src/token.ts';
import { control, type Door } from './harness.ts';

const track = v.object({ tracks: v.number(), packets: v.number(), frames: v.number(), keyFrames: v.number(), lost: v.number(), codecs: v.nullable(v.array(v.string())) });
const line = v.object({ offer: v.optional(v.string()), state: v.optional(v.string()), failed: v.optional(v.string()), video: v.optional(track), audio: v.optional(track) });
export type Line = v.InferOutput<typeof line>;

export class Pion {
	readonly process: ChildProcess;
	readonly told: Line[] = [];
	#listeners: (() => void)[] = [];

	constructor(args: string[]) {
		const program = process.env.PION_BIN;
		if (!program) throw new Error('PION_BIN is not set: run the tests by `npm test`, or build test/pion with Go and point it there.');
		this.process = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
		if (this.process.stdout) {
			createInterface(this.process.stdout).on('line', (text) => {
				this.told.push(v.parse(line, JSON.parse(text)));
				for (const listener of this.#listeners) listener();
			});
		}
	}

	/** The first line that fits, past or to come. */
	next(what: string, fits: (line: Line) => boolean): Promise<Line> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => { reject(new Error(`waited 30 s for ${what}; told: ${this.told.slice(-3).map((one) => JSON.stringify(one)).join(' ')}`)); }, 30_000);
			const check = () => {
				const found = this.told.find(fits);
				if (!found) return;
				clearTimeout(timer);
				this.#listeners = this.#listeners.filter((one) => one !== check);
				resolve(found);
			};
			this.#listeners.push(check);
			check();
		});
	}

	answer(sdp: string): void {
		this.process.stdin?.write(`${JSON.stringify({ answer: sdp })}\n`);
	}

	close(): void {
		this.process.kill('SIGKILL');
	}
}

let clips: { film: string; sound: string } | null = null;

/** Six seconds of a test picture (H.264, Constrained Baseline, a key frame each second) and of a tone. */
export function clip(): { film: string; sound: string } {
	if (clips) return clips;
	const folder = mkdtempSync(join(tmpdir(), 'sal-hall-'));
	const [film, sound] = [join(folder, 'film.h264'), join(folder, 'sound.ogg')];
	execFileSync('ffmpeg', [
		...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=30:d=6', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:d=6'],
		...['-map', '0:v', '-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'veryfast', '-tune', 'zerolatency', '-x264-params', 'sliced-threads=0:slices=1:keyint=30:scenecut=0', '-b:v', '600k', '-f', 'h264', film],
		...['-map', '1:a', '-c:a', 'libopus', '-b:a', '64k', '-page_duration', '20000', '-f', 'ogg', sound]
	]);
	return (clips = { film, sound });
}

/** What the portal asks for a device that has come with this offer. */
export async function offerTo(on: Door, who: Admission, way: 'send' | 'receive', sdp: string): Promise<EquipmentAnswer> {
	const { body } = await control(on, who.room, { type: 'offer', way, admission: await signAdmission({ admission: who, privateKeyPem: on.keys.web.privateKey }), sdp });
	return v.parse(equipmentAnswer, body);
}

/** An encoder that is connected and sends. */
export async function encoder(on: Door, who: Admission): Promise<{ pion: Pion; session: string; etag: string; sdp: string }> {
	const { film, sound } = clip();
	return connected(on, who, 'send', new Pion(['send', '--h264', film, '--opus', sound]));
}

/** A wall screen that is connected. */
export async function wall(on: Door, who: Admission): Promise<{ pion: Pion; session: string; etag: string; sdp: string }> {
	return connected(on, who, 'receive', new Pion(['play']));
}

async function connected(on: Door, who: Admission, way: 'send' | 'receive', pion: Pion) {
	const { offer = '' } = await pion.next('an offer', (told) => told.offer !== undefined);
	const answer = await offerTo(on, who, way, offer);
	if (!answer.ok) {
		pion.close();
		throw new Error(`refused: ${answer.why} ${answer.detail ?? ''}`);
	}
	pion.answer(answer.sdp);
	await pion.next('the connection', ({ state }) => state === 'connected');
	return { pion, session: answer.session, etag: answer.etag, sdp: answer.sdp };
}
