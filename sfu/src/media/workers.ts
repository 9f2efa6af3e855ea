import { createWorker, type types } from 'mediasoup';
import type { Logger } from 'pino';

/** One mediasoup worker process with its one UDP and one TCP port. */
export interface MediaWorker {
	index: number;
	worker: types.Worker;
	server: types.WebRtcServer;
	/** Rooms that live here, with their size at this moment. */
	rooms: Map<string, () => number>;
}

export interface WorkersOptions {
	count: number;
	/** Worker number n listens on `port + n`, UDP and TCP. */
	rtc: { port: number; address: string; announced: string[] };
	workerBin?: string;
	log: Logger;
	/** The worker's process has died; everything on it is gone already. */
	onDeath: (dead: MediaWorker) => void;
}

/** The pool: one worker per core, each replaced when it dies. */
export class Workers {
	readonly #options: WorkersOptions;
	#alive: MediaWorker[] = [];
	#waiting: (() => void)[] = [];
	#closed = false;

	constructor(options: WorkersOptions) {
		this.#options = options;
	}

	get alive(): readonly MediaWorker[] {
		return this.#alive;
	}

	async start(): Promise<void> {
		await Promise.all(Array.from({ length: this.#options.count }, (_, index) => this.#launch(index)));
	}

	/** The worker with the fewest people; waits for a replacement when none is alive. */
	async leastLoaded(): Promise<MediaWorker> {
		for (;;) {
			const best = this.#alive.toSorted((one, other) => load(one) - load(other) || one.rooms.size - other.rooms.size)[0];
			if (best) return best;
			if (this.#closed) throw new Error('the workers are closed');
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		}
	}

	close(): void {
		this.#closed = true;
		for (const { worker } of this.#alive) worker.close();
		this.#alive = [];
		this.#wake();
	}

	async #launch(index: number): Promise<void> {
		const { rtc, workerBin, log, onDeath } = this.#options;
		const worker = await createWorker({ workerBin, logLevel: 'warn' });
		const listen = { ip: rtc.address, announcedAddress: rtc.announced[0], port: rtc.port + index };
		const server = await worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ...listen }, { protocol: 'tcp', ...listen }] }).catch((error: unknown) => {
			worker.close();
			throw new Error(`media port ${listen.ip}:${String(listen.port)} cannot be opened (UDP and TCP): ${String(error)}. Free it or set SAL_RTC_PORT.`);
		});
		if (this.#closed) return worker.close();
		const launched: MediaWorker = { index, worker, server, rooms: new Map() };
		worker.on('died', (error) => {
			log.error({ worker: index, pid: worker.pid, err: error }, 'mediasoup worker died');
			this.#alive = this.#alive.filter((one) => one !== launched);
			void this.#replace(index);
			onDeath(launched);
		});
		this.#alive.push(launched);
		log.info({ worker: index, pid: worker.pid, port: listen.port }, 'mediasoup worker ready');
		this.#wake();
	}

	/** The port may be held for a moment by the dying process, hence the patience. */
	async #replace(index: number): Promise<void> {
		for (let pause = 50; !this.#closed; pause = Math.min(pause * 2, 5_000)) {
			try {
				return await this.#launch(index);
			} catch (error) {
				this.#options.log.error({ worker: index, err: error }, 'mediasoup worker could not be replaced, trying again');
				await new Promise((resolve) => setTimeout(resolve, pause));
			}
		}
	}

	#wake(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const resolve of waiting) resolve();
	}
}

function load({ rooms }: MediaWorker): number {
	let people = 0;
	for (const size of rooms.values()) people += size();
	return people;
}
