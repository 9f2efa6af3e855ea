/** Are the servers and processes behind the portal there? Asked when an administrator opens the page; nothing is kept. */
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** A media server on the same machine or in the same data centre answers within milliseconds. */
const PATIENCE_MS = 2_000;

export interface Health {
	name: string;
	up: boolean;
	/** Milliseconds until it answered. */
	ms: number;
}

/** Asks every media server whether it takes rooms (`GET /ready`). */
export function mediaServerHealth(sfus: readonly { id: string; url: string }[]): Promise<Health[]> {
	return Promise.all(sfus.map(({ id, url }) => timed(id, async (signal) => (await fetch(`${url}/ready`, { signal })).ok)));
}

/** Times one question; no answer in time, a refusal and an error are all the same to the operator: it is not there. */
export async function timed(name: string, ask: (signal: AbortSignal) => Promise<boolean>): Promise<Health> {
	const started = performance.now();
	const signal = AbortSignal.timeout(PATIENCE_MS);
	const late = new Promise<boolean>((resolve) => signal.addEventListener('abort', () => resolve(false), { once: true }));
	const up = await Promise.race([ask(signal).catch(() => false), late]);
	return { name, up, ms: Math.round(performance.now() - started) };
}

/** Below this the recorder is about to warn those in the meetings, in bytes. */
export const LOW_DISK = 5e9;

/** Free and total bytes of the disk on which recordings wait for the archive; null when the folder is on another machine. */
export async function spoolDisk(data: string | undefined): Promise<{ free: number; total: number } | null> {
	if (!data) return null;
	const { bavail, blocks, bsize } = await statfs(data).catch(() => ({ bavail: 0, blocks: 0, bsize: 0 }));
	return blocks === 0 ? null : { free: bavail * bsize, total: blocks * bsize };
}

export interface RecorderHealth {
	/** The media server beside which it runs. */
	name: string;
	connected: boolean;
	/** Recordings that run. */
	recordings: number;
	/** Age of the oldest packet that is not yet safe on its disk, in seconds. */
	lagSeconds: number;
	/** Packets lost because the recorder was away too long, since the media server's start. */
	dropped: number;
}

/** What every media server says of its recorder (`GET /metrics`, Prometheus' text format); one that does not answer is left out. */
export async function recorderHealth(sfus: readonly { id: string; url: string }[]): Promise<RecorderHealth[]> {
	const asked = sfus.map(async ({ id, url }) => {
		const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(PATIENCE_MS) });
		return response.ok ? [recorderOf(id, await response.text())] : [];
	});
	return (await Promise.allSettled(asked)).flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}

/** The recorder's figures in a media server's metrics. */
export function recorderOf(name: string, metrics: string): RecorderHealth {
	const figure = (wanted: string) => Number(new RegExp(`^sal_sfu_${wanted} (\\S+)$`, 'm').exec(metrics)?.[1] ?? 0);
	return { name, connected: figure('recorder_connected') === 1, recordings: figure('recordings'), lagSeconds: figure('recorder_lag_seconds'), dropped: figure('recorder_dropped_packets') };
}

/** What lies on the disk and is not in the store yet, in bytes, running recordings included; null when the folder is on another machine. */
export async function spoolWaiting(data: string | undefined): Promise<number | null> {
	if (!data) return null;
	const entries = await readdir(join(data, 'spool'), { recursive: true, withFileTypes: true }).catch(() => null);
	if (!entries) return null;
	// A piece may leave for the store between the list and the look.
	const sizes = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)).then(({ size }) => size, () => 0));
	return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
