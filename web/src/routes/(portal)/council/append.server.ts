/** Writing down what happened in a session: the database numbers it, and locks the session's row until the transaction ends. */
import { sql } from 'drizzle-orm';
import type { Tx } from '@sal/db';
import type { CouncilHappening } from './events.ts';

export type Appending = CouncilHappening & {
	session: string;
	item?: string | null;
	/** When the media server saw it; everything else happens now. Heeded of jobs only. */
	at?: Date;
};

/**
 * Appends to the session's events and moves its version on. Call it before reading what the act decides by: from then on nobody else acts on this
 * session until the transaction ends. Answers with the number of the event. Refused by PostgreSQL (42501) to whoever has no part in the session.
 */
export async function append(tx: Tx, { session, type, data, item, at }: Appending): Promise<number> {
	const rows = await tx.execute<{ number: string }>(sql`select sal_council_event(${session}::uuid, ${type}, ${JSON.stringify(data)}::jsonb, ${item ?? null}::uuid, ${at?.toISOString() ?? null}::timestamptz) as number`);
	return Number(rows[0]?.number);
}
