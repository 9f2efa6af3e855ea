/** One frame that the recorder has not acknowledged yet. */
export interface Kept {
	number: number;
	/** When it was put in, ms since 1970. */
	at: number;
	/** Recording it belongs to when it may be thrown away (RTP), null for messages: those are kept whatever happens. */
	droppable: string | null;
	bytes: Buffer;
}

/** What had to be thrown away, per recording. */
export interface Dropped {
	recording: string;
	from: number;
	to: number;
	packets: number;
}

/**
 * Frames in the order of their numbers, until they are acknowledged: what a recorder's successor is told again. Bounded in bytes; when
 * it is full the oldest packets go (never messages), and that is reported, because each is a lost moment of the recording.
 */
export class Ring {
	#kept: Kept[] = [];
	#head = 0;
	/** Index of the next frame that has not been handed out since the last rewind. */
	#next = 0;
	#bytes = 0;
	readonly #limit: number;

	constructor(limitBytes: number) {
		this.#limit = limitBytes;
	}

	get bytes(): number {
		return this.#bytes;
	}

	get length(): number {
		return this.#kept.length - this.#head;
	}

	/** When the oldest unacknowledged frame was put in; null when all is acknowledged. */
	get oldestAt(): number | null {
		return this.#kept[this.#head]?.at ?? null;
	}

	/** Adds a frame and returns what had to go to make room for it. */
	push(kept: Kept): Dropped[] {
		this.#kept.push(kept);
		this.#bytes += kept.bytes.length;
		return this.#bytes > this.#limit ? this.#makeRoom() : [];
	}

	/** Forgets everything up to and including `number`. */
	acknowledge(number: number): void {
		let kept = this.#kept[this.#head];
		while (kept !== undefined && kept.number <= number) {
			this.#bytes -= kept.bytes.length;
			this.#head += 1;
			kept = this.#kept[this.#head];
		}
		this.#next = Math.max(this.#next, this.#head);
		if (this.#head > 1024 && this.#head * 2 > this.#kept.length) this.#compact();
	}

	/** The next frame to send, or undefined when all were sent. */
	take(): Buffer | undefined {
		const kept = this.#kept[this.#next];
		if (kept !== undefined) this.#next += 1;
		return kept?.bytes;
	}

	/** A new recorder has come: everything unacknowledged is to be sent again. */
	rewind(): void {
		this.#next = this.#head;
	}

	#compact(): void {
		this.#kept = this.#kept.slice(this.#head);
		this.#next -= this.#head;
		this.#head = 0;
	}

	/** Makes room for a while, not for one frame: going through all frames for each packet would cost more than it saves. */
	#makeRoom(): Dropped[] {
		const goal = this.#limit * 0.9;
		const dropped = new Map<string, Dropped>();
		const unsent = this.#next;
		const rest: Kept[] = [];
		let next = 0;
		for (let index = this.#head; index < this.#kept.length; index += 1) {
			const kept = this.#kept[index];
			if (kept === undefined) continue;
			if (this.#bytes > goal && kept.droppable !== null) {
				this.#bytes -= kept.bytes.length;
				const before = dropped.get(kept.droppable);
				if (before === undefined) dropped.set(kept.droppable, { recording: kept.droppable, from: kept.at, to: kept.at, packets: 1 });
				else Object.assign(before, { to: kept.at, packets: before.packets + 1 });
				continue;
			}
			if (index < unsent) next += 1;
			rest.push(kept);
		}
		this.#kept = rest;
		this.#head = 0;
		this.#next = next;
		return [...dropped.values()];
	}
}
