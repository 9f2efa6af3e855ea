export type Notice = {
	id: number;
	text: string;
	tone: 'plain' | 'warning';
	/** What can be done about it; such a notice stays until it is done or put aside. */
	remedy?: { label: string; run: () => void };
};

/** How long a notice stays, ms; long enough to be read twice. */
const STAYS = 7_000;

/** Short sentences about what has just happened, shown and read aloud by screen readers. Each has an id of its own: a sentence that repeats is news again. */
export class Notices {
	shown = $state.raw<Notice[]>([]);
	/** Read aloud only, e.g. that someone has come. */
	spoken = $state.raw<{ id: number; text: string }[]>([]);
	#next = 1;
	#timers: ReturnType<typeof setTimeout>[] = [];

	show(text: string, tone: Notice['tone'] = 'plain', remedy?: Notice['remedy']): void {
		const notice = { id: this.#next++, text, tone, ...(remedy && { remedy }) };
		this.shown = [...this.shown.filter((other) => other.text !== text), notice].slice(-3);
		if (!remedy) this.#later(() => this.dismiss(notice.id));
	}

	dismiss(id: number): void {
		this.shown = this.shown.filter((notice) => notice.id !== id);
	}

	say(text: string): void {
		const sentence = { id: this.#next++, text };
		this.spoken = [...this.spoken, sentence];
		// Nobody should come across it long afterwards, reading through the page.
		this.#later(() => (this.spoken = this.spoken.filter((other) => other !== sentence)));
	}

	close(): void {
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers = [];
	}

	#later(act: () => void): void {
		const timer = setTimeout(() => {
			this.#timers = this.#timers.filter((other) => other !== timer);
			act();
		}, STAYS);
		this.#timers.push(timer);
	}
}
