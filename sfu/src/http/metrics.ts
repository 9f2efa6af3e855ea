import { Counter, Gauge, Registry } from 'prom-client';
import type { types } from 'mediasoup';
import type { MediaWorker, Workers } from '../media/workers.ts';
import type { Recordings } from '../recording/index.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Streaming } from '../streaming/streaming.ts';

export interface MetricsOptions {
	rooms: Rooms;
	workers: Workers;
	recordings: Recordings | null;
	streaming: () => Streaming | null;
}

/** What Prometheus sees, measured when it asks. */
export class Metrics {
	readonly registry = new Registry();
	readonly workerDeaths: Counter;
	readonly #options: MetricsOptions;
	readonly #gauges: Record<GaugeName, Gauge>;
	readonly #workerCpu: Gauge<'worker'>;
	readonly #workerMemory: Gauge<'worker'>;

	constructor(options: MetricsOptions) {
		this.#options = options;
		const registers = [this.registry];
		const gauge = (name: GaugeName) => new Gauge({ name: `sal_sfu_${name}`, help: gaugeHelp[name], registers });
		this.#gauges = Object.fromEntries(gaugeNames.map((name) => [name, gauge(name)])) as Record<GaugeName, Gauge>;
		this.#workerCpu = new Gauge({ name: 'sal_sfu_worker_cpu_seconds_total', help: 'CPU time of a mediasoup worker, user and system', labelNames: ['worker'], registers });
		this.#workerMemory = new Gauge({ name: 'sal_sfu_worker_memory_bytes', help: 'Largest resident set of a mediasoup worker', labelNames: ['worker'], registers });
		this.workerDeaths = new Counter({ name: 'sal_sfu_worker_deaths_total', help: 'Workers that died and were replaced', registers });
	}

	async text(): Promise<string> {
		const { workers } = this.#options;
		const figures = this.#count();
		await Promise.all([this.#traffic(figures), ...workers.alive.map((worker) => this.#worker(worker))]);
		for (const name of gaugeNames) this.#gauges[name].set(figures[name]);
		return this.registry.metrics();
	}

	#count(): Figures {
		const { rooms, workers, recordings, streaming } = this.#options;
		const figures = Object.fromEntries(gaugeNames.map((name) => [name, 0])) as Figures;
		figures.workers = workers.alive.length;
		for (const room of rooms.all) {
			const inside = room.inside().length;
			if (inside > 0) figures.rooms += 1;
			figures.participants += inside;
			figures.waiting += room.waiting().length;
			figures.callbacks_pending += room.state.outbox.length;
			for (const { published, watched } of room.peers.values()) {
				figures.producers += published.size;
				figures.consumers += watched.size;
			}
		}
		const health = recordings?.health();
		figures.recorder_connected = health?.connected ? 1 : 0;
		figures.recordings = health?.recordings ?? 0;
		figures.recorder_lag_seconds = (health?.lagMs ?? 0) / 1_000;
		figures.recorder_unacknowledged_bytes = health?.unacknowledgedBytes ?? 0;
		figures.recorder_dropped_packets = health?.droppedPackets ?? 0;
		const stream = streaming()?.health();
		figures.stream_connected = stream?.connected ? 1 : 0;
		figures.streams = stream?.streams ?? 0;
		figures.stream_dropped_packets = stream?.droppedPackets ?? 0;
		return figures;
	}

	async #traffic(figures: Figures): Promise<void> {
		const transports = this.#options.rooms.all.flatMap((room) => [...room.peers.values()].flatMap(({ send, receive }) => [send, receive].filter((one) => one !== null)));
		const lost: number[] = [];
		const add = (stat: types.WebRtcTransportStat) => {
			figures.receive_bits_per_second += stat.recvBitrate;
			figures.send_bits_per_second += stat.sendBitrate;
			if (stat.rtpPacketLossReceived !== undefined) lost.push(stat.rtpPacketLossReceived);
			if (stat.rtpPacketLossSent !== undefined) lost.push(stat.rtpPacketLossSent);
		};
		// A transport may close between the question and the answer.
		await Promise.all(transports.map((transport) => transport.getStats().then((stats) => { stats.forEach(add); }, () => undefined)));
		figures.packet_loss_ratio = lost.length === 0 ? 0 : lost.reduce((sum, one) => sum + one, 0) / lost.length;
	}

	async #worker({ index, worker }: MediaWorker): Promise<void> {
		const usage = await worker.getResourceUsage().catch(() => null);
		if (!usage) return;
		this.#workerCpu.set({ worker: index }, (usage.ru_utime + usage.ru_stime) / 1_000);
		this.#workerMemory.set({ worker: index }, usage.ru_maxrss * 1_024);
	}
}

const gaugeHelp = {
	workers: 'Living mediasoup workers',
	rooms: 'Rooms with people in them',
	participants: 'People in rooms',
	waiting: 'People in lobbies',
	producers: 'Tracks that are published',
	consumers: 'Tracks that are received',
	receive_bits_per_second: 'Bit rate from all browsers',
	send_bits_per_second: 'Bit rate to all browsers',
	packet_loss_ratio: 'Mean packet loss over all transports, both directions, 0 to 1',
	callbacks_pending: 'Callbacks that the portal has not acknowledged',
	recordings: 'Recordings that run',
	recorder_connected: '1 while a recorder is connected',
	recorder_lag_seconds: 'Age of the oldest packet that the recorder has not made safe',
	recorder_unacknowledged_bytes: 'Bytes that the recorder has not made safe',
	recorder_dropped_packets: 'Packets lost because the recorder was away too long',
	streams: 'Rooms that the public sees',
	stream_connected: '1 while a stream process is connected',
	stream_dropped_packets: 'Packets left out because the stream process was behind'
} as const;
type GaugeName = keyof typeof gaugeHelp;
type Figures = Record<GaugeName, number>;
const gaugeNames = Object.keys(gaugeHelp) as GaugeName[];
