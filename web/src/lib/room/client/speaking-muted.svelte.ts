/** Louder than this (0 … 1) is speech next to the microphone; a fan or a rustling paper is not. */
const SPEECH = 0.55;
/** So many loud moments (of 80 ms) within the window below: a word, not a cough. */
const MOMENTS = 6;
const WINDOW = 1_500;
/** How long the hint stays, ms. */
const STAYS = 4_000;

/** Notices that someone speaks into a microphone they have muted. The sound is looked at in the page only. */
export class SpeakingMuted {
	hint = $state(false);
	#loud: number[] = [];
	#timer: ReturnType<typeof setTimeout> | null = null;

	/** Called with every new loudness of the microphone. */
	hear(level: number, muted: boolean): void {
		if (!muted) return this.#calm();
		if (level < SPEECH) return;
		const now = Date.now();
		this.#loud = [...this.#loud.filter((at) => now - at < WINDOW), now];
		if (this.#loud.length < MOMENTS) return;
		this.hint = true;
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = setTimeout(() => (this.hint = false), STAYS);
	}

	#calm(): void {
		this.#loud = [];
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		this.hint = false;
	}
}
