import { type Actor, type Tx } from '@sal/db';
import { audit } from '#lib/server/audit.ts';
import { requireLogReader } from './rules.ts';
import type { LogFilter } from './schema.ts';
import { searchLog } from './search.server.ts';

/** Entries that are in memory at once. */
const BATCH = 500;

interface Export {
	inTx<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
	actor: Actor;
	filter: LogFilter;
	now: Date;
}

/**
 * Everything that the filter and the actor's rights let through, newest first, one JSON object a line. That it was handed out is written
 * down first. @throws {DomainError} `forbidden`
 */
export async function exportLog({ inTx, actor, filter, now }: Export): Promise<ReadableStream<Uint8Array>> {
	requireLogReader(actor, now);
	await inTx((tx) => audit(tx, { action: 'log.exported', detail: { format: 'jsonl', filter } }));
	let after: string | undefined = filter.after;
	const encoder = new TextEncoder();
	return new ReadableStream({
		async pull(controller) {
			const { entries, next } = await inTx((tx) => searchLog(tx, { actor, filter: { ...filter, after }, now, limit: BATCH }));
			if (entries.length > 0) controller.enqueue(encoder.encode(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')));
			if (next === undefined) controller.close();
			after = next;
		}
	});
}
