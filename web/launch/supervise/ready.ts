import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../setup/failure.mjs';
import type { Child } from './child.ts';

/** A program that ends this often before it was ever ready will not become ready. */
const HOPELESS = 4;

/**
 * Waits until a server answers. Throws a {@link Failure} that quotes the end of its log when it keeps ending or takes longer than `seconds`.
 */
export async function untilReady({ child, title, check, seconds }: { child: Child; title: string; check: () => Promise<boolean>; seconds: number }): Promise<void> {
	const limit = Date.now() + seconds * 1000;
	while (!(await check().catch(() => false))) {
		if (child.attempts >= HOPELESS) throw new Failure(`${title} ends again and again right after its start. ${quote(child.log)}`);
		if (Date.now() > limit) throw new Failure(`${title} did not answer within ${seconds} s. ${quote(child.log)}`);
		await sleep(50);
	}
}

/** Does an address answer with 2xx? */
export const answersOk = (url: string) => async (): Promise<boolean> => (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;

function quote(log: string): string {
	const lines = readFileSync(log, 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('---'));
	return `Its log is ${log} and ends with:\n${lines.slice(-8).join('\n')}`;
}
