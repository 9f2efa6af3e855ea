/** Are the servers and processes behind the portal there? Asked when an administrator opens the page; nothing is kept. */
import { statfs } from 'node:fs/promises';

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

/** Free and total bytes of the disk on which recordings wait for the archive; null when the folder is on another machine. */
export async function spoolDisk(data: string | undefined): Promise<{ free: number; total: number } | null> {
	if (!data) return null;
	const { bavail, blocks, bsize } = await statfs(data).catch(() => ({ bavail: 0, blocks: 0, bsize: 0 }));
	return blocks === 0 ? null : { free: bavail * bsize, total: blocks * bsize };
}
