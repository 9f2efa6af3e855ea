import { refusalOf, type Refusal } from '../rules/refusal.ts';
import { loadChoice, saveChoice, type Choice } from './choice.ts';
import { Level } from './level.svelte.ts';

export type Kind = 'camera' | 'microphone';

/** 720p is what the largest simulcast layer carries; a browser gives less when the camera cannot. */
const wishes = {
	camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
	microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 }
} as const satisfies Record<Kind, MediaTrackConstraints>;

/** The camera, microphone and speaker of this computer: which there are, which are chosen, what runs, and why something does not. */
export class Devices {
	camera = $state.raw<MediaStreamTrack | null>(null);
	microphone = $state.raw<MediaStreamTrack | null>(null);
	level = $state.raw<Level | null>(null);
	refusals = $state<Record<Kind, Refusal | null>>({ camera: null, microphone: null });
	/** Being asked for now: the browser may be showing its question. */
	asking = $state(false);
	lists = $state.raw<{ cameras: MediaDeviceInfo[]; microphones: MediaDeviceInfo[]; speakers: MediaDeviceInfo[] }>({ cameras: [], microphones: [], speakers: [] });
	choice = $state<Choice>(loadChoice());
	/** What one wants to come in with. Not remembered: whoever muted themselves yesterday would wonder today why nobody hears them. */
	on = $state<Record<Kind, boolean>>({ camera: true, microphone: true });
	#onEnded: (kind: Kind) => void = () => undefined;
	/** The question to the browser that is open now. */
	#opening: Promise<void> | null = null;
	/** Counts closings: a track that is granted after one must not run, nobody would ever stop it. */
	#era = 0;
	readonly #refresh = () => void this.refresh();

	/** Opens both. One question of the browser for the two; each is tried alone when that fails. */
	open(): Promise<void> {
		navigator.mediaDevices?.addEventListener('devicechange', this.#refresh);
		const opening = this.#open(this.#era).finally(() => {
			if (this.#opening !== opening) return;
			this.#opening = null;
			this.asking = false;
		});
		this.#opening = opening;
		this.asking = true;
		return opening;
	}

	async refresh(): Promise<void> {
		const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
		const of = (kind: MediaDeviceKind) => all.filter((device) => device.kind === kind && device.deviceId !== '');
		this.lists = { cameras: of('videoinput'), microphones: of('audioinput'), speakers: of('audiooutput') };
	}

	/** Turns the camera (and its light) on or off. @returns the running track, or null */
	async setCamera(on: boolean): Promise<MediaStreamTrack | null> {
		this.on.camera = on;
		if (on) return this.#running('camera');
		this.#stop('camera');
		return null;
	}

	/** Whether one wants to be heard. The microphone itself stays open, so that the first syllable after unmuting is not lost. */
	async setMicrophone(on: boolean): Promise<MediaStreamTrack | null> {
		this.on.microphone = on;
		return on ? this.#running('microphone') : this.microphone;
	}

	/** Takes another device. @returns the new track, or null when it could not be opened */
	async choose(kind: Kind, device: string): Promise<MediaStreamTrack | null> {
		this.#remember({ [kind]: device });
		this.#stop(kind);
		return this.#openOne(kind);
	}

	chooseSpeaker(device: string): void {
		this.#remember({ speaker: device });
	}

	/** Called when a device was unplugged or taken away while it ran; by then another one runs in its place, if there is one. */
	onEnded(handler: (kind: Kind) => void): void {
		this.#onEnded = handler;
	}

	close(): void {
		navigator.mediaDevices?.removeEventListener('devicechange', this.#refresh);
		this.#era++;
		this.#opening = null;
		this.asking = false;
		this.#stop('camera');
		this.#stop('microphone');
	}

	async #open(era: number): Promise<void> {
		const done = await this.#openBoth();
		for (const kind of ['microphone', 'camera'] as const) {
			if (done || era !== this.#era) break;
			await this.#openOne(kind);
		}
		await this.refresh();
	}

	/** The device as it runs already, or as the browser's open question lets it; only then is it asked for anew. */
	async #running(kind: Kind): Promise<MediaStreamTrack | null> {
		if (!this.#opening) return this[kind] ?? this.#openOne(kind);
		await this.#opening;
		return this[kind];
	}

	async #openBoth(): Promise<boolean> {
		try {
			const stream = await this.#ask({ video: this.#constraints('camera'), audio: this.#constraints('microphone') });
			for (const track of stream.getTracks()) this.#adopt(track.kind === 'video' ? 'camera' : 'microphone', track);
			return true;
		} catch {
			// Which of the two was refused, and why, only asking for each alone tells.
			return false;
		}
	}

	async #openOne(kind: Kind): Promise<MediaStreamTrack | null> {
		const ask = (constraints: MediaTrackConstraints) => this.#ask(kind === 'camera' ? { video: constraints } : { audio: constraints });
		try {
			// The remembered device may be at home: any other is better than none.
			const stream = await ask(this.#constraints(kind)).catch((error: unknown) => (error instanceof DOMException && error.name === 'OverconstrainedError' ? ask(wishes[kind]) : Promise.reject(error)));
			const [track] = stream.getTracks();
			if (track) this.#adopt(kind, track);
			return this[kind];
		} catch (error) {
			this.refusals[kind] = refusalOf({ error, secure: isSecureContext, supported: Boolean(navigator.mediaDevices?.getUserMedia), policyAllows: policyAllows(kind) });
			return null;
		} finally {
			await this.refresh();
		}
	}

	async #ask(constraints: MediaStreamConstraints): Promise<MediaStream> {
		if (!navigator.mediaDevices?.getUserMedia) throw new TypeError('this browser has no devices');
		const era = this.#era;
		const stream = await navigator.mediaDevices.getUserMedia(constraints);
		if (era === this.#era) return stream;
		for (const track of stream.getTracks()) track.stop();
		throw new DOMException('the devices were closed before the browser gave them', 'AbortError');
	}

	#adopt(kind: Kind, track: MediaStreamTrack): void {
		this.refusals[kind] = null;
		if (kind === 'camera' && !this.on.camera) return track.stop();
		if (kind === 'camera') track.contentHint = 'motion';
		this[kind] = track;
		if (kind === 'microphone') {
			this.level?.close();
			this.level = new Level(track);
		}
		track.addEventListener('ended', () => {
			if (this[kind] === track) void this.#replace(kind);
		});
	}

	/** The running device is gone: any other is better than none. */
	async #replace(kind: Kind): Promise<void> {
		const era = this.#era;
		this.#stop(kind);
		await this.#openOne(kind);
		if (era === this.#era) this.#onEnded(kind);
	}

	#stop(kind: Kind): void {
		this[kind]?.stop();
		this[kind] = null;
		if (kind !== 'microphone') return;
		this.level?.close();
		this.level = null;
	}

	#constraints(kind: Kind): MediaTrackConstraints {
		const device = this.choice[kind];
		return device ? { ...wishes[kind], deviceId: { exact: device } } : wishes[kind];
	}

	#remember(change: Partial<Choice>): void {
		this.choice = { ...this.choice, ...change };
		saveChoice(this.choice);
	}
}

/** Does the page's Permissions-Policy let us ask? Only Chromium tells; elsewhere we take it that it does. */
function policyAllows(kind: Kind): boolean {
	const policy = (document as Document & { featurePolicy?: { allowsFeature(name: string): boolean } }).featurePolicy;
	return policy?.allowsFeature(kind) ?? true;
}
