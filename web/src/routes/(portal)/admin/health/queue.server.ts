/** The queue of background work, as an administrator of the whole portal sees it. Its tables belong to the database's owner: see migration `job_queue_for_the_operator`. */
import { type Actor, type Tx } from '@sal/db';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { requireForPortal } from '../store.server.ts';

const instant = v.pipe(v.union([v.string(), v.date()]), v.transform((value) => new Date(value)));
const jobs = v.array(
	v.object({
		id: v.string(),
		name: v.string(),
		/** `retry`: has failed and waits for its next attempt. */
		state: v.picklist(['created', 'retry', 'active', 'failed']),
		/** Attempts that have failed. */
		tries: v.number(),
		/** Begun, or queued. */
		since: instant,
		/** Not before. */
		next_at: instant,
		reason: v.nullable(v.string())
	})
);
export type QueuedJob = v.InferOutput<typeof jobs>[number];

/** What waits, runs or has failed, troubles first, at most 200. For whoever runs the whole portal. @throws {DomainError} `forbidden` */
export async function readQueue(tx: Tx, actor: Actor): Promise<QueuedJob[]> {
	requireForPortal(actor, 'retry-job');
	return v.parse(jobs, [...(await tx.execute(sql`select * from sal_jobs()`))]);
}

/** Takes a failed job up again now. @throws {DomainError} `forbidden`, or `conflict` when it is done or runs again already */
export async function tryAgain(tx: Tx, { actor, id }: { actor: Actor; id: string }): Promise<void> {
	requireForPortal(actor, 'retry-job');
	const [answer] = await tx.execute<{ again: boolean }>(sql`select sal_job_again(${id}::uuid) as again`);
	if (!answer?.again) throw new DomainError('conflict');
	await audit(tx, { action: 'job.again', object: { kind: 'job', id } });
}
