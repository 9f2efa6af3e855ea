/** Callbacks that can never be applied: kept for a human, with an alarm on the administrators' page, and acknowledged. */
import type { Logger } from '#lib/server/log.ts';
import { callbackQuarantine, ownerOfMeeting, rootOrganisations, withActor, type Actor, type Database, type Tx } from '@sal/db';
import { callbackSchema, type Callback } from '@sal/sfu/control';
import { and, desc, eq, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { applyLate } from './callbacks.server.ts';

export type Reason = (typeof callbackQuarantine.$inferSelect)['reason'];

/**
 * Does PostgreSQL refuse these data, today and tomorrow? Classes 22 (data exception) and 23 (integrity constraint violation) of its
 * appendix A. Anything else (no connection, a deadlock) may go well the next time.
 */
export function isRefusedData(error: unknown): boolean {
	const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error;
	return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && /^2[23]/.test(cause.code);
}

interface SetAside {
	db: Database;
	log: Logger;
	/** The meeting's owner, if there is such a meeting. */
	organisation: string | undefined;
	sfu: string;
	message: unknown;
	place: Pick<Callback, 'room' | 'sequence'> | null;
	reason: Reason;
	cause: unknown;
}

/** Keeps the callback once, however often it comes, and acknowledges it. */
export async function quarantine({ db, log, organisation, sfu, message, place, reason, cause }: SetAside): Promise<Response> {
	const [root] = await rootOrganisations(db);
	const acting = organisation ?? root;
	// A portal without any organisation has no administrator either, who could look: the media server keeps it until there is one.
	if (acting === undefined) return Response.json({ code: 'not-set-up' }, { status: 503 });
	// PostgreSQL's text takes no NUL, and JSON writes it as an escape: nothing is lost.
	const row = { sfu, room: place?.room ?? null, sequence: place?.sequence ?? null, reason, body: JSON.stringify(message) };
	await withActor(db, { kind: 'job', organisation: acting, name: 'callback' }, (tx) => tx.insert(callbackQuarantine).values(row).onConflictDoNothing());
	log.error({ sfu, room: row.room, sequence: row.sequence, reason, err: cause }, 'a callback cannot be applied and was kept aside');
	return new Response(null, { status: 204 });
}

const SHOWN = 50;

/** What nobody has looked into yet, newest first; only for an administrator of the topmost organisation. What was said in the meeting is not told. */
export function openQuarantine(tx: Tx) {
	const { id, at, sfu, room, sequence, reason } = callbackQuarantine;
	return tx.select({ id, at, sfu, room, sequence, reason }).from(callbackQuarantine).where(isNull(callbackQuarantine.settledAt)).orderBy(desc(at), desc(id)).limit(SHOWN);
}

type Operator = Extract<Actor, { kind: 'person' }>;

/** Somebody has looked into it: the alarm goes, the callback stays. @throws {DomainError} `conflict` when it has been settled already */
export async function settleQuarantined(tx: Tx, { actor, id, now }: { actor: Operator; id: number; now: Date }): Promise<void> {
	await settle(tx, { actor, id, now, action: 'callback.settled' });
}

/**
 * Applies a kept callback now that what stood in its way is gone: a newer version reads it, the meeting is back from a backup.
 * Of two who ask at once, the second finds nothing. @throws {DomainError} `conflict`, or `meetings-callback-refused` when it still cannot be applied
 */
export async function resendQuarantined(db: Database, { actor, id, now }: { actor: Operator; id: number; now: Date }): Promise<void> {
	await withActor(db, actor, async (tx) => {
		const body = await settle(tx, { actor, id, now, action: 'callback.resent' });
		const parsed = v.safeParse(callbackSchema, JSON.parse(body));
		const organisation = parsed.success ? await ownerOfMeeting(db, parsed.output.room) : undefined;
		if (!parsed.success || organisation === undefined) throw new DomainError('meetings-callback-refused');
		try {
			await withActor(db, { kind: 'job', organisation, name: 'callback' }, (job) => applyLate(job, parsed.output));
		} catch (error) {
			throw isRefusedData(error) ? new DomainError('meetings-callback-refused') : error;
		}
	});
}

/** Answers with what came. */
async function settle(tx: Tx, { actor, id, now, action }: { actor: Operator; id: number; now: Date; action: string }): Promise<string> {
	const [settled] = await tx
		.update(callbackQuarantine)
		.set({ settledAt: now, settledBy: actor.person })
		.where(and(eq(callbackQuarantine.id, id), isNull(callbackQuarantine.settledAt)))
		.returning({ body: callbackQuarantine.body });
	if (!settled) throw new DomainError('conflict');
	await audit(tx, { action, object: { kind: 'callback', id: String(id) } });
	return settled.body;
}
