/** Feed numbers whose content is not on disk yet. What lies below the lowest of them may be acknowledged. */
export class Held {
	readonly #numbers = new Set<{ number: number }>();

	/** Holds a number back until the returned function is called. */
	hold(number: number): () => void {
		const entry = { number };
		if (Number.isFinite(number)) this.#numbers.add(entry);
		return () => this.#numbers.delete(entry);
	}

	/** The lowest number held; Infinity when none is. */
	first(): number {
		let lowest = Infinity;
		for (const { number } of this.#numbers) lowest = Math.min(lowest, number);
		return lowest;
	}
}
