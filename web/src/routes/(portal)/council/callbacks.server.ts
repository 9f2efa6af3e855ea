/** What the media server tells of a session's room. Applied by the module `meetings`, in order and in its transaction, as a job of the owner. */
import { eq, sql } from 'drizzle-orm';
import { councilBody, councilSession, type Tx } from '@sal/db';
import type { Callback } from '@sal/sfu/control';
import { append } from './append.server.ts';
import { applyEvidence } from './presence/store.server.ts';
import { presidingHeard } from './running/store.server.ts';

/** Events of other kinds, and rooms in which no council meets, are passed over. */
export async function applyCouncilCallback(tx: Tx, { room, at: milliseconds, event }: Pick<Callback, 'room' | 'at' | 'event'>): Promise<void> {
	if (event.type !== 'evidence' && event.type !== 'evidenceGap' && event.type !== 'opened' && event.type !== 'joined' && event.type !== 'left') return;
	const [row] = await tx.select({ session: councilSession, body: councilBody }).from(councilSession).innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId)).where(eq(councilSession.meetingId, room));
	if (!row || row.session.state === 'draft') return;
	const { session } = row;
	await tx.execute(sql`select sal_council_lock(${session.id}::uuid)`);
	const at = new Date(milliseconds);
	switch (event.type) {
		case 'evidence':
			await applyEvidence(tx, row, { ...event, until: event.until === null ? null : new Date(event.until), at });
			break;
		case 'evidenceGap':
			if (session.state === 'running') await append(tx, { session: session.id, type: 'presence.gap', data: { from: event.from, to: event.to, reason: 'media-server' }, item: session.currentItemId, at });
			await tellAnew(tx, session.id);
			break;
		case 'opened':
			await tellAnew(tx, session.id);
			break;
		case 'joined':
		case 'left':
			await presidingHeard(tx, session, { participant: event.participant, here: event.type === 'joined', at });
			break;
	}
	// Every screen shows it: the room is told as soon as this is committed.
	await tx.execute(sql`select pg_notify('sal_jobs', '')`);
}

/** The room has forgotten how the session stands, or has never been told. */
async function tellAnew(tx: Tx, session: string): Promise<void> {
	await tx.update(councilSession).set({ toldVersion: -1 }).where(eq(councilSession.id, session));
}

/** Whether a council meets in this room: then what is recorded there in a part that nobody named is for its hosts. */
export async function holdsCouncil(tx: Tx, room: string): Promise<boolean> {
	const rows = await tx.execute<{ session: string | null }>(sql`select sal_council_session_of_meeting(${room}::uuid) as session`);
	return rows[0]?.session != null;
}
