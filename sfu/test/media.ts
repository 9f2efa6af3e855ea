/** mediasoup-client with its own fake browser half: real signalling and parameters, no packets. */
import { Device, FakeHandler } from 'mediasoup-client';
import * as fake from 'mediasoup-client/fakeParameters';
import type { types } from 'mediasoup-client';
import type { Source, Snapshot } from '../src/protocol.ts';
import type { Client } from './harness.ts';

export interface Studio {
	device: Device;
	send: types.Transport;
	receive: types.Transport;
	publish(source: Source, paused?: boolean): Promise<string>;
	/** `receive`, and a consumer here for each. */
	watch(): Promise<types.Consumer[]>;
}

export async function studio(client: Client, { media }: Snapshot): Promise<Studio> {
	if (!media) throw new Error('no media in the snapshot');
	const device = await Device.factory({ handlerFactory: FakeHandler.createFactory(fake) });
	await device.load({ routerRtpCapabilities: media.routerRtpCapabilities as types.RtpCapabilities });
	const send = device.createSendTransport(media.send as types.TransportOptions);
	const receive = device.createRecvTransport(media.receive as types.TransportOptions);
	let pending: types.DtlsParameters | undefined;
	let paused = false;
	send.on('connect', ({ dtlsParameters }, done) => {
		pending = dtlsParameters;
		done();
	});
	send.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
		client
			.call('produce', { source: appData.source as Source, kind, rtpParameters: rtpParameters as never, paused, dtlsParameters: pending as never })
			.then(({ producer }) => { done({ id: producer }); }, failed);
		pending = undefined;
	});
	receive.on('connect', ({ dtlsParameters }, done, failed) => {
		client.call('connectTransport', { transport: receive.id, dtlsParameters: dtlsParameters as never }).then(() => { done(); }, failed);
	});
	return {
		device,
		send,
		receive,
		async publish(source, startPaused = false) {
			paused = startPaused;
			const kind = source === 'camera' || source === 'screen' ? 'video' : 'audio';
			const encodings = source === 'camera' ? [{ maxBitrate: 150_000 }, { maxBitrate: 500_000 }, { maxBitrate: 1_500_000 }] : undefined;
			const producer = await send.produce({ track: new FakeTrack(kind) as unknown as MediaStreamTrack, encodings, appData: { source }, stopTracks: false });
			return producer.id;
		},
		async watch() {
			const { consumers } = await client.call('receive', { rtpCapabilities: device.recvRtpCapabilities as never });
			return Promise.all(consumers.map(({ id, producerId, kind, rtpParameters }) => receive.consume({ id, producerId, kind, rtpParameters: rtpParameters as types.RtpParameters })));
		}
	};
}

class FakeTrack extends EventTarget {
	readonly id = crypto.randomUUID();
	readonly kind: string;
	readyState = 'live';
	enabled = true;
	muted = false;
	constructor(kind: string) {
		super();
		this.kind = kind;
	}
	getSettings() {
		return {};
	}
	stop() {
		this.readyState = 'ended';
	}
}
