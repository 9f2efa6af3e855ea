/** A real worker with a room, and ffmpeg as its participants. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
	publish(options?: ClipOptions): Promise<{ video: types.Producer; audio: types.Producer; ffmpeg: ChildProcess }>;
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
		async publish(options = {}) {
			ssrc += 2;
			const video = await receive(router, 'video', ssrc);
			const audio = await receive(router, 'audio', ssrc + 1);
			const to = (type: number, source: number, address: string) => ['-c', 'copy', '-payload_type', String(type), '-ssrc', String(source), '-f', 'rtp', address];
			const ffmpeg = spawn('ffmpeg', ['-nostdin', '-hide_banner', '-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', clip(options), '-map', '0:v', ...to(101, ssrc, video.address), '-map', '0:a', ...to(100, ssrc + 1, audio.address)], {
				stdio: ['ignore', 'ignore', 'inherit']
			});
			programs.push(ffmpeg);
			return { video: video.producer, audio: audio.producer, ffmpeg };
		},
		async close() {
			for (const program of programs) await end(program);
			worker.close();
		}
	};
}

export interface ClipOptions {
	size?: string;
	/** Pictures per second. */
	rate?: number;
	/** Pictures from one key frame to the next. */
	keyEvery?: number;
	bitrate?: string;
}

const clips = new Map<string, string>();

/** A moving picture and a tone, encoded before it is sent: an encoder on a busy machine would fall behind the clock. */
export function clip({ size = '320x240', rate = 25, keyEvery = 50, bitrate = '500k' }: ClipOptions): string {
	const name = `${size}-${rate}-${keyEvery}-${bitrate}`;
	const known = clips.get(name);
	if (known !== undefined) return known;
	const path = join(mkdtempSync(join(tmpdir(), 'sal-clip-')), `${name}.webm`);
	execFileSync('ffmpeg', [
		...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}`, '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-t', '20'],
		...['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', bitrate, '-g', String(keyEvery), '-c:a', 'libopus', '-ac', '2', '-b:a', '48k', path]
	]);
	clips.set(name, path);
	return path;
}

/** Takes RTP from a program on loopback. */
export async function receive(router: types.Router, kind: types.MediaKind, ssrc: number): Promise<{ producer: types.Producer; address: string; transport: types.PlainTransport }> {
	// A program sends nothing twice: what a busy worker cannot take at once must wait in the socket.
	const listenInfo = { protocol: 'udp', ip: '127.0.0.1', portRange: { min: 41_100, max: 41_899 }, recvBufferSize: 4 << 20 } as const;
	const transport = await router.createPlainTransport({ listenInfo, rtcpMux: false, comedia: true });
	const codec = kind === 'audio' ? { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 100 } : { mimeType: 'video/VP8', clockRate: 90_000, payloadType: 101 };
	const producer = await transport.produce({ kind, rtpParameters: { codecs: [codec], encodings: [{ ssrc }] } });
	return { producer, transport, address: `rtp://127.0.0.1:${transport.tuple.localPort}?rtcpport=${transport.rtcpTuple?.localPort ?? 0}&pkt_size=1200` };
}
