/** One room's recording: which producers are tapped, in which layer, and what the room shows of it. */
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { Feed } from '../feed/feed.ts';
import type { OpenMessage, ToRecorder } from '../feed/messages.ts';
import type { RecordingState } from '../protocol.ts';
import { type Focus, recordsTopLayer } from './layer-policy.ts';
import type { RecordedEvent, RecordedProducer, RoomRecording } from './recording.ts';
import { type Tap, tap } from './tap.ts';

/** How long `stop` waits for the recorder to have everything on its disk; the message is kept for its successor in any case. */
const handOverMs = 5_000;

export interface TappedRecordingOptions {
	feed: Feed;
	open: OpenMessage;
	router: types.Router;
	paused: boolean;
	logger: Logger;
	nextTrack: () => number;
	onState: (state: RecordingState) => void;
}

interface Tapped {
	recorded: RecordedProducer;
	layer: number;
	/** null while the consumer is being made. */
	tap: Tap | null;
}

export class TappedRecording implements RoomRecording {
	readonly id: string;
	readonly room: string;
	readonly open: OpenMessage;
	readonly #options: TappedRecordingOptions;
	#router: types.Router;
	#transport: Promise<types.DirectTransport>;
	#tapped = new Map<string, Tapped>();
	#focus: Focus = { speakers: [], pinned: [], cameras: 0 };
	#state: RecordingState;
	#stopped = false;

	constructor(options: TappedRecordingOptions) {
		const { open, router, paused } = options;
		this.#options = options;
		this.id = open.recording;
		this.room = open.room;
		this.open = open;
		this.#router = router;
		this.#transport = createTransport(router);
		this.#state = { state: paused ? 'paused' : 'starting', id: open.recording, startedAt: open.startedAt, storedUntil: null, alarm: null };
	}

	get state(): RecordingState {
		return this.#state;
	}

	get tracks(): number {
		return this.#tapped.size;
	}

