import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Frame, OrderedPacket } from './frames.ts';
import { readRtp } from './rtp-packet.ts';
import { Decoder } from '../stream/picture/decoder.ts';
import { FramePool } from '../stream/picture/frame-pool.ts';
import { bytesOf } from '../stream/picture/i420.ts';
import { until } from './trial/condition.ts';
import { H264Frames } from './h264-frames.ts';

const PICTURES = 50;
let packets: OrderedPacket[];

/** A second of H.264 as ffmpeg puts it into RTP: parameter sets aggregated, large pictures in fragments. */
beforeAll(async () => {
	const socket = createSocket('udp4');
	socket.bind(0, '127.0.0.1');
	await once(socket, 'listening');
	const received: Buffer[] = [];
	socket.on('message', (packet) => received.push(packet));
	const source = ['-f', 'lavfi', '-i', `testsrc2=s=640x360:r=25`, '-frames:v', String(PICTURES), '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '25'];
	const sender = spawn('ffmpeg', ['-nostdin', '-v', 'error', '-re', ...source, '-f', 'rtp', `rtp://127.0.0.1:${socket.address().port}?pkt_size=1200`], { stdio: 'ignore' });
	await once(sender, 'exit');
	await until('the last picture is here', 5_000, () => pictures(received.flatMap(ordered)).length === PICTURES);
	socket.close();
	packets = received.flatMap(ordered);
}, 60_000);

const ordered = (bytes: Buffer, number: number): OrderedPacket[] => {
	const packet = readRtp(bytes, null);
	return packet === null ? [] : [Object.assign(packet, { arrival: number, number })];
};

function pictures(all: OrderedPacket[], lost: ReadonlySet<number> = new Set()): Frame[] {
	const maker = new H264Frames({ continued: false });
	let before: number | null = null;
	const frames: Frame[] = [];
	for (const [index, packet] of all.entries()) {
		if (lost.has(index)) continue;
		if (before !== null && ((packet.sequence - before) & 0xffff) !== 1) maker.lost();
		before = packet.sequence;
		const frame = maker.push({ packet, sequence: packet.sequence, rtp: packet.timestamp });
		if (frame !== null) frames.push(frame);
	}
	return frames;
}

test('what an encoder sends becomes pictures that a decoder understands', async () => {
	const frames = pictures(packets);
	expect(frames).toHaveLength(PICTURES);
	expect(frames.filter(({ key }) => key)).toHaveLength(2);
	const size = { width: 320, height: 180 };
	const pool = new FramePool({ bytes: bytesOf(size), keep: 4 });
	const times: number[] = [];
	let said: string | null = null;
	const decoder = new Decoder({ codec: 'h264', size, pool, onPicture: (picture, time) => { times.push(time); pool.give(picture); }, onDeath: (last) => { said = last; } });
	for (const [time, { parts, key }] of frames.entries()) decoder.push({ parts, key, time, size: null });
	// The last ones stay inside until something follows them.
	await until('the pictures come out', 20_000, () => times.length >= PICTURES - 5);
	decoder.close();
	expect(times).toEqual(times.map((_, index) => index));
	expect(said).toBeNull();
});

test('whatever is lost, no picture comes out that lacks a part or what it refers to', () => {
	const whole = pictures(packets);
	const bytesOfFrame = ({ parts }: Frame) => Buffer.concat(parts).toString('base64');
	const right = new Map(whole.map((frame) => [frame.rtp, bytesOfFrame(frame)]));
	fc.assert(
		fc.property(fc.array(fc.nat(packets.length - 1), { minLength: 1, maxLength: 5 }), (lost) => {
			const frames = pictures(packets, new Set(lost));
			for (const frame of frames) expect(bytesOfFrame(frame)).toBe(right.get(frame.rtp));
			// After a hole the next picture is one that stands alone.
			for (const [index, frame] of frames.entries()) {
				const before = index === 0 ? undefined : frames[index - 1];
				const gap = whole.findIndex(({ rtp }) => rtp === frame.rtp) - (before === undefined ? -1 : whole.findIndex(({ rtp }) => rtp === before.rtp));
				if (gap > 1) expect(frame.key).toBe(true);
			}
		}),
		{ numRuns: 500 }
	);
});

test('arbitrary bytes are no picture and no crash', () => {
	fc.assert(
		fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), (payloads) => {
			const maker = new H264Frames({ continued: false });
			for (const [sequence, payload] of payloads.entries()) {
				const packet: OrderedPacket = { payloadType: 102, sequence, timestamp: sequence * 3_000, ssrc: 1, marker: sequence % 2 === 0, payload: Buffer.from(payload), capturedAt: null, arrival: 0, number: sequence };
				maker.push({ packet, sequence, rtp: packet.timestamp });
			}
		})
	);
});
