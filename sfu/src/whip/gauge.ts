/** How large and how fast a picture comes: looked at while somebody asks, because each packet that is looked at costs. */
import type { types } from 'mediasoup';
import { type FrameMaker, type OrderedPacket, Vp8Frames } from '../recorder/frames.ts';
import { H264Frames } from '../recorder/h264-frames.ts';
import { JitterBuffer } from '../recorder/jitter-buffer.ts';
import { readRtp } from '../recorder/rtp-packet.ts';
import { recorderCapabilities } from '../recording/capabilities.ts';

/** Pictures are counted over this long, in ms. */
const WINDOW = 2_000;
/** It looks on for this long after it was asked last, in ms. */
const ASKED_WITHIN = 10_000;

export interface Gauged {
	width: number | null;
	height: number | null;
	/** Pictures a second; null before they have been counted. */
	rate: number | null;
}

interface Looking {
	/** Ours alone: with it everything ends. */
	transport: types.DirectTransport | null;
}

export class Gauge {
	readonly #producer: types.Producer;
	readonly #router: types.Router;
	#size: { width: number; height: number } | null = null;
	#frames: number[] = [];
	#since = 0;
	#looking: Looking | null = null;
	#idle: NodeJS.Timeout | null = null;

	constructor({ producer, router }: { producer: types.Producer; router: types.Router }) {
		this.#producer = producer;
		this.#router = router;
		producer.observer.once('close', () => { this.#stop(); });
	}

	/** What is known now; the first time nothing is. */
	read(now: number): Gauged {
		if (!this.#producer.closed) this.#look(now);
		this.#frames = this.#frames.filter((at) => at > now - WINDOW);
		const counted = now - this.#since > WINDOW;
		return { width: this.#size?.width ?? null, height: this.#size?.height ?? null, rate: counted && this.#looking ? this.#frames.length / (WINDOW / 1_000) : null };
	}

	#look(now: number): void {
		if (this.#idle) clearTimeout(this.#idle);
		this.#idle = setTimeout(() => { this.#stop(); }, ASKED_WITHIN);
		if (this.#looking) return;
		this.#looking = { transport: null };
		this.#since = now;
		this.#open(this.#looking).catch(() => { this.#stop(); }); // The picture has gone meanwhile.
	}

	async #open(looking: Looking): Promise<void> {
		const transport = await this.#router.createDirectTransport({ appData: { use: 'gauge' } });
		looking.transport = transport;
		if (this.#looking !== looking) return transport.close();
		const consumer = await transport.consume({ producerId: this.#producer.id, rtpCapabilities: recorderCapabilities(this.#router.rtpCapabilities), paused: true });
		const h264 = consumer.rtpParameters.codecs[0]?.mimeType.toLowerCase() === 'video/h264';
		const maker: FrameMaker = h264 ? new H264Frames({ continued: false }) : new Vp8Frames({ continued: false });
		const jitter = new JitterBuffer<OrderedPacket>({
			after: null,
			deliver: (packet, sequence, lost) => {
				if (lost > 0) maker.lost();
				const frame = maker.push({ packet, sequence, rtp: packet.timestamp });
				if (frame === null) return;
				this.#frames.push(packet.arrival);
				this.#size = frame.size ?? this.#size;
			}
		});
		consumer.on('rtp', (bytes: Buffer) => {
			const packet = readRtp(bytes, null);
			if (packet) jitter.push({ ...packet, arrival: Date.now(), number: 0 });
		});
		await consumer.resume();
		await consumer.requestKeyFrame();
	}

	#stop(): void {
		if (this.#idle) clearTimeout(this.#idle);
		this.#idle = null;
		this.#looking?.transport?.close();
		this.#looking = null;
		this.#frames = [];
	}
}
