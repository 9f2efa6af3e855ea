/** Taps one producer for the public stream, until it ends or is no longer shown. */
import type { types } from 'mediasoup';
import * as v from 'valibot';
import { trace } from '../media/trace.ts';
import { captureTimeExtension } from '../recording/capabilities.ts';
import type { TrackMessage } from './messages.ts';
import type { StreamFeed } from './stream-feed.ts';

const senderReport = v.object({ ntpSec: v.number(), ntpFrac: v.number(), rtpTs: v.number() });
/** NTP counts from 1900. */
const ntpEpochSeconds = 2_208_988_800;
const decoded = new Set(['audio/opus', 'video/vp8', 'video/h264']);
const wanted = new Set(['nack pli', 'ccm fir']);
const captureTime = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';

/** What the stream "can receive". No probes and no RTX: nothing is lost between the worker and this process. */
function capabilities(router: types.RtpCapabilities): types.RtpCapabilities {
	return {
		codecs: (router.codecs ?? [])
			.filter(({ mimeType }) => decoded.has(mimeType.toLowerCase()))
			.map((codec) => ({ ...codec, rtcpFeedback: (codec.rtcpFeedback ?? []).filter(({ type, parameter }) => wanted.has(`${type} ${parameter ?? ''}`)) })),
		headerExtensions: (router.headerExtensions ?? []).filter(({ uri }) => uri === captureTime)
	};
}

export interface StreamTapOptions {
	feed: StreamFeed;
	session: string;
	track: number;
	participant: string;
	use: TrackMessage['use'];
	producer: types.Producer;
	router: types.Router;
	transport: types.DirectTransport;
	/** Asked before every packet: may the public have it? */
	allowed: () => boolean;
}

export class StreamTap {
	readonly track: number;
	readonly #options: StreamTapOptions;
	#message: TrackMessage | null = null;
	#consumer: types.Consumer | null = null;
	#ended = false;
	readonly #onTrace = (trace: types.ProducerTraceEventData) => this.#clock(trace);

	constructor(options: StreamTapOptions) {
		this.#options = options;
		this.track = options.track;
	}

	/** What the stream process was told of this track; null before it was. */
	get message(): TrackMessage | null {
		return this.#message;
	}

	get router(): types.Router {
		return this.#options.router;
	}

	/** Lets packets flow. The process is told of the track first, and a key frame is asked for last. */
	async begin(): Promise<void> {
		const { session, track, participant, use, producer, router, transport, feed } = this.#options;
		const consumer = await transport.consume({
			producerId: producer.id,
			rtpCapabilities: capabilities(router.rtpCapabilities),
			paused: true,
			...(producer.kind === 'video' && { preferredLayers: { spatialLayer: this.layer } })
		});
		const [codec] = consumer.rtpParameters.codecs;
		if (this.#ended || codec === undefined) return consumer.close();
		this.#consumer = consumer;
		this.#message = { type: 'track', session, track, participant, use, mimeType: codec.mimeType, payloadType: codec.payloadType, clockRate: codec.clockRate, captureTimeExtension: captureTimeExtension(consumer.rtpParameters) };
		feed.send(this.#message);
		consumer.on('rtp', (packet: Buffer) => this.#rtp(packet));
		consumer.on('producerpause', () => this.#hold(true));
		consumer.on('producerresume', () => this.#hold(false));
		consumer.on('producerclose', () => this.end());
		consumer.on('transportclose', () => this.end());
		producer.on('trace', this.#onTrace);
		await trace(producer, 'sr');
		await consumer.resume();
		await this.requestKeyFrame();
	}

	/** Spatial layer that is wanted of a picture: the best for the large one, something small for the one beside it. */
	get layer(): number {
		const top = Math.max(0, (this.#options.producer.rtpParameters.encodings?.length ?? 1) - 1);
		return this.#options.use === 'main' ? top : Math.min(top, 1);
	}

	async requestKeyFrame(): Promise<void> {
		if (!this.#ended && this.#consumer?.kind === 'video') await this.#consumer.requestKeyFrame();
	}

	/** Not one packet more. May be called twice. */
	end(): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#options.producer.off('trace', this.#onTrace);
		this.#consumer?.close();
		if (this.#message !== null) this.#options.feed.send({ type: 'trackEnd', track: this.track });
	}

	#rtp(packet: Buffer): void {
		const { feed, allowed } = this.#options;
		if (!this.#ended && allowed()) feed.rtp(this.track, Date.now(), packet);
	}

	#hold(held: boolean): void {
		if (!this.#ended) this.#options.feed.send({ type: 'hold', track: this.track, held });
	}

	#clock(trace: types.ProducerTraceEventData): void {
		const report = v.safeParse(senderReport, trace.info);
		if (this.#ended || trace.type !== 'sr' || !report.success) return;
		const { ntpSec, ntpFrac, rtpTs } = report.output;
		// A sender that keeps no clock says zero.
		if (ntpSec === 0) return;
		this.#options.feed.send({ type: 'clock', track: this.track, ntp: (ntpSec - ntpEpochSeconds + ntpFrac / 2 ** 32) * 1000, rtp: rtpTs, arrival: Date.now() });
	}
}
