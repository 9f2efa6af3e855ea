/** Plays the sound of the others: one element per track, so that one that stalls silences nobody else. */
export class Playback {
	readonly #elements = new Map<string, HTMLAudioElement>();
	readonly #onBlocked: (blocked: boolean) => void;
	#speaker = '';

	/** @param onBlocked whether the browser refuses to play before the person has touched the page */
	constructor(onBlocked: (blocked: boolean) => void) {
		this.#onBlocked = onBlocked;
	}

	attach(id: string, track: MediaStreamTrack): void {
		this.detach(id);
		const element = new Audio();
		element.autoplay = true;
		element.srcObject = new MediaStream([track]);
		this.#elements.set(id, element);
		void this.#route(element);
		void this.#play(element);
	}

	detach(id: string): void {
		const element = this.#elements.get(id);
		if (!element) return;
		element.pause();
		element.srcObject = null;
		this.#elements.delete(id);
	}

	/** After a click: browsers allow sound from then on. */
	async unlock(): Promise<void> {
		await Promise.all([...this.#elements.values()].map((element) => this.#play(element)));
	}

	/** @param speaker device id; empty for the system's own choice */
	async useSpeaker(speaker: string): Promise<void> {
		this.#speaker = speaker;
		await Promise.all([...this.#elements.values()].map((element) => this.#route(element)));
	}

	close(): void {
		for (const id of [...this.#elements.keys()]) this.detach(id);
	}

	async #route(element: HTMLAudioElement): Promise<void> {
		if (!('setSinkId' in element) || element.sinkId === this.#speaker) return;
		// A speaker that was unplugged meanwhile: the system's own choice goes on playing.
		await element.setSinkId(this.#speaker).catch(() => undefined);
	}

	async #play(element: HTMLAudioElement): Promise<void> {
		try {
			await element.play();
			this.#onBlocked(false);
		} catch (error) {
			if (error instanceof DOMException && error.name === 'NotAllowedError') this.#onBlocked(true);
		}
	}
}
