/** The player's state. The address of the film is asked for at the first play, because every look is written down. */
import { speedAfter, type PlayerCommand } from './keys.ts';

interface Options {
	/** POST → `{ url }`, a short-lived address. */
	addressFrom: string;
	durationMs: number;
	/** Where to begin, in seconds. */
	startAt: number;
}

export class Player {
	readonly durationMs: number;
	readonly #addressFrom: string;
	#video: HTMLVideoElement | undefined;
	#wanted: number;
	#asking: Promise<void> | undefined;

	/** Seconds. */
	time = $state(0);
	playing = $state(false);
	loading = $state(false);
	failed = $state(false);
	muted = $state(false);
	speed = $state(1);
	/** False until the first play: the poster stands until then. */
	opened = $state(false);

	constructor({ addressFrom, durationMs, startAt }: Options) {
		this.#addressFrom = addressFrom;
		this.durationMs = durationMs;
		this.#wanted = startAt;
		this.time = startAt;
	}

	/** For `{@attach}`: binds the element, and lets go of it. */
	readonly attach = (video: HTMLVideoElement): (() => void) => {
		this.#video = video;
		const listeners: [keyof HTMLMediaElementEventMap, () => void][] = [
			['timeupdate', () => (this.time = video.currentTime)],
			['seeking', () => (this.time = video.currentTime)],
			['play', () => (this.playing = true)],
			['pause', () => (this.playing = false)],
			['waiting', () => (this.loading = true)],
			['playing', () => this.#arrived()],
			['canplay', () => (this.loading = false)],
			['volumechange', () => (this.muted = video.muted)],
			['ratechange', () => (this.speed = video.playbackRate)],
			['error', () => void this.#renew()]
		];
		for (const [event, listener] of listeners) video.addEventListener(event, listener);
		return () => {
			for (const [event, listener] of listeners) video.removeEventListener(event, listener);
			this.#video = undefined;
		};
	};

	#arrived(): void {
		this.loading = false;
		this.failed = false;
	}

	async play(): Promise<void> {
		await this.#open();
		// A play that is interrupted by a pause or a seek is no failure.
		await this.#video?.play().catch(() => undefined);
	}

	toggle(): void {
		if (this.playing) this.#video?.pause();
		else void this.play();
	}

	/** Seconds from the start. Before the first play the place is remembered. */
	seek(to: number): void {
		this.#wanted = Math.min(Math.max(0, to), this.durationMs / 1_000);
		this.time = this.#wanted;
		if (this.#video && this.opened) this.#video.currentTime = this.#wanted;
	}

	/** Goes there and plays: what a click on a chapter means. */
	jump(to: number): void {
		this.seek(to);
		void this.play();
	}

	setSpeed(speed: number): void {
		this.speed = speed;
		if (this.#video) this.#video.playbackRate = speed;
	}

	run(command: PlayerCommand, frame: HTMLElement | undefined): void {
		switch (command.do) {
			case 'toggle':
				return this.toggle();
			case 'seek':
				return this.seek(this.time + command.by);
			case 'jump':
				return this.seek(command.to === 'start' ? 0 : this.durationMs / 1_000);
			case 'speed':
				return this.setSpeed(speedAfter(this.speed, command.by));
			case 'mute':
				return this.toggleMute();
			case 'fullscreen':
				return void toggleFullscreen(frame);
		}
	}

	toggleMute(): void {
		if (this.#video) this.#video.muted = !this.#video.muted;
	}

	/** Once; a second call waits for the first. */
	#open(): Promise<void> {
		if (this.opened) return Promise.resolve();
		this.#asking ??= this.#load().finally(() => (this.#asking = undefined));
		return this.#asking;
	}

	async #load(): Promise<void> {
		this.loading = true;
		this.failed = false;
		const response = await fetch(this.#addressFrom, { method: 'POST' }).catch(() => null);
		const answer = response?.ok ? ((await response.json()) as { url: string }) : null;
		const video = this.#video;
		if (!answer || !video) {
			this.loading = false;
			this.failed = true;
			return;
		}
		video.src = answer.url;
		video.currentTime = this.#wanted;
		video.playbackRate = this.speed;
		this.opened = true;
	}

	/** The address has expired, or the network broke: once more from the same place, and then say so. */
	async #renew(): Promise<void> {
		const video = this.#video;
		if (!video || !this.opened || !video.error) return;
		if (this.failed) return;
		const wasPlaying = this.playing || this.loading;
		this.#wanted = this.time;
		this.opened = false;
		await this.#load();
		this.failed = true; // until `playing` or `canplay` says otherwise
		video.addEventListener('loadeddata', () => (this.failed = false), { once: true });
		if (wasPlaying) await video.play().catch(() => undefined);
	}
}

async function toggleFullscreen(frame: HTMLElement | undefined): Promise<void> {
	if (document.fullscreenElement) await document.exitFullscreen();
	else await frame?.requestFullscreen?.().catch(() => undefined);
}
