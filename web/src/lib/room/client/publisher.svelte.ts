import type { Failure, Source } from '@sal/sfu/protocol';
import type { types } from 'mediasoup-client';
import type { Devices } from './devices.svelte.ts';
import { KeptSpeech } from './kept-speech.ts';
import type { Media } from './media.ts';
import { BrokenConnectionError, RefusedError, type Signalling } from './signalling.ts';

type Line = { media: Media; call: Signalling['call'] };

/** Which of my tracks the others get. The wish (`on`) survives a reconnect; the producers are made anew on every line. */
export class Publisher {
	on = $state<Record<Source, boolean>>({ camera: false, microphone: false, screen: false, screenSound: false });
	/** The recording runs and I have not agreed, or may not publish at all: nothing is sent. */
	held = $state(true);
	screenTrack = $state.raw<MediaStreamTrack | null>(null);
	#screenSoundTrack: MediaStreamTrack | null = null;
	/** What has been said since one unmuted, while the microphone does not speak for itself yet. */
	#kept: KeptSpeech | null = null;
	readonly #devices: Devices;
	readonly #onRefused: (code: Failure) => void;
	#producers: Partial<Record<Source, types.Producer>> = {};
	#pending: Partial<Record<Source, Promise<void>>> = {};
	/** Highest layer that anybody looks at, by producer. */
	#wanted: Record<string, number> = {};
	#line: Line | null = null;

	constructor(devices: Devices, onRefused: (code: Failure) => void) {
		this.#devices = devices;
		this.#onRefused = onRefused;
	}

