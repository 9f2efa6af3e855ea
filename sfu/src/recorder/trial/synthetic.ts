/** A publisher made of numbers: for hours of drift in seconds of test. */
import type { TrackMessage } from '../../feed/messages.ts';
import { PublisherClock } from '../publisher-clock.ts';
import { type CutPiece, Track } from '../track.ts';

export const zero = 1_800_000_000_000;

export function trackMessage(kind: 'audio' | 'video', track: number): TrackMessage {
	const shape = kind === 'audio' ? { mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2, source: 'microphone' as const } : { mimeType: 'video/VP8', payloadType: 101, clockRate: 90_000, channels: 1, source: 'camera' as const };
	return { type: 'track', recording: 'r', track, producer: `p${track}`, participant: 'jan', name: 'Jan', kind, captureTimeExtension: null, ...shape };
}

export interface SyntheticPacket {
	kind: 'audio' | 'video';
	sequence: number;
	timestamp: number;
	key?: boolean;
	mark: number;
	size?: { width: number; height: number };
}

/** A packet with one whole frame in it; `mark` comes back in the frame's bytes. */
export function packet({ kind, sequence, timestamp, key = false, mark, size = { width: 640, height: 360 } }: SyntheticPacket): Buffer {
	const bytes = Buffer.alloc(12 + (kind === 'video' ? 1 + 10 : 0) + 4);
	bytes.writeUInt8(0x80, 0);
	bytes.writeUInt8(0x80 | (kind === 'audio' ? 100 : 101), 1);
	bytes.writeUInt16BE(sequence & 0xffff, 2);
	bytes.writeUInt32BE(((timestamp % 2 ** 32) + 2 ** 32) % 2 ** 32, 4);
	bytes.writeUInt32BE(7, 8);
	if (kind === 'video') {
		bytes.writeUInt8(0x10, 12);
		bytes.writeUInt8(key ? 0 : 1, 13);
		bytes.writeUIntBE(0x9d012a, 16, 3);
		bytes.writeUInt16LE(size.width, 19);
		bytes.writeUInt16LE(size.height, 21);
	}
	bytes.writeUInt32BE(mark, bytes.length - 4);
	return bytes;
}

/** The `mark` of each frame, and where it was put (ms since the recording's zero). */
export class Marks {
	readonly times = new Map<number, number>();
	readonly pieces: CutPiece[] = [];
	keyFramesAsked = 0;

	track(message: TrackMessage, publisher = new PublisherClock()): Track {
		return new Track({ message, publisher, zero, state: null, size: null, needKeyFrame: () => (this.keyFramesAsked += 1), onPiece: (piece) => this.#take(piece) });
	}

	#take(piece: CutPiece): void {
		this.pieces.push({ ...piece, frames: [] });
		for (const [index, { parts }] of piece.frames.entries()) {
			const last = parts.at(-1);
			if (last !== undefined) this.times.set(last.readUInt32BE(last.length - 4), piece.times[index] ?? NaN);
		}
	}
}
