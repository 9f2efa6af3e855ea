/**
 * Does a picture arrive from this camera? Looks at the lowest layer as a viewer would: complete frames, decodable since a key frame.
 *
 * It proves that the camera's encoder sends pictures and that they arrive whole. It does not prove what they show: a covered lens, a frozen or a
 * played picture look the same from here. That is for whoever presides to see.
 */
import type { types } from 'mediasoup';
import { recorderCapabilities } from '../recording/capabilities.ts';
import { Vp8Frames, type OrderedPacket } from '../recorder/frames.ts';
import { JitterBuffer } from '../recorder/jitter-buffer.ts';
import { readRtp } from '../recorder/rtp-packet.ts';

/** A frame this old is not "now", ms: the slowest camera sends one a second. */
const FRESH = 1_500;
/** How long a missing packet is waited for, ms. */
const PATIENCE = 400;
/** Between two requests for a key frame, ms. */
const ASK_AGAIN = 2_000;

export class PictureWatch {
	readonly producer: types.Producer;
	readonly router: types.Router;
	readonly #frames = new Vp8Frames({ continued: false });
	readonly #jitter: JitterBuffer<OrderedPacket>;
	#consumer: types.Consumer | null = null;
	#frameAt = 0;
	#askedAt = 0;
	#closed = false;

	constructor({ producer, router }: { producer: types.Producer; router: types.Router }) {
		this.producer = producer;
		this.router = router;
		this.#jitter = new JitterBuffer({ after: null, patienceMs: PATIENCE, deliver: (packet, sequence, lost) => this.#ordered(packet, sequence, lost) });
	}

	/** Begins to watch. Rejects when the producer or its worker goes meanwhile. */
	async open(transport: types.DirectTransport): Promise<void> {
		const consumer = await transport.consume({ producerId: this.producer.id, rtpCapabilities: recorderCapabilities(this.router.rtpCapabilities), paused: true });
		if (this.#closed) return consumer.close();
		this.#consumer = consumer;
		consumer.on('rtp', (bytes: Buffer) => this.#packet(bytes));
		if (consumer.type !== 'simple') await consumer.setPreferredLayers({ spatialLayer: 0, temporalLayer: 0 });
		await consumer.resume();
	}

	/** Does a picture arrive now? Asks for a key frame where nothing can be decoded without one. */
	arrives(now: number): boolean {
		this.#jitter.tick(now);
		if (this.#frames.needsKeyFrame && this.#consumer && now - this.#askedAt >= ASK_AGAIN) {
			this.#askedAt = now;
			// A consumer that has gone meanwhile needs none.
			this.#consumer.requestKeyFrame().catch(() => undefined);
		}
		return now - this.#frameAt < FRESH;
	}

	close(): void {
		this.#closed = true;
		this.#consumer?.close();
		this.#consumer = null;
	}

	#packet(bytes: Buffer): void {
		const packet = readRtp(bytes, null);
		if (packet) this.#jitter.push({ ...packet, arrival: Date.now(), number: 0 });
	}

	#ordered(packet: OrderedPacket, sequence: number, lost: number): void {
		if (lost > 0) this.#frames.lost();
		if (this.#frames.push({ packet, sequence, rtp: packet.timestamp })) this.#frameAt = packet.arrival;
	}
}
