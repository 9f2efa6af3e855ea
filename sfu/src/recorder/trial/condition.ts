import { setTimeout as wait } from 'node:timers/promises';

/** Waits until something is so; throws with `what` when it is not within `ms`. */
export async function until(what: string, ms: number, condition: () => boolean | Promise<boolean>): Promise<void> {
	const end = Date.now() + ms;
	while (!(await condition())) {
		if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
		await wait(50);
	}
}
