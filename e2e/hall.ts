/** A hall's encoder and its wall screen on Pion, a WebRTC stack that is neither a browser's nor ours (sfu/test/pion; the set-up of the tests builds it). */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, type Page } from '@playwright/test';

interface Came {
	tracks: number;
	packets: number;
	frames: number;
	keyFrames: number;
	lost: number;
	codecs: string[] | null;
}
interface Told {
	offer?: string;
	session?: string;
	etag?: string;
	state?: string;
	failed?: string;
	deleted?: number;
	video?: Came;
	audio?: Came;
}

export interface Line {
	url: string;
	token: string;
}

export class Equipment {
	readonly told: Told[] = [];
	readonly #process: ChildProcess;

	constructor(args: string[]) {
		const program = process.env.PION_BIN;
		if (!program) throw new Error('PION_BIN is not set: run the tests by `npm test`, or build sfu/test/pion with Go and point it there');
		this.#process = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
		if (this.#process.stdout) createInterface(this.#process.stdout).on('line', (line) => this.told.push(JSON.parse(line) as Told));
	}

	/** The first that fits of what it tells, past or to come. */
	async hear(what: string, fits: (told: Told) => boolean, timeout = 20_000): Promise<Told> {
		await expect.poll(() => this.told.some(fits), { timeout, intervals: [50], message: `${what}; told: ${JSON.stringify(this.told.slice(-3))}` }).toBe(true);
		return this.told.find(fits) ?? {};
	}

	/** What somebody said to the offer of one that was started without an address. */
	answer(sdp: string): void {
		this.#process.stdin?.write(`${JSON.stringify({ answer: sdp })}\n`);
	}

	/** As its switch would: it says goodbye, and ends. */
	end(): void {
		this.#process.kill('SIGTERM');
	}

	kill(): void {
		this.#process.kill('SIGKILL');
	}
}

let clip: { film: string; sound: string } | undefined;

/** Six seconds of a test picture in H.264, with a key frame each second, and of a tone in Opus: to be sent again and again. */
function film(): { film: string; sound: string } {
	if (clip) return clip;
	const folder = mkdtempSync(join(tmpdir(), 'sal-hall-'));
	const [film, sound] = [join(folder, 'film.h264'), join(folder, 'sound.ogg')];
	execFileSync('ffmpeg', [
		...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30:d=6', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:d=6'],
		...['-map', '0:v', '-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'veryfast', '-tune', 'zerolatency', '-x264-params', 'sliced-threads=0:slices=1:keyint=30:scenecut=0', '-b:v', '1200k', '-f', 'h264', film],
		...['-map', '1:a', '-c:a', 'libopus', '-b:a', '64k', '-page_duration', '20000', '-f', 'ogg', sound]
	]);
	return (clip = { film, sound });
}

/** A camera of the hall that sends to this address. */
export function camera({ url, token }: Line): Equipment {
	const { film: picture, sound } = film();
	return new Equipment(['send', '--h264', picture, '--opus', sound, '--url', url, '--token', token]);
}

/** A wall screen that plays from this address. */
export const screen = ({ url, token }: Line): Equipment => new Equipment(['play', '--url', url, '--token', token]);

/** Offers of an encoder that goes nowhere with them. */
export async function offerOf(): Promise<string> {
	const { film: picture, sound } = film();
	const encoder = new Equipment(['send', '--h264', picture, '--opus', sound]);
	const { offer } = await encoder.hear('an offer', (told) => told.offer !== undefined);
	encoder.kill();
	return offer ?? '';
}

/** Makes a key on the page of the meeting's equipment, and reads it from there: it is shown once. */
export async function makeKey(page: Page, meeting: string, label: string, does: RegExp): Promise<Line> {
	await page.goto(`/meetings/${meeting}/equipment`);
	await page.getByLabel('Jméno zařízení').fill(label);
	const kind = page.getByLabel('Co zařízení dělá');
	await kind.selectOption({ label: (await kind.locator('option').allTextContents()).find((text) => does.test(text)) ?? '' });
	await page.getByRole('button', { name: 'Vytvořit klíč' }).click();
	const token = page.getByRole('textbox', { name: 'Klíč (Bearer Token)' });
	await expect(token).toBeVisible();
	return { url: await page.getByRole('textbox', { name: 'Adresa' }).inputValue(), token: await token.inputValue() };
}

interface Shown {
	tracks: string[];
	packets: number;
	frames: number;
	width: number;
	energy: number;
}
declare global {
	interface Window {
		salWall?: { connection: RTCPeerConnection; video: HTMLVideoElement; tracks: string[] };
	}
}

/** A player of a few lines on a page: a plain RTCPeerConnection and a POST (WHEP). */
export async function playInPage(page: Page, line: Line): Promise<void> {
	// Whoever has touched a page may hear it.
	await page.mouse.click(2, 2);
	await page.evaluate(async ({ url, token }) => {
		const connection = new RTCPeerConnection();
		const video = document.body.appendChild(Object.assign(document.createElement('video'), { autoplay: true, srcObject: new MediaStream() }));
		const tracks: string[] = [];
		connection.ontrack = ({ track }) => {
			tracks.push(track.kind);
			(video.srcObject as MediaStream).addTrack(track);
		};
		for (const kind of ['audio', 'video']) connection.addTransceiver(kind, { direction: 'recvonly' });
		await connection.setLocalDescription();
		const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/sdp', 'authorization': `Bearer ${token}` }, body: connection.localDescription?.sdp ?? '' });
		if (answer.status !== 201) throw new Error(`${String(answer.status)}: ${await answer.text()}`);
		await connection.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
		window.salWall = { connection, video, tracks };
	}, line);
}

/** What has come to the player of a page. */
export function wallOf(page: Page): Promise<Shown> {
	return page.evaluate(async () => {
		const { salWall: wall } = window;
		if (!wall) throw new Error('there is no player on this page');
		const shown = { tracks: [...wall.tracks].sort(), packets: 0, frames: 0, width: wall.video.videoWidth, energy: 0 };
		for (const one of (await wall.connection.getStats()).values() as Iterable<{ type: string; packetsReceived?: number; framesDecoded?: number; totalAudioEnergy?: number }>) {
			if (one.type !== 'inbound-rtp') continue;
			shown.packets += one.packetsReceived ?? 0;
			shown.frames += one.framesDecoded ?? 0;
			shown.energy += one.totalAudioEnergy ?? 0;
		}
		return shown;
	});
}
