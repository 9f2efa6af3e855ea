/** The server's clock on somebody's screen: what ends and when goes by it, however wrong their own clock is. */

/** Header of answers without a body that says the server's clock, ms since 1970. */
export const CLOCK_HEADER = 'x-sal-clock';

export class ServerClock {
	/** Server's clock − this machine's running time, ms. Running time does not jump when somebody sets the clock. */
	#ahead: number;
	readonly #running: () => number;

	constructor(at: number, running: () => number = () => performance.now()) {
		this.#running = running;
		this.#ahead = at - running();
	}

	/** Now, ms since 1970. */
	get now(): number {
		return this.#running() + this.#ahead;
	}

	/** What to give to {@link hear} with the answer to a question that is asked now. */
	ask(): number {
		return this.#running();
	}

	/** The server said `at`; its answer was half of the time on its way. */
	hear(at: number, asked: number): void {
		const heard = this.#running();
		this.#ahead = at + (heard - asked) / 2 - heard;
	}
}
