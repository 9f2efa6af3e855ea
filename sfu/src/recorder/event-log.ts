import * as v from 'valibot';
import type { ToRecorder } from '../feed/messages.ts';
import type { FileWriter } from './file-writer.ts';
import type { PieceLine } from './journal-lines.ts';

type LoggedEvent = Extract<ToRecorder, { type: 'event' }>['event'];
const markSchema = v.object({ sequence: v.number() });

/** An event waits at most this long (ms) for others to share its piece. */
const longestMs = 3_000;

interface Pending {
	number: number;
	at: number;
	line: string;
	/** When it came, on the recorder's own clock. */
	since: number;
}

export interface EventLogOptions {
	file: FileWriter;
	/** The recording's zero, ms since 1970. */
	zero: number;
	/** Up to where an earlier recorder had written. */
	written: PieceLine['events'];
	hold: (number: number) => () => void;
}

/** The meeting's events as JSON Lines: a file like any other, in pieces like any other. */
export class EventLog {
	readonly #options: EventLogOptions;
	#pending: Pending[] = [];
	#epoch: string;
	#number: number;
	/** Highest event of a council's session in here. */
	#mark: number;

	constructor(options: EventLogOptions) {
		this.#options = options;
		this.#epoch = options.written?.epoch ?? '';
		this.#number = options.written?.number ?? 0;
		this.#mark = options.written?.mark ?? 0;
	}

	/** An event that an earlier connection brought already is left out, and one of a council's session that comes again after the media server's death. `at` in ms since 1970. */
	add({ epoch, number, event, now }: { epoch: string; number: number; event: LoggedEvent; now: number }): void {
		if (epoch === this.#epoch && number <= this.#number) return;
		this.#epoch = epoch;
		this.#number = number;
		const mark = event.type === 'council' ? v.parse(markSchema, event.detail).sequence : null;
		if (mark !== null && mark <= this.#mark) return;
		this.#mark = mark ?? this.#mark;
		this.#pending.push({ number, at: event.at, line: `${JSON.stringify(event)}\n`, since: now });
	}

	tick(now: number): void {
		const first = this.#pending[0];
		if (first !== undefined && now - first.since >= longestMs) this.cut();
	}

	cut(): void {
		const pending = this.#pending;
		const first = pending[0];
		if (first === undefined) return;
		this.#pending = [];
		const { file, zero, hold } = this.#options;
		const times = pending.map(({ at }) => Math.max(0, at - zero));
		file.write({
			bytes: Buffer.from(pending.map(({ line }) => line).join('')),
			start: Math.min(...times),
			end: Math.max(...times),
			keyFrame: true,
			gaps: [],
			track: null,
			events: { epoch: this.#epoch, number: this.#number, mark: this.#mark },
			release: hold(first.number)
		});
	}

	heldFrom(): number {
		return this.#pending[0]?.number ?? Infinity;
	}

	pendingSince(): number {
		return this.#pending[0]?.at ?? Infinity;
	}
}
