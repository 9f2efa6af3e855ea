import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Logger } from '#lib/server/log.ts';
import { asLogJob } from './house.ts';
import { writeCheckpoint, type Signing } from './write-checkpoint.ts';

/** Entries that one transaction links. */
const BATCH = 5000;

interface Chainer extends Signing {
	log: Logger;
	/** How often new entries are looked for, and how often they are signed, in milliseconds. */
	linkEvery?: number;
	signEvery?: number;
}

/** Links everything that waits, so that each entry has its place. Answers with how many it was. */
export async function linkAll(db: Signing['db']): Promise<number> {
	let all = 0;
	for (;;) {
		const rows = await asLogJob(db, (tx) => tx.execute<{ linked: string }>(sql`select linked from sal_audit_link(${BATCH})`));
		const linked = Number(rows?.[0]?.linked ?? 0);
		all += linked;
		if (linked < BATCH) return all;
	}
}

/**
 * Links new entries of the log each second, and signs a checkpoint each minute and at the end. Several may run at once: PostgreSQL lets one
 * link at a time. A database or store that is away is waited for; nothing is lost, it is linked and signed later.
 */
export function startChainer({ log, linkEvery = 1000, signEvery = 60_000, ...signing }: Chainer): { stop(): Promise<void> } {
	const stopping = new AbortController();
	const link = told('linking the log failed; it is repeated', () => linkAll(signing.db));
	const sign = told('the log could not be signed; it is repeated', () => writeCheckpoint(signing, new Date()));
	/** A failure that lasts is said once. */
	function told(message: string, act: () => Promise<unknown>): () => Promise<void> {
		let failing = false;
		return async () => {
			try {
				await act();
				failing = false;
			} catch (error) {
				if (!failing) log.error({ err: error }, message);
				failing = true;
			}
		};
	}
	const run = async (): Promise<void> => {
		let signedAt = Date.now();
		while (!stopping.signal.aborted) {
			await link();
			if (Date.now() - signedAt >= signEvery) {
				await sign();
				signedAt = Date.now();
			}
			await wait(linkEvery, undefined, { signal: stopping.signal }).catch(() => undefined);
		}
		await link();
		await sign();
	};
	const running = run();
	return {
		async stop() {
			stopping.abort();
			await running;
		}
	};
}
