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

const receiving = new Map<string, types.Transport[]>();
const publishing = new Map<string, types.Producer[]>();
const [width, height] = [240, 136];
const rate = 30;
/** What the room's page gives the top layer of a camera, in bit/s. */
const cameraBitrate = 1_500_000;

function add<T>(to: Map<string, T[]>, side: string, one: T): void {
	to.set(side, [...(to.get(side) ?? []), one]);
}

async function enter({ routerRtpCapabilities }: Entrance): Promise<Device> {
	const device = await Device.factory({ handlerName: 'Chrome111' });
	await device.load({ routerRtpCapabilities });
	return device;
}

function wire<T extends types.Transport>(transport: T): T {
	transport.on('connect', ({ dtlsParameters }, done, failed) => void window.signal('connect', transport.id, dtlsParameters).then(() => done(), failed));
	return transport;
}

/** A tone, and noise of a few pixels: as many packets as a camera's 720 lines, but a busy machine still encodes and decodes every one in time. */
function scene(): MediaStreamTrack[] {
	const canvas = Object.assign(document.createElement('canvas'), { width, height });
	const context = canvas.getContext('2d');
	setInterval(() => {
		for (let block = 0; context && block < 600; block += 1) {
			context.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
			context.fillRect(Math.random() * width, Math.random() * height, 4, 4);
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
	/** One more publisher; silent until it is this side's turn. */
	async publish(side: string, entrance: Entrance): Promise<void> {
		const transport = wire((await enter(entrance)).createSendTransport(entrance.send));
		transport.on('produce', ({ kind, rtpParameters }, done, failed) => void window.signal('produce', transport.id, kind, rtpParameters).then((id) => done({ id: String(id) }), failed));
		if (tracks.length === 0) tracks = scene();
		for (const track of tracks) {
			const encodings = track.kind === 'video' ? [{ maxBitrate: cameraBitrate }] : undefined;
			add(publishing, side, await transport.produce({ track, encodings, codecOptions: { opusDtx: false, videoGoogleStartBitrate: cameraBitrate / 1_000 }, stopTracks: false, disableTrackOnPause: false, zeroRtpOnPause: true }));
		}
	},
	/** One more subscriber; answers with how many tracks there are to watch. */
	async watch(side: string, entrance: Entrance): Promise<number> {
		const device = await enter(entrance);
		const transport = wire(device.createRecvTransport(entrance.receive));
		const offered = (await window.signal('receive', transport.id, device.recvRtpCapabilities)) as Track[];
		await Promise.all(offered.map((track) => transport.consume(track)));
		await window.signal('show', transport.id, offered);
		add(receiving, side, transport);
		return offered.length;
	},
	/** From now on this side's publishers send, and no others. */
	turn(side: string): void {
		for (const [owner, producers] of publishing) for (const producer of producers) if (owner === side) producer.resume(); else producer.pause();
	},
	/** Packets that have arrived at this side's subscribers, and the tracks on which there were none yet. */
	async count(side: string): Promise<{ packets: number; silent: number }> {
		const reports = await Promise.all((receiving.get(side) ?? []).map((transport) => transport.getStats()));
		const inbound = reports.flatMap((report) => [...report.values()] as RTCInboundRtpStreamStats[]).filter(({ type, trackIdentifier }) => type === 'inbound-rtp' && trackIdentifier !== 'probator');
		const counts = inbound.map(({ packetsReceived = 0 }) => packetsReceived);
		return { packets: counts.reduce((sum, one) => sum + one, 0), silent: counts.filter((one) => one === 0).length };
	}
};
window.people = people;
