/** What becomes of a session that was called: it changes, is put off, or nothing comes of it. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import { councilSession, councilSpeaker, guestLink, type PersonActor, type Tx } from '@sal/db';
import { refuseUnseen, type Values } from '#lib/changed-meanwhile.ts';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { callOffMeeting, moveMeeting, toInstant, toLocal } from '../../meetings/index.server.ts';
import { permit, type Permitted, type Session } from '../permit.server.ts';
import { procedureOf } from '../presence/store.server.ts';
import { linkUntil, tellSpeakers } from '../speakers/letters.server.ts';
import { tellMembers, type Sender } from './invitation.server.ts';
import { hang } from './store.server.ts';

const ZONE = 'Europe/Prague';

interface Act {
	session: string;
	sender: Sender | null;
	now: Date;
}

export interface Change {
	number: number;
	title: string;
	place: string;
	/** Of Prague: `YYYY-MM-DD` and `HH:MM`. */
	day: string;
	time: string;
	minutes: number;
	remote: boolean;
	crisis: boolean;
}

/** What the form of a change shows, as text. */
export function changeable({ number, title, place, startsAt, plannedMinutes, remote, crisis }: Session): Values {
	return { number: String(number), title, place, ...toLocal({ at: startsAt, zone: ZONE }), minutes: String(plannedMinutes), remote: remote ? 'on' : 'off', crisis: crisis ? 'on' : 'off' };
}

/** A session that has not begun. @throws {DomainError} `council-not-now` for one that runs or is over */
async function waiting(tx: Tx, actor: PersonActor, { session: id, now }: Act): Promise<Permitted> {
	const permitted = await permit(tx, { actor, id, action: 'prepare', now, lock: true });
	if (permitted.session.state !== 'draft' && permitted.session.state !== 'published') throw new DomainError('council-not-now');
	return permitted;
}

/**
 * Changes a session that has not begun, and its room with it. One that was published hangs on the board anew at once: of another hour or place the term is counted from today (Act 129/2000 § 42, Act
 * 128/2000 § 93), and whether it is kept is written down. Members and invited speakers are told. Answers whether the hour is one that the clocks leave out.
 * @throws {DomainError} `council-not-remote`, `council-not-now`, `changed-meanwhile`
 */
export async function changeSession(tx: Tx, actor: PersonActor, { change, seen, ...act }: Act & { change: Change; seen?: Values }): Promise<{ ok: boolean; kept: boolean | null }> {
	const { session: before, body } = await waiting(tx, actor, act);
	refuseUnseen({ seen, now: changeable(before) });
	const { day, time, minutes, ...columns } = change;
	const startsAt = toInstant({ day, time, zone: ZONE });
	if (!startsAt) return { ok: false, kept: null };
	if (change.remote && !(await procedureOf(tx, before)).remote) throw new DomainError('council-not-remote');
	const to = { ...columns, startsAt, plannedMinutes: minutes };
	const changed = (Object.keys(to) as (keyof typeof to)[]).filter((field) => (to[field] instanceof Date ? to[field].getTime() !== before.startsAt.getTime() : to[field] !== before[field]));
	if (changed.length === 0) return { ok: true, kept: null };
	const session = { ...before, ...to };
	await tx.update(councilSession).set({ ...to, version: sql`${councilSession.version} + 1`, updatedAt: act.now }).where(eq(councilSession.id, session.id));
	await moveMeeting(tx, { id: session.meetingId, title: `${session.title} – ${body.name}`, startsAt, plannedMinutes: minutes });
	let kept: boolean | null = null;
	if (before.state === 'published') {
		({ kept } = await hang(tx, actor, { session, body: body.name, now: act.now }));
		// Ways into the room that were sent out open it as long as it goes on.
		await tx.update(guestLink).set({ expiresAt: linkUntil(session) }).where(and(isNull(guestLink.revokedAt), sql`${guestLink.id} in (select ${councilSpeaker.linkId} from ${councilSpeaker} where ${councilSpeaker.sessionId} = ${session.id}::uuid)`));
		await tellMembers(tx, { session, news: 'changed', sender: act.sender });
		await tellSpeakers(tx, { session, news: 'changed', sender: act.sender });
	}
	await audit(tx, { action: 'council.session-changed', object: { kind: 'council-session', id: session.id, organisation: session.organisationId }, detail: { changed, kept } });
	return { ok: true, kept };
}

/** Calls a session off that has not begun: everybody who was told of it is told, the page for everybody says so and why, and its room opens no more. Answers with that room. @throws {DomainError} `council-not-now` */
export async function cancelSession(tx: Tx, actor: PersonActor, { reason, ...act }: Act & { reason: string }): Promise<string> {
	const { session: before } = await waiting(tx, actor, act);
	const [session] = await tx
		.update(councilSession)
		.set({ state: 'cancelled', cancelledAt: act.now, cancelReason: reason, version: sql`${councilSession.version} + 1`, updatedAt: act.now })
		.where(eq(councilSession.id, before.id))
		.returning();
	if (!session) throw new DomainError('forbidden');
	await callOffMeeting(tx, { id: session.meetingId, reason, now: act.now });
	if (before.state === 'published') {
		await tellMembers(tx, { session, news: 'cancelled', sender: act.sender });
		await tellSpeakers(tx, { session, news: 'cancelled', sender: act.sender });
	}
	await audit(tx, { action: 'council.session-cancelled', object: { kind: 'council-session', id: session.id, organisation: session.organisationId }, detail: { reason } });
	return session.meetingId;
}
