/** The yardstick: a mediasoup worker with the least signalling that lets the same browser publish and watch. Started by fork. */
import { createWorker, type types } from 'mediasoup';
import { mediaCodecs } from '../../src/media/codecs.ts';

const worker = await createWorker({ logLevel: 'warn', workerBin: process.env.MEDIASOUP_WORKER_BIN });
const webRtcServer = await worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
const router = await worker.createRouter({ mediaCodecs });
const transports = new Map<string, types.WebRtcTransport>();
const producers: types.Producer[] = [];
const consumers: types.Consumer[] = [];

async function transport() {
	const made = await router.createWebRtcTransport({ webRtcServer, initialAvailableOutgoingBitrate: 1_000_000 });
	transports.set(made.id, made);
	const { id, iceParameters, iceCandidates, dtlsParameters } = made;
	return { id, iceParameters, iceCandidates, dtlsParameters };
}

function known(id: string): types.WebRtcTransport {
	const found = transports.get(id);
	if (!found) throw new Error(`no transport ${id}`);
	return found;
}

const calls = {
	open: async () => ({ routerRtpCapabilities: router.rtpCapabilities, send: await transport(), receive: await transport() }),
	connect: ({ id, dtlsParameters }: { id: string; dtlsParameters: types.DtlsParameters }) => known(id).connect({ dtlsParameters }),
	async produce({ id, kind, rtpParameters }: { id: string; kind: types.MediaKind; rtpParameters: types.RtpParameters }) {
		producers.push(await known(id).produce({ kind, rtpParameters }));
		return producers.at(-1)?.id;
	},
	async receive({ id, rtpCapabilities }: { id: string; rtpCapabilities: types.RtpCapabilities }) {
		const made = await Promise.all(producers.map(({ id: producerId }) => known(id).consume({ producerId, rtpCapabilities, paused: true })));
		consumers.push(...made);
		return made.map(({ id, producerId, kind, rtpParameters }) => ({ id, producerId, kind, rtpParameters }));
	},
	show: async ({ tracks }: { tracks: { id: string }[] }) => void (await Promise.all(consumers.filter(({ id }) => tracks.some((track) => track.id === id)).map((consumer) => consumer.resume())))
};

process.on('message', ({ number, name, input }: { number: number; name: keyof typeof calls; input: never }) => {
	void Promise.resolve(calls[name](input)).then((answer) => process.send?.({ number, answer }));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
