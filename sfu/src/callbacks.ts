/**
 * Tells the portal what happened in a room: signed, in the order of the room's numbers, again and again until it answers 204.
 */
import type { Logger } from 'pino';
import * as v from 'valibot';
import { signMessage, type Callback } from './control.ts';
import type { Journal } from './room/journal.ts';

/** A 409 says which number the portal waits for. */
const conflictSchema = v.object({ expected: v.pipe(v.number(), v.integer(), v.minValue(1)) });

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 15_000;
const PATIENCE = 10_000;

export interface OutboxOptions {
	sfu: string;
	url: string | undefined;
	privateKeyPem: string;
	journal: Journal;
	log: Logger;
}

export class Outbox {
	readonly #options: OutboxOptions;
	readonly #stop = new AbortController();
	#running: Promise<void> | null = null;
	#wake: (() => void) | null = null;

	constructor(options: OutboxOptions) {
		this.#options = options;
	}

	/** Writes the event under the room's next number and sends it when its turn comes. */
	tell(event: Callback['event'], at = Date.now()): void {
		const { journal, sfu } = this.#options;
		journal.record({ type: 'callback', callback: { sfu, room: journal.state.room, sequence: journal.state.sequence + 1, at, event } });
		this.kick();
	}

	kick(): void {
		if (!this.#options.url || this.#stop.signal.aborted) return;
		this.#running ??= this.#deliver().finally(() => {
			this.#running = null;
			if (this.#options.journal.state.outbox.length > 0) this.kick();
		});
	}

	/** What is not delivered stays in the journal. */
	async close(): Promise<void> {
		this.#stop.abort();
		this.#wake?.();
		await this.#running;
	}

	async #deliver(): Promise<void> {
		const { journal, log } = this.#options;
		let pause = FIRST_PAUSE;
		while (!this.#stop.signal.aborted) {
			// A number that a crash could give to another event must not leave the house.
			await journal.saved();
			const next = journal.state.outbox[0];
			if (!next) return;
			try {
				await this.#send(next);
				pause = FIRST_PAUSE;
			} catch (error) {
				if (this.#stop.signal.aborted) return;
				log.warn({ room: next.room, sequence: next.sequence, err: error }, 'callback not delivered, trying again');
				await this.#rest(pause);
				pause = Math.min(pause * 2, LONGEST_PAUSE);
			}
		}
	}

	async #send(callback: Callback): Promise<void> {
		const { url, privateKeyPem, sfu, journal, log } = this.#options;
		if (!url) return;
		const body = await signMessage({ message: callback, privateKeyPem, kid: sfu });
		const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/jose' }, body, redirect: 'error', signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(PATIENCE)]) });
		if (response.status === 204) return journal.record({ type: 'acknowledged', sequence: callback.sequence });
		const text = (await response.text()).slice(0, 500);
		if (response.status !== 409) throw new Error(`the portal answered ${String(response.status)}`);
		const { expected } = v.parse(conflictSchema, JSON.parse(text));
		if (expected === callback.sequence) throw new Error('the portal refused the number it waits for');
		log.warn({ room: callback.room, sequence: callback.sequence, expected }, 'the portal waits for another callback number');
		// Ahead of us: it has these already. Behind us: it has lost what it acknowledged (restored from a backup), so what waits follows on.
		journal.record(expected > callback.sequence ? { type: 'acknowledged', sequence: expected - 1 } : { type: 'renumbered', first: expected });
	}

	async #rest(pause: number): Promise<void> {
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, pause);
			this.#wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
		this.#wake = null;
	}
}
