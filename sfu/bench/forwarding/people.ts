/** Runs in the page: any number of people, who publish or watch. Bundled by the bench. */
import { Device, type types } from 'mediasoup-client';

/** What a media server hands to someone who enters. */
export interface Entrance {
	routerRtpCapabilities: types.RtpCapabilities;
	send: types.TransportOptions;
	receive: types.TransportOptions;
}
export type Track = Pick<types.ConsumerOptions, 'id' | 'producerId' | 'kind' | 'rtpParameters'>;

/** The bench's ear: what a page asks of the media server that is measured. */
export interface Signalling {
	connect(id: string, dtlsParameters: types.DtlsParameters): Promise<void>;
	/** Answers with the producer's id. */
	produce(id: string, kind: types.MediaKind, rtpParameters: types.RtpParameters): Promise<string>;
	receive(id: string, rtpCapabilities: types.RtpCapabilities): Promise<Track[]>;
	show(id: string, tracks: Track[]): Promise<void>;
}

declare global {
	interface Window {
		signal(call: keyof Signalling, ...sent: unknown[]): Promise<unknown>;
		people: typeof people;
	}
}

const devices: Device[] = [];
const transports: types.Transport[] = [];
const rate = 30;

async function enter({ routerRtpCapabilities }: Entrance): Promise<Device> {
	const device = await Device.factory({ handlerName: 'Chrome111' });
	await device.load({ routerRtpCapabilities });
	devices.push(device);
	return device;
}

function wire<T extends types.Transport>(transport: T): T {
	transport.on('connect', ({ dtlsParameters }, done, failed) => void window.signal('connect', transport.id, dtlsParameters).then(() => done(), failed));
	transports.push(transport);
	return transport;
}

/** A small picture that no encoder can make cheap, and a tone. */
function scene(): MediaStreamTrack[] {
	const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
	const context = canvas.getContext('2d');
	setInterval(() => {
		for (let block = 0; context && block < 300; block += 1) {
			context.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
			context.fillRect(Math.random() * 320, Math.random() * 180, 8, 8);
		}
	}, 1_000 / rate);
	const sound = new AudioContext();
	const tone = sound.createOscillator();
	const out = sound.createMediaStreamDestination();
	tone.connect(out);
	tone.start();
	return [...canvas.captureStream(rate).getTracks(), ...out.stream.getTracks()];
}

let tracks: MediaStreamTrack[] = [];

const people = {
	async publish(entrance: Entrance): Promise<void> {
		const transport = wire((await enter(entrance)).createSendTransport(entrance.send));
		transport.on('produce', ({ kind, rtpParameters }, done, failed) => void window.signal('produce', transport.id, kind, rtpParameters).then((id) => done({ id: String(id) }), failed));
		if (tracks.length === 0) tracks = scene();
		for (const track of tracks) await transport.produce({ track, stopTracks: false, encodings: track.kind === 'video' ? [{ maxBitrate: 500_000 }] : undefined, codecOptions: { opusDtx: false } });
	},
	/** Answers with how many tracks there are to watch. */
	async watch(entrance: Entrance): Promise<number> {
		const device = await enter(entrance);
		const transport = wire(device.createRecvTransport(entrance.receive));
		const offered = (await window.signal('receive', transport.id, device.recvRtpCapabilities)) as Track[];
		await Promise.all(offered.map((track) => transport.consume(track)));
		await window.signal('show', transport.id, offered);
		return offered.length;
	},
	/** Packets that have arrived at everybody, and the tracks on which there were none yet. */
	async count(): Promise<{ packets: number; silent: number }> {
		const reports = await Promise.all(transports.map((transport) => transport.getStats()));
		const inbound = reports.flatMap((report) => [...report.values()] as RTCInboundRtpStreamStats[]).filter(({ type, trackIdentifier }) => type === 'inbound-rtp' && trackIdentifier !== 'probator');
		const counts = inbound.map(({ packetsReceived = 0 }) => packetsReceived);
		return { packets: counts.reduce((sum, one) => sum + one, 0), silent: counts.filter((one) => one === 0).length };
	},
	leave(): void {
		for (const transport of transports.splice(0)) transport.close();
		devices.length = 0;
	}
};
window.people = people;
