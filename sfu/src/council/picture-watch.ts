/** Watches one camera's lowest layer (see picture-signs.ts), and asks for a key frame where nothing can be decoded without one. */
import type { types } from 'mediasoup';
import { recorderCapabilities } from '../recording/capabilities.ts';
import { PictureSigns } from './picture-signs.ts';

/** Between two requests for a key frame, ms. */
const ASK_AGAIN = 2_000;

export class PictureWatch {
	readonly producer: types.Producer;
	readonly router: types.Router;
	readonly #signs = new PictureSigns();
	#consumer: types.Consumer | null = null;
	#askedAt = 0;
	#closed = false;

	constructor({ producer, router }: { producer: types.Producer; router: types.Router }) {
		this.producer = producer;
		this.router = router;
	}

	/** Begins to watch. Rejects when the producer or its worker goes meanwhile. */
	async open(transport: types.DirectTransport): Promise<void> {
		const consumer = await transport.consume({ producerId: this.producer.id, rtpCapabilities: recorderCapabilities(this.router.rtpCapabilities), paused: true });
		if (this.#closed) return consumer.close();
		this.#consumer = consumer;
		consumer.on('rtp', (bytes: Buffer) => this.#signs.packet(bytes, Date.now()));
		if (consumer.type !== 'simple') await consumer.setPreferredLayers({ spatialLayer: 0, temporalLayer: 0 });
		await consumer.resume();
	}

	/** Does a picture arrive now? */
	arrives(now: number): boolean {
		const arrives = this.#signs.arrives(now);
		if (this.#signs.needsKeyFrame && this.#consumer && now - this.#askedAt >= ASK_AGAIN) {
			this.#askedAt = now;
			// A consumer that has gone meanwhile needs none.
			this.#consumer.requestKeyFrame().catch(() => undefined);
		}
		return arrives;
	}

	close(): void {
		this.#closed = true;
		this.#consumer?.close();
		this.#consumer = null;
	}
}
