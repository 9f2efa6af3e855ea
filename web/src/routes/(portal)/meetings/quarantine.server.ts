/** Callbacks that can never be applied: kept for a human, with an alarm on the administrators' page, and acknowledged. */
import type { Logger } from '#lib/server/log.ts';
import { audit, callbackQuarantine, rootOrganisations, withActor, type Actor, type Database, type Tx } from '@sal/db';
import type { Callback } from '@sal/sfu/control';
import { and, desc, eq, isNull } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';

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

/** Somebody has looked into it: the alarm goes, the callback stays. @throws {DomainError} `not-found` */
export async function settleQuarantined(tx: Tx, { actor, id, now }: { actor: Extract<Actor, { kind: 'person' }>; id: number; now: Date }): Promise<void> {
	const settled = await tx.update(callbackQuarantine).set({ settledAt: now, settledBy: actor.person }).where(and(eq(callbackQuarantine.id, id), isNull(callbackQuarantine.settledAt)));
	if (settled.count === 0) throw new DomainError('not-found');
	await tx.insert(audit).values({ personId: actor.person, organisationId: actor.organisation, action: 'callback-settled', detail: { id } });
}
