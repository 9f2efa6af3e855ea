/** Which recordings a meeting has, as far as this person may watch them; the module `recordings` checks again when one is opened. */
import { recording, type Tx } from '@sal/db';
import { asc, eq } from 'drizzle-orm';
import { may } from '#lib/permissions/decide.ts';
import { permissions } from './permissions.ts';
import type { Meeting } from './store.server.ts';
import type { PersonActor } from './ties.server.ts';

export async function recordingsOf(tx: Tx, actor: PersonActor, { id, resource, now }: Pick<Meeting, 'id' | 'resource'> & { now: Date }) {
	if (!may({ subject: actor, action: permissions.actions.watch, resource, now })) return [];
	return tx.select({ id: recording.id, state: recording.state, startedAt: recording.startedAt, durationMs: recording.durationMs }).from(recording).where(eq(recording.meetingId, id)).orderBy(asc(recording.startedAt));
}
