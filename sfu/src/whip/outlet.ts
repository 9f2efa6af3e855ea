/** One stream to a wall screen, of whatever it is fed from: the next source takes over with its first picture, and until then the last one stays. */
import type { types } from 'mediasoup';
import { recorderCapabilities } from '../recording/capabilities.ts';
import { Splice } from './splice.ts';

/** RTCP's payload-specific feedback: a picture was lost, a whole one is needed (RFC 4585 §6.3.1, RFC 5104 §4.3.1). */
const PAYLOAD_SPECIFIC = 206;

interface Tap {
	producer: string;
	consumer: types.Consumer;
}

export interface OutletOptions {
	/** Ours, on a transport of this process: what is sent into it goes to the screen. */
	producer: types.Producer;
	/** Which payload type the screen knows a codec by; see {@link codecKey}. */
	payloadTypes: ReadonlyMap<string, number>;
	onFailure: (error: unknown) => void;
}

/** H.264 counts by the family of its profile. */
export function codecKey({ mimeType, parameters }: Pick<types.RtpCodecParameters, 'mimeType' | 'parameters'>): string {
	const profile = (parameters as Record<string, unknown> | undefined)?.['profile-level-id'];
	return mimeType.toLowerCase() === 'video/h264' ? `video/h264 ${String(profile).slice(0, 2).toLowerCase()}` : mimeType.toLowerCase();
}

export class Outlet {
	readonly #options: OutletOptions;
	readonly #splice: Splice;
	#wanted: string | null = null;
	#shown: Tap | null = null;
	#next: Tap | null = null;
	#order: Promise<void> = Promise.resolve();
	#closed = false;

	constructor(options: OutletOptions) {
		this.#options = options;
		this.#splice = new Splice(options.producer.rtpParameters.encodings?.[0]?.ssrc ?? 0);
	}

	/** The producer that is played, or will be with its first packet. */
	get wanted(): string | null {
		return this.#wanted;
	}

	/** The line stands. The media server forwards a picture only from a key frame on that it recognizes, which it does in VP8 alone. */
	begin(): void {
		this.#black();
		this.needWhole();
	}

	/** Plays this producer from now on; null: nothing. `transport` is one of this process, beside the producer. */
	play(source: { producer: types.Producer; router: types.Router; transport: () => Promise<types.DirectTransport> } | null): void {
		const id = source?.producer.id ?? null;
		if (id === this.#wanted || this.#closed) return;
		this.#wanted = id;
		this.#order = this.#order.then(() => this.#turnTo(source)).catch((error: unknown) => {
			if (this.#wanted === id) this.#wanted = null;
			// It has gone meanwhile; the next look finds another.
			if (source === null || !(source.producer.closed || source.router.closed)) this.#options.onFailure(error);
		});
	}

	/** The screen has lost something, or has just come. */
	rtcp(bytes: Buffer): void {
		for (let at = 0; at + 4 <= bytes.length; at += 4 * (bytes.readUInt16BE(at + 2) + 1)) {
			if (bytes.readUInt8(at + 1) === PAYLOAD_SPECIFIC) return this.needWhole();
		}
	}

	needWhole(): void {
		const { consumer } = this.#next ?? this.#shown ?? {};
		if (consumer?.kind === 'video') consumer.requestKeyFrame().catch(() => undefined); // A consumer that has gone meanwhile needs none.
	}

	close(): void {
		this.#closed = true;
		this.#shown?.consumer.close();
		this.#next?.consumer.close();
		this.#shown = this.#next = null;
	}

	async #turnTo(source: Parameters<Outlet['play']>[0]): Promise<void> {
		this.#next?.consumer.close();
		this.#next = null;
		if (source === null) return this.#nothing();
		const { producer, router, transport } = source;
		const direct = await transport();
		const consumer = await direct.consume({ producerId: producer.id, rtpCapabilities: recorderCapabilities(router.rtpCapabilities), paused: true });
		const [codec] = consumer.rtpParameters.codecs;
		const payloadType = codec && this.#options.payloadTypes.get(codecKey(codec));
		if (this.#closed || this.#wanted !== producer.id) return consumer.close();
		if (codec === undefined || payloadType === undefined) {
			// A screen without this codec shows nothing rather than somebody else.
			consumer.close();
			return this.#nothing();
		}
		const tap: Tap = { producer: producer.id, consumer };
		this.#next = tap;
		consumer.on('rtp', (bytes: Buffer) => {
			if (this.#wanted === null) return;
			if (this.#next === tap) {
				this.#next = null;
				this.#shown?.consumer.close();
				this.#shown = tap;
				this.#splice.cut({ payloadType, clockRate: codec.clockRate, vp8: codec.mimeType.toLowerCase() === 'video/vp8' });
			}
			const packet = this.#shown === tap ? this.#splice.take(bytes, Date.now()) : null;
			if (packet !== null) this.#send(packet);
		});
		consumer.observer.once('close', () => { this.#forget(tap); });
		const layers = producer.rtpParameters.encodings?.length ?? 1;
		if (consumer.type !== 'simple' && layers > 1) await consumer.setPreferredLayers({ spatialLayer: layers - 1 });
		await consumer.resume();
		this.needWhole();
	}

	#forget(tap: Tap): void {
		if (this.#next === tap) this.#next = null;
		if (this.#shown === tap) this.#shown = null;
		if (this.#wanted === tap.producer && this.#next === null) this.#wanted = null;
	}

	#nothing(): void {
		const { consumer } = this.#shown ?? {};
		this.#shown = null;
		consumer?.close();
		this.#black();
	}

	#black(): void {
		const vp8 = this.#options.payloadTypes.get('video/vp8');
		if (vp8 !== undefined) this.#send(this.#splice.black(vp8, Date.now()));
	}

	#send(packet: Buffer): void {
		const { producer } = this.#options;
		if (!producer.closed) producer.send(packet);
	}
}
