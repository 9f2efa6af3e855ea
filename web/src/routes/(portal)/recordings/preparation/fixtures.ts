/** For tests and for trying out: real WebM files, described by a real manifest, as the recorder would have left them. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ListedFile, PackageManifest, Piece } from '@sal/storage';
import type { LoggedEvent } from './event-log.ts';
import type { ReadOriginal } from './originals.ts';
import type { Source } from './timeline.ts';

const CLUSTER = Buffer.from([0x1f, 0x43, 0xb6, 0x75]);

export interface FixtureTrack {
	participant: string;
	name: string;
	source: Source;
	/** Milliseconds since the recording's zero. */
	from: number;
	seconds: number;
	size?: { width: number; height: number };
	/** Hertz; sound only. */
	tone?: number;
	/** Seconds within the track in which no packets came: a muted microphone. */
	holes?: [number, number][];
}

/** Writes the tracks as WebM into `folder`. `read` then serves their bytes and pieces the way the archive would. */
export function makePackage({ folder, openedAt, durationMs, tracks, gaps = [] }: { folder: string; openedAt: number; durationMs: number; tracks: FixtureTrack[]; gaps?: PackageManifest['gaps'] }): { manifest: PackageManifest; read: ReadOriginal; files: ListedFile[] } {
	const files = tracks.map((track, index) => makeFile({ folder, track, id: `file-${index}` }));
	const pieces = new Map(files.map((file) => [file.id, file.pieces]));
	const manifest: PackageManifest = {
		format: 'sal-package/2',
		recording: '0198c0de-0000-7000-8000-000000000001',
		sealedAt: openedAt + durationMs + 1_000,
		openedAt,
		closedAt: openedAt + durationMs,
		close: { key: 'close.json', versionId: 'v', sha256: '0'.repeat(64) },
		files: files.map((file) => ({
			...file,
			pieces: { key: `${file.id}.pieces.json`, versionId: 'v', sha256: '0'.repeat(64), bytes: 0, count: file.pieces.length },
			object: { key: `${file.id}.webm`, versionId: 'v', bytes: file.bytes, sha256: '0'.repeat(64) }
		})),
		gaps,
		retention: { mode: 'GOVERNANCE', until: openedAt + 86_400_000 },
		signer: 'sal-web',
		about: {}
	};
	const read: ReadOriginal = {
		range: async ({ key, offset, length }) => createReadStream(join(folder, key), { start: offset, end: offset + length - 1 }),
		pieces: async ({ id }) => pieces.get(id) ?? []
	};
	return { manifest, read, files };
}

function makeFile({ folder, track, id }: { folder: string; track: FixtureTrack; id: string }): ListedFile {
	const path = join(folder, `${id}.webm`);
	const video = track.source === 'camera' || track.source === 'screen';
	const { width, height } = track.size ?? { width: 320, height: 180 };
	const muted = (track.holes ?? []).map(([from, to]) => `aselect='not(between(t,${from},${to}))'`);
	const source = video
		? ['-f', 'lavfi', '-i', `testsrc2=s=${width}x${height}:r=25:d=${track.seconds}`, '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '16', '-threads', '1', '-b:v', '500k', '-g', '100']
		: ['-f', 'lavfi', '-i', `sine=f=${track.tone ?? 440}:r=48000:d=${track.seconds}`, '-af', ['asetnsamples=960', ...muted, 'anull'].join(','), '-c:a', 'libopus', '-b:a', '32k'];
	execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...source, '-f', 'webm', '-live', '1', '-cluster_time_limit', '4000', path]);
	const bytes = readFileSync(path);
	const pieces = cutAtClusters({ bytes, start: track.from, end: track.from + track.seconds * 1_000, id, sound: !video });
	return {
		id,
		kind: 'media',
		contentType: video ? 'video/webm' : 'audio/webm',
		extension: 'webm',
		start: track.from,
		end: track.from + track.seconds * 1_000,
		bytes: bytes.length,
		sha256: createHash('sha256').update(bytes).digest('hex'),
		pieces,
		gaps: [],
		about: { participant: track.participant, name: track.name, source: track.source, kind: video ? 'video' : 'audio', codec: video ? 'vp8' : 'opus', ...(video ? { width, height } : {}) }
	};
}

function cutAtClusters({ bytes, start, end, id, sound }: { bytes: Buffer; start: number; end: number; id: string; sound: boolean }): Piece[] {
	const offsets: number[] = [];
	for (let at = bytes.indexOf(CLUSTER); at >= 0; at = bytes.indexOf(CLUSTER, at + 4)) offsets.push(at);
	const bounds = [0, ...offsets, bytes.length];
	const times = offsets.map((offset) => start + clusterTime(bytes, offset));
	return bounds.slice(0, -1).map((offset, number) => ({
		number,
		key: `${id}/${number}`,
		versionId: 'v',
		offset,
		bytes: (bounds[number + 1] ?? offset) - offset,
		sha256: '0'.repeat(64),
		chain: '0'.repeat(64),
		start: number === 0 ? start : (times[number - 1] ?? start),
		end: number === 0 ? start : (times[number] ?? end),
		// The encoder was told to make a key frame every four seconds, and each opens a cluster.
		key_frame: sound || ((times[number - 1] ?? start) - start) % 4_000 === 0
	}));
}

/** The cluster's Timestamp element (0xE7), milliseconds. */
function clusterTime(bytes: Buffer, cluster: number): number {
	// Behind the cluster's own size, whose length is told by the leading zeros of its first byte.
	const at = bytes.indexOf(0xe7, cluster + 4 + Math.clz32(bytes[cluster + 4] ?? 1) - 23);
	const length = (bytes[at + 1] ?? 0x81) & 0x7f;
	return bytes.readUIntBE(at + 2, length);
}

/** `at` counts from the recording's zero, as in a parsed log. */
export function speaks(at: number, participant: string | undefined): LoggedEvent {
	return { at, type: 'speaker', participant, detail: {} };
}

export function joins(at: number, participant: string, name: string): LoggedEvent {
	return { at, type: 'joined', participant, detail: { name } };
}
