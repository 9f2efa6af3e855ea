/** A device of the hall that is connected to a room: an encoder (WHIP) or a wall screen (WHEP). */
import { createHash, randomUUID } from 'node:crypto';
import type { types } from 'mediasoup';
import { candidatesFor } from '../media/candidates.ts';
import type { Room } from '../room/room.ts';
import type { Place } from './answer.ts';
import type { Gauge } from './gauge.ts';
import type { Offer } from './offer.ts';
import type { Wall } from './wall.ts';

/** Whoever has not connected after this long (ms) has another network than it thought. */
const CONNECT_WITHIN = 20_000;
/** A camera of a hall in 1080p, with something to spare, in bit/s. */
const MOST_INCOMING = 12_000_000;
/** A wall screen is in a house's own network, in bit/s. */
const FIRST_OUTGOING = 4_000_000;

export interface DeviceOptions {
	room: Room;
	participant: string;
	way: 'send' | 'receive';
	offer: Offer;
	router: types.Router;
	/** Of the router's worker. */
	server: types.WebRtcServer;
}

export class Device {
	readonly session = randomUUID();
	readonly since = Date.now();
	readonly participant: string;
	readonly way: 'send' | 'receive';
	readonly transport: types.WebRtcTransport;
	/** What it sends us. */
	producers: types.Producer[] = [];
	/** Of the picture that it sends. */
	gauge: Gauge | null = null;
	/** What we send it. */
	consumers: types.Consumer[] = [];
	/** What it is fed with, if it plays. */
	wall: Wall | null = null;
	readonly #announced: readonly string[];
	readonly #mids: string[];

	/** Opens a transport for the device and puts it among the room's devices, until the transport closes. Rejects when the offer's fingerprint is not taken. */
	static async open(options: DeviceOptions): Promise<Device> {
		const { room, offer, router, server } = options;
		const transport = await router.createWebRtcTransport({ webRtcServer: server, enableUdp: true, enableTcp: true, preferUdp: true, initialAvailableOutgoingBitrate: FIRST_OUTGOING });
		const device = new Device(options, transport);
		try {
			await transport.setMaxIncomingBitrate(MOST_INCOMING);
			await transport.connect({ dtlsParameters: offer.dtls });
		} catch (error) {
			transport.close();
			throw error;
		}
		room.devices.set(device.session, device);
		const late = setTimeout(() => { if (!device.connected) transport.close(); }, CONNECT_WITHIN);
		transport.observer.once('close', () => {
			clearTimeout(late);
			room.devices.delete(device.session);
		});
		transport.on('dtlsstatechange', (state) => { if (state === 'closed' || state === 'failed') transport.close(); });
		transport.on('icestatechange', (state) => { if (state === 'disconnected') transport.close(); });
		return device;
	}

	private constructor({ room, participant, way, offer }: DeviceOptions, transport: types.WebRtcTransport) {
		this.participant = participant;
		this.way = way;
		this.transport = transport;
		this.#announced = room.config.rtc.announced;
		this.#mids = offer.sections.flatMap(({ mid, accepted }) => (accepted === null ? [] : [mid]));
	}

	get connected(): boolean {
		return this.transport.dtlsState === 'connected';
	}

	get place(): Place {
		const { iceParameters, iceCandidates, dtlsParameters } = this.transport;
		return { iceParameters, iceCandidates: candidatesFor(iceCandidates, this.#announced), dtlsParameters };
	}

	/** Names the ICE session of this moment (RFC 9725 §4.3.1). */
	get etag(): string {
		const { usernameFragment, password } = this.transport.iceParameters;
		return `"${createHash('sha256').update(`${usernameFragment} ${password}`).digest('base64url').slice(0, 22)}"`;
	}

	get mids(): string[] {
		return this.#mids;
	}
}
