import { unwrap } from './wrap.ts';

export interface Sequenced {
	/** As in the packet, 16 bits. */
	sequence: number;
	/** Arrival at the media server, ms since 1970. */
	arrival: number;
	/** Number of the feed's frame that brought it. */
	number: number;
}

export interface JitterOptions<P extends Sequenced> {
	/** In order; `extended` goes on counting past 65535. `lost` is how many packets are missing right before this one. */
	deliver: (packet: P, extended: number, lost: number) => void;
	/** Go on after this extended sequence number (a file is continued); null: begin with the first packet that comes. */
	after: number | null;
	/** How long a missing packet is waited for, ms. Less where being late is as bad as being lost. */
	patienceMs?: number;
}

/**
 * How long a missing packet is waited for where nothing else is said. mediasoup asks the publisher for it (NACK) ten times at most, a round trip apart: after a second
 * it will not come any more.
 */
const longEnoughMs = 1_000;
/** Beyond this many packets waiting, the missing one is given up early: memory is bounded. */
const mostWaiting = 2_000;
/** A jump back by more than this is no late packet: the sender counts anew. */
const restartDistance = 3_000;

/** Puts packets in order, drops duplicates and what comes too late, and says how many never came. */
export class JitterBuffer<P extends Sequenced> {
	readonly #deliver: JitterOptions<P>['deliver'];
	readonly #patienceMs: number;
	readonly #waiting = new Map<number, P>();
	#next: number | null;
	#waitingSince = 0;
	#restart: number | null = null;

	constructor({ deliver, after, patienceMs = longEnoughMs }: JitterOptions<P>) {
		this.#deliver = deliver;
		this.#patienceMs = patienceMs;
		this.#next = after === null ? null : after + 1;
	}

	push(packet: P): void {
		const reference = this.#next ?? packet.sequence;
		const extended = unwrap(packet.sequence, reference, 16);
		const next = (this.#next ??= extended);
		if (extended === next) {
			this.#next = next + 1;
			this.#restart = null;
			this.#deliver(packet, extended, 0);
			if (this.#waiting.size > 0) this.#drain(packet.arrival);
			return;
		}
		if (extended < next) {
			this.#late(packet, extended);
			return;
		}
		if (this.#waiting.size === 0) this.#waitingSince = packet.arrival;
		this.#waiting.set(extended, packet);
		if (this.#waiting.size > mostWaiting) this.#skip(packet.arrival);
		else this.tick(packet.arrival);
	}

	/** Gives up waiting when it is time. `now` on the clock of `arrival`. */
	tick(now: number): void {
		while (this.#waiting.size > 0 && now - this.#waitingSince >= this.#patienceMs) this.#skip(now);
	}

	/** The track ends: what waits is delivered as it is. */
	flush(): void {
		while (this.#waiting.size > 0) this.#skip(this.#waitingSince);
	}

	/** Lowest feed number of what waits here; Infinity when nothing does. */
	heldFrom(): number {
		let lowest = Infinity;
		for (const { number } of this.#waiting.values()) lowest = Math.min(lowest, number);
		return lowest;
	}

	#drain(now: number): void {
		for (;;) {
			const next = this.#next;
			const packet = next === null ? undefined : this.#waiting.get(next);
			if (next === null || packet === undefined) break;
			this.#waiting.delete(next);
			this.#next = next + 1;
			this.#deliver(packet, next, 0);
		}
		if (this.#waiting.size > 0) this.#waitingSince = now;
	}

	#skip(now: number): void {
		const next = this.#next ?? 0;
		const first = Math.min(...this.#waiting.keys());
		const packet = this.#waiting.get(first);
		if (packet === undefined) return;
		this.#waiting.delete(first);
		this.#next = first + 1;
		this.#deliver(packet, first, first - next);
		this.#drain(now);
	}

	/** Two packets in a row from far back are a sender that began again; a single one is a straggler. */
	#late(packet: P, extended: number): void {
		const next = this.#next ?? 0;
		if (next - extended < restartDistance) return;
		if (this.#restart !== null && extended === this.#restart + 1) {
			this.flush();
			// Counted on upwards, so that what was written keeps its place in the order.
			const again = unwrap(packet.sequence, this.#next ?? 0, 16);
			this.#next = (again < (this.#next ?? 0) ? again + 0x10000 : again) + 1;
			this.#restart = null;
			this.#deliver(packet, this.#next - 1, 1);
			return;
		}
		this.#restart = extended;
	}
}
