import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Outbox } from '../callbacks.ts';
import type { SfuConfig } from '../config.ts';
import { closeMedia } from '../media/room-media.ts';
import type { Workers } from '../media/workers.ts';
import type { Recordings } from '../recording/index.ts';
import { Journal } from './journal.ts';
import { goOut } from './leave.ts';
import { wakeRoom } from './revive.ts';
import { Room } from './room.ts';

/** A room that nobody uses leaves memory after this, in ms; its journal stays. */
const IDLE = 10 * 60_000;
/** Journals are kept this long after their last change, so that callback numbers and removals are not forgotten, in ms. */
const KEPT = 90 * 24 * 3_600_000;
const FILE = /^([0-9a-f-]{36})\.jsonl$/;

export interface RoomsOptions {
	config: SfuConfig;
	workers: Workers;
	recordings: Recordings | null;
	log: Logger;
}

/** Every room of this process, in memory or in its journal. */
export class Rooms {
	readonly #options: RoomsOptions;
	readonly #rooms = new Map<string, Promise<Room>>();
	/** The same, for those that need no waiting. */
	readonly #ready = new Map<string, Room>();

	constructor(options: RoomsOptions) {
		this.#options = options;
	}

	get all(): Room[] {
		return [...this.#ready.values()];
	}

	/** Reads every journal: people may come back, recordings go on, callbacks are still to be delivered. */
	async start(): Promise<void> {
		const { config, log } = this.#options;
		await mkdir(config.journal, { recursive: true, mode: 0o700 });
		for (const name of await readdir(config.journal)) {
			const id = FILE.exec(name)?.[1];
			if (!id) continue;
			const path = join(config.journal, name);
			if (Date.now() - (await stat(path)).mtimeMs > KEPT) {
				await unlink(path);
				continue;
			}
			try {
				const room = await this.open(id);
				await wakeRoom(room);
			} catch (error) {
				// One broken journal must not keep the other meetings out.
				log.error({ room: id, err: error }, 'a room could not be taken up again');
			}
		}
	}

	/** The room of this id, made when it is new. `id` comes from a signed message. */
	open(id: string): Promise<Room> {
		const known = this.#rooms.get(id);
		if (known) return known;
		const opening = this.#open(id);
		this.#rooms.set(id, opening);
		opening.catch(() => this.#rooms.delete(id));
		return opening;
	}

	/** The room if there ever was one. `id` may come from anyone. */
	async find(id: string): Promise<Room | null> {
		if (this.#rooms.has(id)) return this.open(id);
		const file = await stat(this.#path(id)).catch(() => null);
		return file ? this.open(id) : null;
	}

	/** Lets go of rooms that nobody uses. */
	async sweep(now: number): Promise<void> {
		for (const room of this.all) {
			const { outbox, recording, people } = room.state;
			if (room.peers.size > 0) room.lastUsed = now;
			const busy = room.devices.size > 0 || outbox.length > 0 || recording !== null || [...people.values()].some(({ place }) => place !== 'out');
			if (busy || now - room.lastUsed < IDLE) continue;
			this.#rooms.delete(room.id);
			this.#ready.delete(room.id);
			await shut(room);
		}
	}

	/** Everyone is told; what the journals hold is for the next process. */
	async close(): Promise<void> {
		for (const room of this.all) {
			for (const peer of room.peers.values()) {
				if (peer.grace) clearTimeout(peer.grace);
				if (peer.ingest.length > 0) goOut(room, peer, 'lost');
			}
		}
		await Promise.all(this.all.map(shut));
		this.#rooms.clear();
		this.#ready.clear();
	}

	async #open(id: string): Promise<Room> {
		const { config, workers, recordings, log } = this.#options;
		const journal = await Journal.open({ path: this.#path(id), room: id, onFailure: (error) => { log.error({ room: id, err: error }, 'the journal cannot be written'); } });
		const outbox = new Outbox({ sfu: config.id, url: config.callbackUrl, privateKeyPem: config.privateKey, journal, log });
		const room = new Room({ config, workers, recordings, journal, outbox, log });
		this.#ready.set(id, room);
		outbox.kick();
		return room;
	}

	#path(id: string): string {
		return join(this.#options.config.journal, `${id}.jsonl`);
	}
}

async function shut(room: Room): Promise<void> {
	if (room.emptying) clearTimeout(room.emptying);
	room.emptying = null;
	for (const device of room.devices.values()) device.transport.close();
	await closeMedia(room);
	await room.outbox.close();
	await room.journal.close();
}
