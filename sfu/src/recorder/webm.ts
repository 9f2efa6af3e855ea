/**
 * Append-only WebM, or Matroska for H.264 (RFC 9559): a header with a segment of unknown size, then clusters. One piece is one cluster, made in one go when the
 * piece is cut, so that times can still be mended until then and the hot path only keeps frames. mediabunny's muxer would do, but it works
 * frame by frame with a promise each, and cannot go on in the middle of a group of pictures after a crash.
 */
export type Track = { kind: 'video'; width: number; height: number; /** Of H.264: AVCDecoderConfigurationRecord; null for VP8. */ avc: Buffer | null } | { kind: 'audio'; channels: number; sampleRate: number };

export interface Block {
	/** Milliseconds since the file's beginning, rising. */
	time: number;
	key: boolean;
	/** The frame in one or more parts, to be joined. */
	parts: Uint8Array[];
}

const trackNumber = 1;
/** A cluster's blocks say their time as a signed 16-bit distance from the cluster's. */
export const longestClusterMs = 32_000;
const unknownSize = Buffer.from('01ffffffffffffff', 'hex');

/** Init segment of a file with one track: VP8 or Opus as WebM, H.264 as Matroska. */
export function webmHeader(track: Track): Buffer {
	const entry = track.kind === 'video' ? video(track) : opus(track);
	const matroska = track.kind === 'video' && track.avc !== null;
	return Buffer.concat([
		element(0x1a45dfa3, uint(0x4286, 1), uint(0x42f7, 1), uint(0x42f2, 4), uint(0x42f3, 8), text(0x4282, matroska ? 'matroska' : 'webm'), uint(0x4287, 4), uint(0x4285, 2)),
		identifier(0x18538067),
		unknownSize,
		element(0x1549a966, uint(0x2ad7b1, 1_000_000), text(0x4d80, 'sal'), text(0x5741, 'sal recorder')),
		element(0x1654ae6b, element(0xae, uint(0xd7, trackNumber), uint(0x73c5, trackNumber), uint(0x9c, 0), text(0x22b59c, 'und'), ...entry))
	]);
}

function video({ width, height, avc }: Extract<Track, { kind: 'video' }>): Buffer[] {
	const codec = avc === null ? [text(0x86, 'V_VP8')] : [text(0x86, 'V_MPEG4/ISO/AVC'), element(0x63a2, avc)];
	return [uint(0x83, 1), ...codec, element(0xe0, uint(0xb0, width), uint(0xba, height))];
}

function opus({ channels, sampleRate }: { channels: number; sampleRate: number }): Buffer[] {
	// RFC 7845 §5.1; no pre-skip, because the stream does not begin where its encoder began.
	const head = Buffer.alloc(19);
	head.write('OpusHead', 'latin1');
	head.writeUInt8(1, 8);
	head.writeUInt8(channels, 9);
	head.writeUInt32LE(sampleRate, 12);
	const rate = Buffer.alloc(8);
	rate.writeDoubleBE(sampleRate);
	return [uint(0x83, 2), text(0x86, 'A_OPUS'), uint(0x56aa, 0), uint(0x56bb, 80_000_000), element(0x63a2, head), element(0xe1, element(0xb5, rate), uint(0x9f, channels))];
}

/** One cluster of these blocks; they must span less than {@link longestClusterMs}. */
export function webmCluster(blocks: Block[]): Buffer {
	const start = blocks[0]?.time ?? 0;
	const time = uint(0xe7, start);
	const sizes = blocks.map(({ parts }) => 4 + parts.reduce((sum, part) => sum + part.length, 0));
	const content = time.length + sizes.reduce((sum, bytes) => sum + 1 + sizeBytes(bytes) + bytes, 0);
	const cluster = Buffer.allocUnsafe(4 + 8 + content);
	let at = cluster.writeUInt32BE(0x1f43b675, 0);
	// Eight bytes of size whatever it is: simple, and a reader can skip.
	at = cluster.writeBigUInt64BE((1n << 56n) | BigInt(content), at);
	cluster.set(time, at);
	at += time.length;
	for (const [index, { time: blockTime, key, parts }] of blocks.entries()) {
		at = cluster.writeUInt8(0xa3, at);
		at = writeSize(cluster, sizes[index] ?? 0, at);
		at = cluster.writeUInt8(0x80 | trackNumber, at);
		at = cluster.writeInt16BE(blockTime - start, at);
		at = cluster.writeUInt8(key ? 0x80 : 0, at);
		for (const part of parts) {
			cluster.set(part, at);
			at += part.length;
		}
	}
	return cluster;
}

function identifier(id: number): Buffer {
	const length = id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1;
	const bytes = Buffer.alloc(length);
	bytes.writeUIntBE(id, 0, length);
	return bytes;
}

function element(id: number, ...content: Uint8Array[]): Buffer {
	const body = Buffer.concat(content);
	const size = Buffer.alloc(sizeBytes(body.length));
	writeSize(size, body.length, 0);
	return Buffer.concat([identifier(id), size, body]);
}

function uint(id: number, value: number): Buffer {
	let length = 1;
	while (value >= 2 ** (8 * length)) length += 1;
	const bytes = Buffer.alloc(length);
	bytes.writeUIntBE(value, 0, length);
	return element(id, bytes);
}

const text = (id: number, value: string): Buffer => element(id, Buffer.from(value));

/** EBML's variable-length size: the number of leading zeros tells the length. All ones would mean "unknown". */
function sizeBytes(value: number): number {
	let length = 1;
	while (value >= 2 ** (7 * length) - 1) length += 1;
	return length;
}

function writeSize(target: Buffer, value: number, at: number): number {
	const length = sizeBytes(value);
	target.writeUIntBE(value, at, length);
	target.writeUInt8(target.readUInt8(at) | (0x80 >> (length - 1)), at);
	return at + length;
}
