/** A real worker with a room, and ffmpeg as its participants. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWorker, type types } from 'mediasoup';
import { end } from './process.ts';
import { needed } from './store.ts';

export const codecs: types.RouterRtpCodecCapability[] = [
	{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, preferredPayloadType: 100 },
	{ kind: 'video', mimeType: 'video/VP8', clockRate: 90_000, preferredPayloadType: 101 }
];

export interface Studio {
	worker: types.Worker;
	router: types.Router;
	/** Publishes a moving picture and a tone of one person, as long as the studio stands. */
	publish(options?: { size?: string; rate?: number; keyEvery?: number }): Promise<{ video: types.Producer; audio: types.Producer; ffmpeg: ChildProcess }>;
	close(): Promise<void>;
}

export async function openStudio(): Promise<Studio> {
	const worker = await createWorker({ logLevel: 'error', workerBin: needed('MEDIASOUP_WORKER_BIN') });
	const router = await worker.createRouter({ mediaCodecs: codecs });
	const programs: ChildProcess[] = [];
	let ssrc = 1_000;
	return {
		worker,
		router,
		async publish({ size = '320x240', rate = 25, keyEvery = 50 } = {}) {
			ssrc += 2;
			const video = await receive(router, 'video', ssrc);
			const audio = await receive(router, 'audio', ssrc + 1);
			const ffmpeg = spawn('ffmpeg', [
				...['-hide_banner', '-loglevel', 'error', '-re', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}`, '-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
				...['-map', '0:v', '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '500k', '-g', String(keyEvery), '-payload_type', '101', '-ssrc', String(ssrc), '-f', 'rtp', video.address],
				...['-map', '1:a', '-c:a', 'libopus', '-ac', '2', '-b:a', '48k', '-payload_type', '100', '-ssrc', String(ssrc + 1), '-f', 'rtp', audio.address]
			], { stdio: ['ignore', 'ignore', 'inherit'] });
			programs.push(ffmpeg);
			return { video: video.producer, audio: audio.producer, ffmpeg };
		},
		async close() {
			for (const program of programs) await end(program);
			worker.close();
		}
	};
}

/** Takes RTP from a program on loopback. */
export async function receive(router: types.Router, kind: types.MediaKind, ssrc: number): Promise<{ producer: types.Producer; address: string; transport: types.PlainTransport }> {
	const transport = await router.createPlainTransport({ listenInfo: { protocol: 'udp', ip: '127.0.0.1', portRange: { min: 41_100, max: 41_199 } }, rtcpMux: false, comedia: true });
	const codec = kind === 'audio' ? { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 100 } : { mimeType: 'video/VP8', clockRate: 90_000, payloadType: 101 };
	const producer = await transport.produce({ kind, rtpParameters: { codecs: [codec], encodings: [{ ssrc }] } });
	return { producer, transport, address: `rtp://127.0.0.1:${transport.tuple.localPort}?rtcpport=${transport.rtcpTuple?.localPort ?? 0}&pkt_size=1200` };
}
