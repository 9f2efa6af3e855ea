import { sameView, type View } from '../rules/view-set.ts';

/** At most so often (ms) is the media server told of the screen; the first change goes out at once. */
const EVERY = 120;

/** Tells the media server which pictures are in sight: at once when that changes, and never the same twice. */
export class ViewReporter {
	readonly #send: (view: View) => Promise<unknown>;
	/** Null before the stage stands: an empty screen told too early would hold up the first picture. */
	#wanted: View | null = null;
	#told: View | null = null;
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(send: (view: View) => Promise<unknown>) {
		this.#send = send;
	}

	want(view: View): void {
		this.#wanted = view;
		if (this.#timer === null) this.#tell();
	}

	/** New transports know nothing of the screen yet. */
	forget(): void {
		this.#told = null;
		if (this.#timer === null) this.#tell();
	}

	close(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}

	#tell(): void {
		const view = this.#wanted;
		if (!view || (this.#told && sameView(this.#told, view))) return;
		this.#told = view;
		this.#timer = setTimeout(() => {
			this.#timer = null;
			this.#tell();
		}, EVERY);
		// A failed call means a broken connection, after which everything is told again.
		this.#send(view).catch(() => (this.#told = null));
	}
}
