import type { ConsumerOptions, Input, Snapshot, Source } from '@sal/sfu/protocol';
import type { Device, types } from 'mediasoup-client';
import { iceRemedy, restarted, watchIce, type IceWatch } from '../rules/ice.ts';
import { encodingFor } from './encodings.ts';
import type { Signalling } from './signalling.ts';

let warm: Promise<Device> | null = null;

/**
 * Loads the media library and wakes the browser's WebRTC stack while the person still looks at the device check,
 * so that joining does not wait for either. Safe to call again.
 */
export function warmUp(): Promise<Device> {
	warm ??= Promise.all([import('mediasoup-client').then(({ Device }) => Device.factory()), wake()]).then(([device]) => device);
	warm.catch(() => (warm = null));
	return warm;
}

/** The first offer of a page makes the browser start its threads and look for its codecs, which takes longer than everything else here. */
async function wake(): Promise<void> {
	const first = new RTCPeerConnection();
	try {
		first.addTransceiver('audio');
		first.addTransceiver('video');
		await first.createOffer();
	} finally {
		first.close();
	}
}

export type MediaOptions = {
	media: NonNullable<Snapshot['media']>;
	call: Signalling['call'];
	/** Does the socket stand? Without it there is nobody to restart ICE with, and new transports come with the next `enter`. */
	reachable: () => boolean;
	/** Transport states have changed; true when all that is in use is connected. */
	onHealth: (healthy: boolean) => void;
	/** ICE restarts did not help: new transports are needed. */
	onBeyondRepair: () => void;
};

type Transports = { send: types.Transport; receive: types.Transport };

/** The two transports of one stay in the room, one to send and one to receive. */
export class Media {
	readonly #transports: Transports;
	readonly #device: Device;
	readonly #call: Signalling['call'];
	readonly #options: MediaOptions;
	readonly #watches = new Map<keyof Transports, IceWatch>();
	#sendingDtls: types.DtlsParameters | null = null;
	/** The media server's answer to the fingerprint of the receiving transport. */
	#receivingConnected: Promise<unknown> = Promise.resolve();
	readonly #doctor: ReturnType<typeof setInterval>;

	private constructor(device: Device, options: MediaOptions) {
		this.#device = device;
		this.#options = options;
		this.#call = options.call;
		const { media } = options;
		// The server's halves of these types come from mediasoup, ours from mediasoup-client; they describe the same JSON.
		const common = { iceServers: media.iceServers.map(({ urls, username, credential }) => ({ urls, username, credential })) };
		this.#transports = {
			send: device.createSendTransport({ ...(media.send as types.TransportOptions), ...common }),
			receive: device.createRecvTransport({ ...(media.receive as types.TransportOptions), ...common })
		};
		this.#wire();
		this.#doctor = setInterval(() => this.#examine(), 500);
	}

	/** @throws when the browser cannot do WebRTC at all */
	static async open(options: MediaOptions): Promise<Media> {
		const device = await warmUp();
		if (!device.loaded) await device.load({ routerRtpCapabilities: options.media.routerRtpCapabilities as types.RtpCapabilities });
		return new Media(device, options);
	}

	get receivingCapabilities(): Input<'receive'>['rtpCapabilities'] {
		return this.#device.recvRtpCapabilities as Input<'receive'>['rtpCapabilities'];
	}

	/** @throws {RefusedError} when the media server did not take this browser's fingerprint, without which nothing comes in */
	async receiving(): Promise<void> {
		await this.#receivingConnected;
	}

	consume({ id, producerId, kind, rtpParameters, participant }: ConsumerOptions): Promise<types.Consumer> {
		// One stream per person keeps the browser's lip-sync between their camera and microphone.
		return this.#transports.receive.consume({ id, producerId, kind, rtpParameters: rtpParameters as types.RtpParameters, streamId: participant });
	}

	/** @throws {RefusedError} e.g. `consent-needed` */
	produce({ track, source, paused }: { track: MediaStreamTrack; source: Source; paused: boolean }): Promise<types.Producer> {
		// Tracks belong to the devices: they outlive the transports, and muting keeps the microphone open so that no syllable is lost.
		return this.#transports.send.produce({ track, ...encodingFor(source), stopTracks: false, disableTrackOnPause: false, zeroRtpOnPause: false, appData: { source, paused } });
	}

	stats(): Promise<{ send: RTCStatsReport; receive: RTCStatsReport }> {
		return Promise.all([this.#transports.send.getStats(), this.#transports.receive.getStats()]).then(([send, receive]) => ({ send, receive }));
	}

	close(): void {
		clearInterval(this.#doctor);
		this.#transports.send.close();
		this.#transports.receive.close();
	}

	#wire(): void {
		const { send, receive } = this.#transports;
		send.on('connect', ({ dtlsParameters }, done) => {
			this.#sendingDtls = dtlsParameters;
			done();
		});
		send.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
			const { source, paused } = appData as { source: Source; paused: boolean };
			this.#produce({ source, kind, rtpParameters, paused }).then(done, fail);
		});
		receive.on('connect', ({ dtlsParameters }, done) => {
			// ICE and DTLS begin at once: the media server keeps a handshake that is quicker than the fingerprint.
			this.#receivingConnected = this.#call('connectTransport', { transport: receive.id, dtlsParameters: dtlsParameters as Input<'connectTransport'>['dtlsParameters'] });
			this.#receivingConnected.catch(() => undefined);
			done();
		});
		for (const name of ['send', 'receive'] as const) {
			this.#transports[name].on('connectionstatechange', (state) => this.#watch(name, state));
		}
	}

	async #produce({ source, kind, rtpParameters, paused }: { source: Source; kind: 'audio' | 'video'; rtpParameters: types.RtpParameters; paused: boolean }): Promise<{ id: string }> {
		const dtlsParameters = this.#sendingDtls as Input<'produce'>['dtlsParameters'] | null;
		const { producer } = await this.#call('produce', { source, kind, rtpParameters: rtpParameters as Input<'produce'>['rtpParameters'], paused, ...(dtlsParameters ? { dtlsParameters } : {}) });
		// Kept until a call with it has succeeded: a refused first track must not leave the transport unconnected.
		this.#sendingDtls = null;
		return { id: producer };
	}

	#watch(name: keyof Transports, state: types.ConnectionState): void {
		this.#watches.set(name, watchIce(this.#watches.get(name) ?? null, state, Date.now()));
		this.#options.onHealth([...this.#watches.values()].every((watch) => watch.state === 'connected' || watch.state === 'new' || watch.state === 'connecting'));
	}

	#examine(): void {
		if (!this.#options.reachable()) return;
		for (const [name, watch] of this.#watches) {
			const remedy = iceRemedy(watch, Date.now());
			if (remedy === 'rebuild') return this.#options.onBeyondRepair();
			if (remedy === 'restart') void this.#restartIce(name, watch);
		}
	}

	async #restartIce(name: keyof Transports, watch: IceWatch): Promise<void> {
		this.#watches.set(name, restarted(watch, Date.now()));
		const transport = this.#transports[name];
		try {
			const { iceParameters } = await this.#call('restartIce', { transport: transport.id });
			await transport.restartIce({ iceParameters });
		} catch (error) {
			// Either the socket is gone, which brings new transports, or the next examination tries again.
			console.warn(`ICE restart of the ${name} transport failed.`, error);
		}
	}
}
