/**
 * A voter's secret ballot in the browser: takes the credential, fills the ballot and casts it without a session. What would be lost with the page is kept in this
 * browser until the ballot is taken; afterwards the receipt alone.
 */
import * as v from 'valibot';
import { fillBallot, finishCredential, requestCredential, type Credential } from './credential.ts';
import type { BallotKeys } from './secret.ts';

const hex = v.string();
const keptSchema = v.object({
	request: v.optional(v.object({ message: hex, blinded: hex, inverse: hex })),
	credential: v.optional(v.object({ message: hex, signature: hex })),
	/** On its way: the same is sent again, so that it is taken once. */
	ballot: v.optional(v.object({ message: hex, signature: hex, sealed: hex })),
	receipt: v.optional(hex),
	taken: v.optional(v.boolean(), false)
});
type Kept = v.InferOutput<typeof keptSchema>;

/** How long a ballot is held back at most, in ms, so that the moment of casting says little; and how long before the end it must leave. */
const HELD_BACK = 5_000;
const IN_TIME = 2_000;
const AGAIN = 1_000;

export type BallotState = 'ready' | 'sending' | 'taken' | 'refused';

interface Options {
	session: string;
	vote: string;
	/** When the vote closes by the server's clock, in ms from now; null while nobody closes it. */
	left: () => number | null;
}

export class SecretBallotBox {
	#state = $state<BallotState>('ready');
	#receipt = $state<string | null>(null);
	#message = $state<string | null>(null);
	readonly #options: Options;
	readonly #key: string;
	#kept: Kept;

	constructor(options: Options) {
		this.#options = options;
		this.#key = `sal-ballot-${options.vote}`;
		this.#kept = this.#read();
	}

	get state(): BallotState {
		return this.#state;
	}
	/** Shown once the ballot is taken. */
	get receipt(): string | null {
		return this.#receipt;
	}
	/** Why it was refused, in the portal's words; or null: the portal cannot be reached. */
	get message(): string | null {
		return this.#message;
	}

	/** Goes on where this browser has stopped. */
	resume(): void {
		this.#message = null;
		if (this.#kept.taken) this.#done();
		else if (this.#kept.ballot) void this.#send();
		else this.#state = 'ready';
	}

	/** Takes the credential only now: whichever of a voter's screens casts first has it. */
	async cast(choices: string[]): Promise<void> {
		if (this.#state !== 'ready') return;
		this.#state = 'sending';
		try {
			const { keys, credential } = await this.#credential();
			const { ballot, receipt } = await fillBallot(keys, credential, choices);
			this.#keep({ ...this.#kept, ballot, receipt });
		} catch (error) {
			return this.#refuse(error);
		}
		await this.#wait(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
		await this.#send();
	}

	async #credential(): Promise<{ keys: BallotKeys; credential: Credential }> {
		const door = `/council/${this.#options.session}/votes/${this.#options.vote}/credential`;
		const keys = await answerOf<BallotKeys>(await fetch(door));
		if (this.#kept.credential) return { keys, credential: this.#kept.credential };
		const request = this.#kept.request ?? (await requestCredential(keys));
		this.#keep({ ...this.#kept, request });
		const { signature } = await answerOf<{ signature: string }>(await fetch(door, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ blinded: request.blinded }) }));
		const credential = await finishCredential(keys, request, signature);
		this.#keep({ taken: false, credential });
		return { keys, credential };
	}

	async #send(): Promise<void> {
		this.#state = 'sending';
		this.#message = null;
		try {
			// Without a cookie and without the page's address: the ballot comes from nobody.
			const response = await fetch(`/ballot/${this.#options.vote}`, { method: 'POST', credentials: 'omit', referrerPolicy: 'no-referrer', headers: { 'content-type': 'application/json' }, body: JSON.stringify(this.#kept.ballot) });
			await answerOf(response);
			this.#keep({ receipt: this.#kept.receipt, taken: true });
			this.#done();
		} catch (error) {
			if (error instanceof Refusal) return this.#refuse(error);
			// Not reached: as long as the vote is open it is sent again, and taken once.
			await pause(AGAIN);
			await this.#send();
		}
	}

	/** A random while, cut short when the vote is about to close. */
	async #wait(random: number): Promise<void> {
		const until = performance.now() + (random / 2 ** 32) * HELD_BACK;
		while (performance.now() < until) {
			const left = this.#options.left();
			if (left !== null && left < IN_TIME) return;
			await pause(100);
		}
	}

	#done(): void {
		this.#receipt = this.#kept.receipt ?? null;
		this.#state = 'taken';
	}

	#refuse(error: unknown): void {
		this.#message = error instanceof Refusal ? error.message : null;
		this.#state = 'refused';
	}

	#read(): Kept {
		try {
			const parsed = v.safeParse(keptSchema, JSON.parse(localStorage.getItem(this.#key) ?? '{}'));
			return parsed.success ? parsed.output : { taken: false };
		} catch {
			return { taken: false };
		}
	}

	#keep(kept: Kept): void {
		this.#kept = kept;
		try {
			localStorage.setItem(this.#key, JSON.stringify(kept));
		} catch {
			// A browser that keeps nothing still votes, as long as the page is open.
		}
	}
}

class Refusal extends Error {}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function answerOf<T>(response: Response): Promise<T> {
	if (response.ok) return (await response.json()) as T;
	// What a broken portal or a proxy answers is no refusal.
	if (response.status >= 500) throw new Error(`status ${response.status}`);
	const answer = (await response.json().catch(() => null)) as { message?: string } | null;
	throw new Refusal(answer?.message ?? '');
}
