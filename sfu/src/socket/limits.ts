import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limits } from '../config.ts';
import type { ClientEvent } from '../protocol.ts';

/** Calls that reach other people or cost the server much: per person, in ten seconds. */
const scarce: Partial<Record<ClientEvent, number>> = { chat: 15, react: 20, hand: 20, produce: 20, enter: 10, receive: 10, restartIce: 20, record: 10, consent: 20 };
/** This many times over the allowance and the socket is cut. */
const PATIENCE = 4;

/** Counts connections per address, and calls per socket. In memory: a restart forgives. */
export class RateLimits {
	readonly #connections: RateLimiterMemory;
	readonly #failures: RateLimiterMemory;
	readonly #calls: RateLimiterMemory;
	readonly #callsPerTenSeconds: number;
	readonly #scarce = new Map<string, RateLimiterMemory>();

	constructor(limits: Limits) {
		this.#connections = new RateLimiterMemory({ keyPrefix: 'connection', points: limits.connectionsPerMinute, duration: 60 });
		this.#failures = new RateLimiterMemory({ keyPrefix: 'failure', points: limits.failuresPerMinute, duration: 60 });
		this.#calls = new RateLimiterMemory({ keyPrefix: 'call', points: limits.callsPerTenSeconds, duration: 10 });
		this.#callsPerTenSeconds = limits.callsPerTenSeconds;
		for (const [event, points] of Object.entries(scarce)) this.#scarce.set(event, new RateLimiterMemory({ keyPrefix: event, points, duration: 10 }));
	}

	/** May this address connect once more? */
	async connection(address: string): Promise<boolean> {
		const failed = await this.#failures.get(address);
		if (failed && failed.remainingPoints <= 0) return false;
		return (await spend(this.#connections, address)) !== 'none-left';
	}

	async failed(address: string): Promise<void> {
		await spend(this.#failures, address);
	}

	/** May this person call once more? `cut`: the socket floods and is to be closed. */
	async call(key: string, event: string): Promise<'yes' | 'no' | 'cut'> {
		if ((await spend(this.#calls, key)) === 'none-left') {
			const used = (await this.#calls.get(key))?.consumedPoints ?? 0;
			return used > this.#callsPerTenSeconds * PATIENCE ? 'cut' : 'no';
		}
		const own = this.#scarce.get(event);
		return own && (await spend(own, key)) === 'none-left' ? 'no' : 'yes';
	}
}

async function spend(limiter: RateLimiterMemory, key: string): Promise<'spent' | 'none-left'> {
	try {
		await limiter.consume(key);
		return 'spent';
	} catch (left) {
		if (left instanceof RateLimiterRes) return 'none-left';
		throw left;
	}
}
