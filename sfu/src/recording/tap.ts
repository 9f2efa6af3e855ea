/** Taps one producer: its packets and its clock go to the recorder until it ends. */
import type { types } from 'mediasoup';
import * as v from 'valibot';
import { trace } from '../media/trace.ts';
import type { Feed } from '../feed/feed.ts';
import type { TrackMessage } from '../feed/messages.ts';
import { captureTimeExtension, recorderCapabilities } from './capabilities.ts';
import type { RecordedProducer } from './recording.ts';

const senderReport = v.object({ ntpSec: v.number(), ntpFrac: v.number(), rtpTs: v.number() });
/** NTP counts from 1900. */
const ntpEpochSeconds = 2_208_988_800;

export interface TapOptions {
	feed: Feed;
	recording: string;
	track: number;
	recorded: RecordedProducer;
	router: types.Router;
	transport: types.DirectTransport;
	paused: boolean;
	/** Spatial layer to record; see {@link Tap.prefer}. */
	layer: number;
	onLayer: (layer: number | null) => void;
}

/**
 * The consumer is made paused, the recorder is told of the track, and only then packets and a key frame are asked for: a key frame that
 * comes before its sink is ready is lost, and the picture stays black until the next.
 */
export async function tap(options: TapOptions): Promise<Tap> {
	const { feed, recording, track, recorded, router, transport, paused, layer, onLayer } = options;
	const { producer, participant, name, source } = recorded;
	const consumer = await transport.consume({
		producerId: producer.id,
		rtpCapabilities: recorderCapabilities(router.rtpCapabilities),
		paused: true,
		...(producer.kind === 'video' && { preferredLayers: { spatialLayer: layer } })
	});
	const [codec] = consumer.rtpParameters.codecs;
	if (codec === undefined) throw new Error(`producer ${producer.id} has no codec that can be recorded`);
	const message: TrackMessage = {
		type: 'track',
		recording,
		track,
		producer: producer.id,
		participant,
		name,
		source,
		kind: producer.kind,
		mimeType: codec.mimeType,
		payloadType: codec.payloadType,
		clockRate: codec.clockRate,
		channels: codec.channels ?? 1,
		captureTimeExtension: captureTimeExtension(consumer.rtpParameters)
	};
	feed.send(message);
	const result = new Tap({ feed, message, producer, consumer, onLayer });
	await trace(producer, 'sr');
	if (!paused) await result.resume();
	return result;
}

export class Tap {
	/** What the recorder was told of this track. */
	readonly message: TrackMessage;
	readonly #feed: Feed;
	readonly #producer: types.Producer;
	readonly #consumer: types.Consumer;
	#ended = false;
	readonly #onTrace = (trace: types.ProducerTraceEventData) => this.#clock(trace);

	constructor({ feed, message, producer, consumer, onLayer }: { feed: Feed; message: TrackMessage; producer: types.Producer; consumer: types.Consumer; onLayer: TapOptions['onLayer'] }) {
		this.message = message;
		this.#feed = feed;
		this.#producer = producer;
		this.#consumer = consumer;
		const { recording, track } = message;
		consumer.on('rtp', (packet: Buffer) => feed.rtp(recording, track, Date.now(), packet));
		consumer.on('producerpause', () => this.#hold(true));
		consumer.on('producerresume', () => this.#hold(false));
		consumer.on('layerschange', (layers) => onLayer(layers?.spatialLayer ?? null));
		consumer.on('producerclose', () => this.end());
		consumer.on('transportclose', () => this.end());
		producer.on('trace', this.#onTrace);
		if (consumer.producerPaused) this.#hold(true);
	}

	get track(): number {
		return this.message.track;
	}

	async prefer(layer: number): Promise<void> {
		if (this.#ended || this.#consumer.kind !== 'video' || this.#consumer.type === 'simple') return;
		await this.#consumer.setPreferredLayers({ spatialLayer: layer });
	}

	async pause(): Promise<void> {
		if (!this.#ended) await this.#consumer.pause();
	}

	async resume(): Promise<void> {
		if (this.#ended) return;
		await this.#consumer.resume();
		await this.requestKeyFrame();
	}

	async requestKeyFrame(): Promise<void> {
		if (!this.#ended && this.#consumer.kind === 'video') await this.#consumer.requestKeyFrame();
	}

	end(): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#producer.off('trace', this.#onTrace);
		this.#consumer.close();
		this.#feed.send({ type: 'trackEnd', track: this.track });
	}

	#hold(held: boolean): void {
		if (!this.#ended) this.#feed.send({ type: 'hold', track: this.track, held, at: Date.now() });
	}

	#clock(trace: types.ProducerTraceEventData): void {
		const report = v.safeParse(senderReport, trace.info);
		if (this.#ended || trace.type !== 'sr' || !report.success) return;
		const { ntpSec, ntpFrac, rtpTs } = report.output;
		// A sender that keeps no clock says zero.
		if (ntpSec === 0) return;
		this.#feed.send({ type: 'clock', track: this.track, ntp: (ntpSec - ntpEpochSeconds + ntpFrac / 2 ** 32) * 1000, rtp: rtpTs, arrival: Date.now() });
	}
}
