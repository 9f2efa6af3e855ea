/** Are the processes behind the portal there? Asked when an administrator opens the page; nothing is kept. */

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
	return Promise.all(
		sfus.map(async ({ id, url }) => {
			const started = performance.now();
			const up = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
				(response) => response.ok,
				() => false
			);
			return { name: id, up, ms: Math.round(performance.now() - started) };
		})
	);
}
