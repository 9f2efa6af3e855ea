export type Notice = { id: number; text: string; tone: 'plain' | 'warning' };

/** How long a notice stays, ms; long enough to be read twice. */
const STAYS = 7_000;

/** Short sentences about what has just happened, shown and read aloud by screen readers. */
export class Notices {
	shown = $state.raw<Notice[]>([]);
	/** Read aloud only, e.g. that someone has come. */
	spoken = $state('');
	#next = 1;
	#timers: ReturnType<typeof setTimeout>[] = [];

	show(text: string, tone: Notice['tone'] = 'plain'): void {
		const notice = { id: this.#next++, text, tone };
		this.shown = [...this.shown.filter((other) => other.text !== text), notice].slice(-3);
		this.#timers = [...this.#timers.slice(-20), setTimeout(() => this.dismiss(notice.id), STAYS)];
	}

	dismiss(id: number): void {
		this.shown = this.shown.filter((notice) => notice.id !== id);
	}

	say(text: string): void {
		this.spoken = text;
	}

	close(): void {
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers = [];
	}
}
