import { expect, type Page } from '@playwright/test';
import type { SignedIn } from './people.ts';
import { expectSilence } from './room.ts';

declare global {
	interface Window {
		/** When the burst began, in ms since 1970; null before. */
		salSpoken?: number | null;
		/** What came of it: when its first 10 ms were decoded (ms since 1970), and how much of it (ms). */
		salHeard?: { at: number; length: number } | null;
	}
}

/** Not yet among TypeScript's own: what Chromium offers of https://www.w3.org/TR/mediacapture-transform/ in a page. */
declare const MediaStreamTrackProcessor: new (options: { track: MediaStreamTrack; maxBufferSize: number }) => { readable: ReadableStream<AudioData> };

/** Hz: far from hum and hiss, and far inside what a codec for speech keeps. */
const PITCH = 1_000;
/** Length of the first syllable, in ms. */
export const SYLLABLE = 200;
/** The button that begins it. */
const UNMUTE = 'Zapnout mikrofon';

/** This page's microphone is silent until the button that unmutes it is clicked; with the click begins one burst, a syllable long. */
export async function speakWithClick(page: Page): Promise<void> {
	await page.addInitScript(
		({ button, pitch, seconds }) => {
			window.salSpoken = null;
			const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
			navigator.mediaDevices.getUserMedia = async (constraints) => {
				const stream = await ask(constraints);
				const context = new AudioContext();
				const microphone = context.createMediaStreamDestination();
				// Silence, as a microphone gives it, flows too; without a source nothing would.
				const silence = new ConstantSourceNode(context, { offset: 0 });
				silence.connect(microphone);
				silence.start();
				for (const track of stream.getAudioTracks()) {
					track.stop();
					stream.removeTrack(track);
				}
				for (const track of microphone.stream.getTracks()) stream.addTrack(track);
				document.addEventListener('click', (event) => {
					// Browsers start the clock of sound only when the page is touched, which one does to come in.
					void context.resume();
					if (!(event.target instanceof Element) || event.target.closest('button')?.getAttribute('aria-label')?.includes(button) !== true) return;
					const tone = new OscillatorNode(context, { frequency: pitch });
					tone.connect(new GainNode(context, { gain: 0.5 })).connect(microphone);
					tone.start();
					tone.stop(context.currentTime + seconds);
					window.salSpoken = Date.now();
				}, { capture: true });
				return stream;
			};
		},
		{ button: UNMUTE, pitch: PITCH, seconds: SYLLABLE / 1_000 }
	);
}

/** This page listens to every voice that it decodes, in blocks of 10 ms. */
export async function listenForTone(page: Page): Promise<void> {
	await page.addInitScript((pitch) => {
		window.salHeard = null;
		/** Amplitude of the pitch in a block: one bin of a Fourier transform. */
		const amplitude = (samples: Float32Array, rate: number) => {
			let real = 0;
			let imaginary = 0;
			for (const [index, sample] of samples.entries()) {
				const angle = (2 * Math.PI * pitch * index) / rate;
				real += sample * Math.cos(angle);
				imaginary += sample * Math.sin(angle);
			}
			return (2 * Math.hypot(real, imaginary)) / samples.length;
		};
		const listen = async (track: MediaStreamTrack) => {
			// Two seconds of blocks, so that a page that is busy for a moment misses none.
			const blocks = new MediaStreamTrackProcessor({ track, maxBufferSize: 200 }).readable.getReader();
			for (let next = await blocks.read(); next.value; next = await blocks.read()) {
				const block = next.value;
				const samples = new Float32Array(block.numberOfFrames);
				block.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
				const { sampleRate } = block;
				block.close();
				// A quarter of what was spoken is heard as the tone; its echo in the codec's filters is not.
				if (amplitude(samples, sampleRate) < 0.12) continue;
				window.salHeard ??= { at: Date.now(), length: 0 };
				window.salHeard.length += (1_000 * samples.length) / sampleRate;
			}
		};
		const Plain = RTCPeerConnection;
		window.RTCPeerConnection = class extends Plain {
			constructor(configuration?: RTCConfiguration) {
				super(configuration);
				this.addEventListener('track', ({ track }) => {
					if (track.kind === 'audio') void listen(track);
				});
			}
		};
	}, PITCH);
}

/**
 * Mutes, waits until nothing arrives any more, unmutes and speaks one syllable with the click. Resolves when most of it was heard.
 * @returns how long after the click the other heard the first of it, and how much of it was heard, both in ms
 */
export async function unmuteAndSpeak({ speaker, listener }: { speaker: SignedIn; listener: SignedIn }): Promise<{ after: number; length: number }> {
	const controls = speaker.page.getByRole('toolbar');
	await controls.getByRole('button', { name: 'Ztlumit mikrofon' }).click();
	await expect(listener.page.getByRole('article', { name: new RegExp(`${speaker.name}.*ztlumeno`) })).toBeVisible();
	await expectSilence(listener.page);
	await listener.page.evaluate(() => (window.salHeard = null));
	await controls.getByRole('button', { name: UNMUTE }).click();
	const spoken = await speaker.page.evaluate(() => window.salSpoken ?? NaN);
	const heard = () => listener.page.evaluate(() => window.salHeard ?? { at: NaN, length: 0 });
	await expect.poll(async () => (await heard()).length, { intervals: [50], message: 'most of the syllable is heard' }).toBeGreaterThanOrEqual(0.75 * SYLLABLE);
	// Until the rest of it has come too.
	let last = await heard();
	await expect.poll(async () => last.length === (last = await heard()).length, { intervals: [200] }).toBe(true);
	return { after: last.at - spoken, length: last.length };
}