	/** What a recorder without memory must know. */
	introduction(): ToRecorder[] {
		return [this.open, ...[...this.#tapped.values()].flatMap(({ tap }) => (tap === null ? [] : [tap.message]))];
	}

	/** Called by the connection's owner with what the recorder says of this recording. */
	change(change: Partial<RecordingState>): void {
		this.#state = { ...this.#state, ...change };
		this.#options.onState(this.#state);
	}

	async addProducer(recorded: RecordedProducer): Promise<void> {
		const { producer, source, participant } = recorded;
		if (this.#stopped || producer.closed || this.#tapped.has(producer.id)) return;
		const layer = layerOf(producer, recordsTopLayer({ source, participant, focus: this.#focus }));
		const tapped: Tapped = { recorded, layer, tap: null };
		this.#tapped.set(producer.id, tapped);
		const router = this.#router;
		try {
			const { feed, nextTrack } = this.#options;
			const made = await tap({
				feed,
				recording: this.id,
				track: nextTrack(),
				recorded,
				router,
				transport: await this.#transport,
				paused: this.#state.state === 'paused',
				layer,
				onLayer: (spatialLayer) => this.event({ at: Date.now(), type: 'layer', participant, detail: { source, producer: producer.id, spatialLayer } })
			});
			// While the consumer was being made the producer may have gone, the layer wish or the pause changed, the room moved or the recording ended.
			if (this.#tapped.get(producer.id) !== tapped || this.#router !== router) return made.end();
			tapped.tap = made;
			if (tapped.layer !== layer) await made.prefer(tapped.layer);
			if (this.#isPaused()) await made.pause();
			else await made.resume();
		} catch (error) {
			// A producer or worker that died meanwhile is no failure of the recording: its end is announced elsewhere.
			if (producer.closed || router.closed || this.#router !== router) return;
			this.#tapped.delete(producer.id);
			throw error;
		}
	}

	removeProducer(producerId: string): void {
		this.#tapped.get(producerId)?.tap?.end();
		this.#tapped.delete(producerId);
	}

	event(event: RecordedEvent): void {
		if (!this.#stopped) this.#options.feed.send({ type: 'event', recording: this.id, event });
	}

	async kept(events: RecordedEvent[]): Promise<void> {
		if (this.#stopped) throw new Error(`recording ${this.id} has ended`);
		const { feed } = this.#options;
		const numbers = events.map((event) => feed.send({ type: 'event', recording: this.id, event }));
		await feed.acknowledged(numbers.at(-1) ?? 0, new AbortController().signal);
	}

	focus(focus: Focus): void {
		this.#focus = focus;
		for (const tapped of this.#tapped.values()) {
			const { producer, source, participant } = tapped.recorded;
			const layer = layerOf(producer, recordsTopLayer({ source, participant, focus }));
			if (layer === tapped.layer) continue;
			tapped.layer = layer;
			if (tapped.tap !== null) this.#background(tapped.tap.prefer(layer));
		}
	}

	layerWanted(producerId: string): number {
		const tapped = this.#tapped.get(producerId);
		return tapped === undefined || this.#stopped || this.#isPaused() ? -1 : tapped.layer;
	}

	async moveTo(router: types.Router): Promise<void> {
		this.#router = router;
		const old = this.#transport;
		this.#transport = createTransport(router);
		for (const { tap } of this.#tapped.values()) tap?.end();
		this.#tapped.clear();
		this.event({ at: Date.now(), type: 'gap', detail: { reason: 'the media worker died and the room moved to another' } });
		const transport = await old.catch(() => null);
		if (transport !== null && !transport.closed) transport.close();
		await this.#transport;
	}

	pause(): void {
		if (this.#stopped || this.#isPaused()) return;
		this.#options.feed.send({ type: 'pause', recording: this.id, at: Date.now() });
		this.change({ state: 'paused' });
		for (const { tap } of this.#tapped.values()) if (tap !== null) this.#background(tap.pause());
	}

	resume(): void {
		if (this.#stopped || !this.#isPaused()) return;
		this.#options.feed.send({ type: 'resume', recording: this.id, at: Date.now() });
		this.change({ state: 'running' });
		for (const { tap } of this.#tapped.values()) if (tap !== null) this.#background(tap.resume());
	}

	async stop(): Promise<void> {
		if (this.#stopped) return;
		for (const { tap } of this.#tapped.values()) tap?.end();
		this.#tapped.clear();
		this.#stopped = true;
		const number = this.#options.feed.send({ type: 'close', recording: this.id, at: Date.now() });
		this.change({ state: 'closing' });
		const transport = await this.#transport.catch(() => null);
		if (transport !== null && !transport.closed) transport.close();
		await this.#options.feed.acknowledged(number, AbortSignal.timeout(handOverMs)).catch(() => undefined);
	}

	/** The recorder needs a key frame of this track: to start a picture, or to end a piece before the next. */
	needKeyFrame(track: number): void {
		for (const { tap } of this.#tapped.values()) if (tap?.track === track) this.#background(tap.requestKeyFrame());
	}

	#isPaused(): boolean {
		return this.#state.state === 'paused';
	}

	/** Calls to a worker fail when the producer or the worker goes meanwhile; that comes to light by itself. */
	#background(work: Promise<void>): void {
		work.catch((error: unknown) => this.#options.logger.debug({ recording: this.id, err: error }, 'a call for a recorded track came too late'));
	}
}

async function createTransport(router: types.Router): Promise<types.DirectTransport> {
	const transport = router.createDirectTransport({ appData: { use: 'recording' } });
	// Whoever uses it awaits it and sees the failure; a room that moves on before does not, and must not bring the process down.
	transport.catch(() => undefined);
	return transport;
}

function layerOf(producer: types.Producer, top: boolean): number {
	if (!top || producer.kind === 'audio') return 0;
	return Math.max(0, (producer.rtpParameters.encodings?.length ?? 1) - 1);
}
