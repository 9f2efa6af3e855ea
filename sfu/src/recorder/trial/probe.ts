import { execFileSync } from 'node:child_process';
import * as v from 'valibot';

const probed = v.object({
	packets: v.array(v.object({ pts_time: v.string(), flags: v.string() })),
	streams: v.array(v.object({ codec_name: v.string(), width: v.optional(v.number()), height: v.optional(v.number()) }))
});

/** What ffprobe makes of a file: codec, and the times of its packets in seconds. */
export function probe(bytes: Buffer): { codec: string; width: number | undefined; times: number[]; keys: boolean[] } {
	const text = execFileSync('ffprobe', ['-v', 'error', '-of', 'json', '-show_entries', 'packet=pts_time,flags:stream=codec_name,width,height', '-'], { input: bytes, maxBuffer: 1 << 28 });
	const { packets, streams } = v.parse(probed, JSON.parse(text.toString()));
	return { codec: streams[0]?.codec_name ?? '', width: streams[0]?.width, times: packets.map(({ pts_time }) => Number(pts_time)), keys: packets.map(({ flags }) => flags.startsWith('K')) };
}

/** Longest distance between neighbours in ms, of times in seconds. */
export function longestStep(times: number[]): number {
	return times.slice(1).reduce((longest, time, index) => Math.max(longest, (time - (times[index] ?? 0)) * 1000), 0);
}

/** Decodes a file whole; returns what ffmpeg complains of, '' for nothing. */
export function decodingErrors(bytes: Buffer): string {
	return execFileSync('sh', ['-c', 'ffmpeg -hide_banner -v error -i - -f null - 2>&1'], { input: bytes, maxBuffer: 1 << 28 }).toString();
}