	/** New transports: publishes again whatever is on. */
	async useLine(line: Line): Promise<void> {
		this.dropLine();
		this.#line = line;
		// Sound first; both are on their way before either is answered.
		await Promise.all((['microphone', 'camera', 'screen', 'screenSound'] as const).map((source) => this.#sync(source)));
	}

	dropLine(): void {
		this.#producers = {};
		this.#pending = {};
		this.#wanted = {};
		this.#line = null;
	}

	async hold(held: boolean): Promise<void> {
		if (this.held === held) return;
		this.held = held;
		await Promise.all((['microphone', 'camera', 'screen', 'screenSound'] as const).map((source) => this.#sync(source)));
	}

	/** @returns whether the microphone is now as wished */
	async setMicrophone(on: boolean): Promise<boolean> {
		this.on.microphone = on;
		this.#keepSpeech(on && !this.held);
		const track = await this.#devices.setMicrophone(on);
		if (on && !track) this.on.microphone = false;
		await this.#sync('microphone');
		return this.on.microphone === on;
	}

	async setCamera(on: boolean): Promise<boolean> {
		this.on.camera = on;
		const track = await this.#devices.setCamera(on);
		if (on && !track) this.on.camera = false;
		await this.#sync('camera');
		return this.on.camera === on;
	}

	/** @throws DOMException when the person changes their mind in the browser's own picker (`NotAllowedError`) */
	async shareScreen(): Promise<void> {
		const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
		const [video] = stream.getVideoTracks();
		if (!video) return;
		video.contentHint = 'detail';
		// The browser's own "stop sharing" bar.
		video.addEventListener('ended', () => void this.stopScreen());
		this.screenTrack = video;
		this.#screenSoundTrack = stream.getAudioTracks()[0] ?? null;
		this.on.screen = true;
		this.on.screenSound = this.#screenSoundTrack !== null;
		await Promise.all([this.#sync('screen'), this.#sync('screenSound')]);
	}

	async stopScreen(): Promise<void> {
		this.screenTrack?.stop();
		this.#screenSoundTrack?.stop();
		this.screenTrack = null;
		this.#screenSoundTrack = null;
		this.on.screen = false;
		this.on.screenSound = false;
		await Promise.all([this.#sync('screen'), this.#sync('screenSound')]);
	}

	/** The browser has answered after one had come in: what was chosen at the door is sent from now on. */
	async devicesOpened(): Promise<void> {
		await Promise.all(
			(['microphone', 'camera'] as const).map((kind) => {
				this.on[kind] = this.#devices.on[kind] && this.#devices[kind] !== null;
				return this.#sync(kind);
			})
		);
	}

	/** Another camera or microphone was chosen, or the running one is gone. */
	async deviceChanged(kind: 'camera' | 'microphone'): Promise<void> {
		if (!this.#devices[kind]) this.on[kind] = false;
		if (kind === 'microphone') this.#keepSpeech(false);
		await this.#sync(kind);
	}

	/** A host has muted me or stopped my camera; on the server it is paused already. */
	async stoppedByHost(source: Source): Promise<void> {
		if (source === 'screen' || source === 'screenSound') return this.stopScreen();
		this.on[source] = false;
		if (source === 'microphone') this.#keepSpeech(false);
		const producer = this.#producers[source];
		if (producer) await pauseSending(producer);
		if (source === 'camera') await this.#devices.setCamera(false);
	}

	/** The highest layer anybody looks at; −1: nobody, so nothing is encoded. */
	limitLayers(id: string, highest: number): void {
		this.#wanted[id] = highest;
		const producer = Object.values(this.#producers).find((one) => one?.id === id);
		// Failing to send less harms nobody; failing to send more is mended by the next change of view.
		if (producer && !producer.paused) this.#activate(producer).catch((error: unknown) => console.warn('The layers of a picture could not be changed.', error));
	}

	close(): void {
		this.screenTrack?.stop();
		this.#screenSoundTrack?.stop();
		this.#keepSpeech(false);
		this.dropLine();
	}

	#trackOf(source: Source): MediaStreamTrack | null {
		switch (source) {
			case 'camera':
				return this.#devices.camera;
			case 'microphone':
				return this.#kept?.track ?? this.#devices.microphone;
			case 'screen':
				return this.screenTrack;
			case 'screenSound':
				return this.#screenSoundTrack;
		}
	}

	/** One change of a source at a time: two quick presses of M must end as the second one says. */
	#sync(source: Source): Promise<void> {
		const next = (this.#pending[source] ?? Promise.resolve()).then(() => this.#bring(source));
		this.#pending[source] = next;
		return next;
	}

	/** Brings what is sent into line with what is wished. */
	async #bring(source: Source): Promise<void> {
		const line = this.#line;
		if (!line) return;
		try {
			await this.#apply(source, line);
		} catch (error) {
			// A broken connection publishes again by itself.
			if (error instanceof BrokenConnectionError || line !== this.#line) return;
			const code = error instanceof RefusedError ? error.code : 'internal';
			if (code === 'internal') console.error(`Publishing the ${source} failed.`, error);
			// The buttons must not say that one is heard or seen when one is not.
			if (code !== 'consent-needed') this.on[source] = false;
			this.#onRefused(code);
		}
	}

	async #apply(source: Source, { media, call }: Line): Promise<void> {
		const track = this.#trackOf(source);
		const on = this.on[source] && !this.held && track !== null;
		const producer = this.#producers[source];
		if (!producer) {
			// A muted microphone is published too, paused: unmuting then costs no negotiation.
			if (!track || this.held || (!on && source !== 'microphone')) return;
			const made = await media.produce({ track, source, paused: !on });
			this.#producers[source] = made;
			await (on ? this.#activate(made) : pauseSending(made));
			if (source === 'microphone') this.#releaseSpeech();
			return;
		}
		if (source === 'screen' || source === 'screenSound') {
			if (on) return;
			producer.close();
			this.#producers[source] = undefined;
			await call('closeProducer', { producer: producer.id });
			return;
		}
		if (!on) {
			await pauseSending(producer);
			if (source === 'camera') await producer.replaceTrack({ track: null });
			await call('pauseProducer', { producer: producer.id });
			return;
		}
		const opened = call('resumeProducer', { producer: producer.id });
		if (producer.track !== track) await producer.replaceTrack({ track });
		producer.resume();
		await Promise.all([opened, this.#activate(producer)]);
		if (source === 'microphone') this.#releaseSpeech();
	}

	/** @param wanted whether one has just unmuted; otherwise nothing that was said is kept any longer */
	#keepSpeech(wanted: boolean): void {
		this.#kept?.close();
		const { level } = this.#devices;
		this.#kept = wanted && level ? KeptSpeech.begin(level.source) : null;
	}

	/** The way to the others is open: they hear what was kept, and from the first pause on the microphone. */
	#releaseSpeech(): void {
		const kept = this.#kept;
		kept?.release({ loudness: () => this.#devices.level?.value ?? 0, onPause: () => void this.#speakDirectly(kept) });
	}

	async #speakDirectly(kept: KeptSpeech): Promise<void> {
		if (this.#kept !== kept) return;
		this.#kept = null;
		const track = this.#devices.microphone;
		const producer = this.#producers.microphone;
		try {
			if (producer && !producer.closed && track) await producer.replaceTrack({ track });
		} catch (error) {
			// A line that was dropped meanwhile: the next one takes the microphone itself.
			console.warn('The microphone could not take over.', error);
		}
		kept.close();
	}

	#activate(producer: types.Producer): Promise<void> {
		const highest = this.#wanted[producer.id] ?? Infinity;
		return setActive(producer, (layer) => layer <= highest);
	}
}

async function pauseSending(producer: types.Producer): Promise<void> {
	producer.pause();
	await setActive(producer, () => false);
}

/** The last change of each sender's parameters: the browser refuses a second one before the first is through. */
const turns = new WeakMap<RTCRtpSender, Promise<void>>();

function setActive(producer: types.Producer, active: (layer: number) => boolean): Promise<void> {
	const sender = producer.rtpSender;
	if (!sender) return Promise.resolve();
	const turn = (turns.get(sender) ?? Promise.resolve()).then(() => (producer.closed ? undefined : activate(sender, active)));
	turns.set(sender, turn.catch(() => undefined));
	return turn;
}

/** Straight on the sender: no renegotiation, so it takes effect within a packet or two and nothing at all is sent while inactive. */
async function activate(sender: RTCRtpSender, active: (layer: number) => boolean): Promise<void> {
	const parameters = sender.getParameters();
	if (parameters.encodings.every((encoding, layer) => encoding.active === active(layer))) return;
	for (const [layer, encoding] of parameters.encodings.entries()) encoding.active = active(layer);
	await sender.setParameters(parameters);
}
