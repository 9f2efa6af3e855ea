import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { SfuConfig } from './config.ts';
import { witness, WITNESS_INTERVAL } from './council/evidence.ts';
import { ControlDesk } from './http/control.ts';
import { Metrics } from './http/metrics.ts';
import { routes } from './http/routes.ts';
import { measureQuality } from './media/quality.ts';
import { Workers } from './media/workers.ts';
import { createRecordings, type Recordings } from './recording/index.ts';
import { bindRecordings } from './room/recordings-events.ts';
import { moveRoom } from './room/revive.ts';
import { Rooms } from './room/rooms.ts';
import { connections } from './socket/connections.ts';
import { Streaming } from './streaming/streaming.ts';

const QUALITY_INTERVAL = 2_000;
const SWEEP_INTERVAL = 60_000;

export interface Sfu {
	/** The loopback port that is listened on. */
	port: number;
	workers: Workers;
	rooms: Rooms;
	/** No new people, then everybody is told, then {@link close}. */
	drain(): Promise<void>;
	close(): Promise<void>;
}

/** Starts a media server and resolves when it is ready; everything it began it ends in `close()`. */
export async function createSfu({ config, log }: { config: SfuConfig; log: Logger }): Promise<Sfu> {
	let draining = false;
	let closed: Promise<void> | null = null;
	let streaming: Streaming | null = null;
	const timers: NodeJS.Timeout[] = [];
	const recordings: Recordings | null = config.recorderSocket ? createRecordings({ socketPath: config.recorderSocket, sfuId: config.id, logger: log }) : null;
	const workers = new Workers({
		count: config.workers,
		rtc: config.rtc,
		workerBin: config.workerBin,
		log,
		onDeath: (dead) => {
			metrics.workerDeaths.inc();
			for (const room of rooms.all) {
				if (!dead.rooms.has(room.id)) continue;
				moveRoom(room).catch((error: unknown) => { log.error({ room: room.id, err: error }, 'a room could not be moved'); });
			}
		}
	});
	const rooms = new Rooms({ config, workers, recordings, log });
	const metrics = new Metrics({ rooms, workers, recordings, streaming: () => streaming });
	const unready = () => (draining ? 'draining' : workers.alive.length === 0 ? 'no mediasoup worker is alive' : null);
	const http = createServer(routes({ control: new ControlDesk({ rooms, config }), metrics, unready, log }));
	const io = connections({ http, config, rooms, log, draining: () => draining });
	if (recordings) bindRecordings({ recordings, rooms, log });
	try {
		await workers.start();
		await rooms.start();
		if (config.streamSocket) streaming = new Streaming({ socketPath: config.streamSocket, sfuId: config.id, rooms: () => rooms.all, logger: log });
		await new Promise<void>((resolve, reject) => {
			http.once('error', reject);
			http.listen(config.port, '127.0.0.1', resolve);
		});
	} catch (error) {
		await close();
		throw error;
	}
	timers.push(
		setInterval(() => { rooms.all.forEach(measureQuality); }, QUALITY_INTERVAL),
		setInterval(() => { rooms.all.forEach(witness); }, WITNESS_INTERVAL),
		setInterval(() => { rooms.sweep(Date.now()).catch((error: unknown) => { log.error({ err: error }, 'idle rooms could not be put away'); }); }, SWEEP_INTERVAL)
	);
	return { port: (http.address() as AddressInfo).port, workers, rooms, drain, close };

	async function drain(): Promise<void> {
		draining = true;
		const until = Date.now() + config.drainSeconds * 1_000;
		while (Date.now() < until && rooms.all.some((room) => room.inside().length > 0)) await new Promise((resolve) => setTimeout(resolve, 100));
		for (const room of rooms.all) for (const peer of room.peers.values()) peer.emit('goodbye', { reason: 'draining' });
		await close();
	}

	function close(): Promise<void> {
		return (closed ??= (async () => {
			timers.forEach((timer) => { clearInterval(timer); });
			// Sockets first: they leave people behind as away, which the journals then keep.
			await io.close();
			streaming?.close();
			await rooms.close();
			await recordings?.close();
			workers.close();
		})());
	}
}
