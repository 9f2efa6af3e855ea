/** Who is present in a running session. Each change is an event, and quorum is counted again after it. */
import { and, asc, eq, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import { councilEvent, councilFaction, councilMember, councilProcedure, councilStay, person, type Actor, type Tx } from '@sal/db';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { append } from '../append.server.ts';
import type { CouncilEvents } from '../events.ts';
import { permit, type Permitted, type Session } from '../permit.server.ts';
import { procedureSchema, type Procedure } from '../procedure.ts';
import { presenceOf, quorumOf, type Presence, type Quorum } from './presence.rules.ts';

export interface Member {
	id: string;
	name: string;
	/** Short name. */
	faction: string | null;
	office: 'chair' | 'deputy' | 'member';
	rank: number;
}

/** Who sits in the body on the day of the session, in the order of Czech names. */
export function membersOf(tx: Tx, { bodyId, startsAt }: Pick<Session, 'bodyId' | 'startsAt'>): Promise<Member[]> {
	const day = sql`(${startsAt.toISOString()}::timestamptz at time zone 'Europe/Prague')::date`;
	return tx
		.select({ id: person.id, name: person.name, faction: councilFaction.short, office: councilMember.office, rank: councilMember.rank })
		.from(councilMember)
		.innerJoin(person, eq(person.id, councilMember.personId))
		.leftJoin(councilFaction, eq(councilFaction.id, councilMember.factionId))
		.where(and(eq(councilMember.bodyId, bodyId), lte(councilMember.validFrom, day), or(isNull(councilMember.validUntil), gt(councilMember.validUntil, day))))
		.orderBy(asc(person.familyName), asc(person.givenName), asc(person.name), asc(person.id));
}

/** The rules that the session was called under. */
export async function procedureOf(tx: Tx, { procedureId }: Pick<Session, 'procedureId'>): Promise<Procedure> {
	const [row] = await tx.select({ settings: councilProcedure.settings }).from(councilProcedure).where(eq(councilProcedure.id, procedureId));
	return v.parse(procedureSchema, row?.settings);
}

export interface PresentMember extends Member {
	presence: Presence;
	/** Of one who is failing: when the grace period ends. */
	until: Date | null;
}

/** Every member with how they are present at `now`. */
export async function presenceIn(tx: Tx, session: Session, now: Date): Promise<PresentMember[]> {
	const members = await membersOf(tx, session);
	const stays = await tx
		.select({ person: councilStay.personId, mode: councilStay.mode, failingUntil: councilStay.failingUntil })
		.from(councilStay)
		.where(and(eq(councilStay.sessionId, session.id), isNull(councilStay.until)));
	return members.map((member) => {
		const mine = stays.filter((stay) => stay.person === member.id);
		const presence = presenceOf({ stays: mine, now });
		return { ...member, presence, until: presence === 'failing' ? (mine.find(({ mode }) => mode === 'remote')?.failingUntil ?? null) : null };
	});
}

export interface Standing {
	quorum: Quorum;
	members: PresentMember[];
	procedure: Procedure;
}

/** Who is excused from this session: whoever took their excuse back is not any more. */
export async function excusedFrom(tx: Tx, session: string): Promise<Set<string>> {
	const rows = await tx
		.select({ person: sql<string>`${councilEvent.data} ->> 'person'`, type: councilEvent.type })
		.from(councilEvent)
		.where(and(eq(councilEvent.sessionId, session), inArray(councilEvent.type, ['presence.excused', 'presence.expected'])))
		.orderBy(asc(councilEvent.sequence));
	const excused = new Set<string>();
	for (const { person, type } of rows) {
		if (type === 'presence.excused') excused.add(person);
		else excused.delete(person);
	}
	return excused;
}

/** Whether the body may decide at `now`. What opens a vote asks this in its own transaction, with the session locked. */
export async function quorumNow(tx: Tx, { session, seats, now }: { session: Session; seats: number; now: Date }): Promise<Standing> {
	const procedure = await procedureOf(tx, session);
	const members = await presenceIn(tx, session, now);
	return { procedure, members, quorum: quorumOf({ threshold: procedure.quorum, seats, presences: members.map(({ presence }) => presence) }) };
}

/** Runs what changes somebody's presence, and writes it down when the body can decide from then on, or can no longer. */
async function changing(tx: Tx, { session, body }: Pick<Permitted, 'session' | 'body'>, now: Date, change: () => Promise<void>): Promise<void> {
	const before = await quorumNow(tx, { session, seats: body.seats, now });
	await change();
	const { quorum } = await quorumNow(tx, { session, seats: body.seats, now });
	if (quorum.reached === before.quorum.reached) return;
	await append(tx, { session: session.id, type: 'quorum.changed', data: { present: quorum.present, needed: quorum.needed, reached: quorum.reached }, item: session.currentItemId });
}

type Known = CouncilEvents['presence.here']['by'];
interface Coming {
	session: string;
	person: string;
	mode: 'hall' | 'remote';
	by: Known;
	at: Date;
}

async function come(tx: Tx, permitted: Pick<Permitted, 'session' | 'body'>, { session, person, mode, by, at }: Coming): Promise<void> {
	await requireSeat(tx, permitted.session, person);
	await changing(tx, permitted, at, async () => {
		const rows = await tx.insert(councilStay).values({ sessionId: session, personId: person, mode, known: by, from: at }).onConflictDoNothing().returning({ id: councilStay.id });
		if (rows.length > 0) await append(tx, { session, type: 'presence.here', data: { person, mode, by }, item: permitted.session.currentItemId, at });
	});
}

type Reason = CouncilEvents['presence.gone']['reason'];
interface Going {
	session: string;
	person: string;
	/** Which stay ends; both when unset. */
	mode?: 'hall' | 'remote';
	reason: Reason;
	at: Date;
}

async function go(tx: Tx, permitted: Pick<Permitted, 'session' | 'body'>, { session, person, mode, reason, at }: Going): Promise<void> {
	await changing(tx, permitted, at, async () => {
		const rows = await tx
			.update(councilStay)
			// The media server's clock may be a moment behind the one that wrote the beginning.
			.set({ until: sql`greatest(${at.toISOString()}::timestamptz, ${councilStay.from})`, ended: reason, failingUntil: null })
			.where(and(eq(councilStay.sessionId, session), eq(councilStay.personId, person), isNull(councilStay.until), ...(mode ? [eq(councilStay.mode, mode)] : [])))
			.returning({ id: councilStay.id });
		if (rows.length > 0) await append(tx, { session, type: 'presence.gone', data: { person, reason }, item: permitted.session.currentItemId, at });
	});
}

interface Act {
	session: string;
	now: Date;
}

/** A member says that they are in the hall: on their desk's tablet, or by the code on its wall (which the caller has checked). @throws {DomainError} `forbidden` to whoever does not sit in the body */
export async function checkIn(tx: Tx, actor: Actor, { session, by, now }: Act & { by: 'desk' | 'qr' }): Promise<void> {
	const permitted = await permit(tx, { actor, id: session, action: 'vote', now, lock: true });
	if (actor.kind !== 'person') throw new DomainError('forbidden');
	await come(tx, permitted, { session, person: actor.person, mode: 'hall', by, at: now });
}

/** A member says that they leave. */
export async function checkOut(tx: Tx, actor: Actor, { session, now }: Act): Promise<void> {
	const permitted = await permit(tx, { actor, id: session, action: 'vote', now, lock: true });
	if (actor.kind !== 'person') throw new DomainError('forbidden');
	await go(tx, permitted, { session, person: actor.person, mode: 'hall', reason: 'left', at: now });
}

/** The clerk's list: somebody is in the hall, or has left it. @throws {DomainError} `not-found` for somebody without a seat */
export async function listPresent(tx: Tx, actor: Actor, { session, person, here, now }: Act & { person: string; here: boolean }): Promise<void> {
	const permitted = await permit(tx, { actor, id: session, action: 'serve', now, lock: true });
	if (here) await come(tx, permitted, { session, person, mode: 'hall', by: 'clerk', at: now });
	else await go(tx, permitted, { session, person, mode: 'hall', reason: 'clerk', at: now });
}

/** @throws {DomainError} `not-found` for somebody without a seat */
export async function requireSeat(tx: Tx, session: Session, person: string): Promise<void> {
	if (!(await membersOf(tx, session)).some(({ id }) => id === person)) throw new DomainError('not-found');
}

/** A covered or frozen camera is not for a machine to judge: the chair says that a remote member is not present. They come back with their next new picture and sound. */
export async function declareAbsent(tx: Tx, actor: Actor, { session, person, now }: Act & { person: string }): Promise<void> {
	const permitted = await permit(tx, { actor, id: session, action: 'preside', now, lock: true });
	await go(tx, permitted, { session, person, mode: 'remote', reason: 'chair', at: now });
}

/** What the media server sees of a remote member. `until`: end of the grace period, of one who is failing. */
export interface Evidence {
	participant: string;
	picture: boolean;
	sound: 'flowing' | 'muted' | 'missing';
	standing: 'present' | 'failing' | 'gone';
	until: Date | null;
	at: Date;
}

/** Applies what the media server saw, in the transaction of the owner's job. People without a seat, and sessions that do not run, are passed over. */
export async function applyEvidence(tx: Tx, permitted: Pick<Permitted, 'session' | 'body'>, { participant, picture, sound, standing, until, at }: Evidence): Promise<void> {
	const { session } = permitted;
	if (session.state !== 'running' && session.state !== 'suspended' && session.state !== 'published') return;
	const members = await membersOf(tx, session);
	if (!members.some(({ id }) => id === participant)) return;
	if (standing === 'gone') return go(tx, permitted, { session: session.id, person: participant, mode: 'remote', reason: 'evidence', at });
	const [open] = await tx
		.select({ failingUntil: councilStay.failingUntil })
		.from(councilStay)
		.where(and(eq(councilStay.sessionId, session.id), eq(councilStay.personId, participant), eq(councilStay.mode, 'remote'), isNull(councilStay.until)));
	if (standing === 'failing') {
		if (!open) return;
		await setFailing(tx, { session: session.id, participant, until });
		await append(tx, { session: session.id, type: 'presence.failing', data: { person: participant, picture, sound: sound !== 'missing' }, item: session.currentItemId, at });
		return;
	}
	if (!open) return come(tx, permitted, { session: session.id, person: participant, mode: 'remote', by: 'evidence', at });
	if (open.failingUntil === null) return;
	await setFailing(tx, { session: session.id, participant, until: null });
	await append(tx, { session: session.id, type: 'presence.back', data: { person: participant }, item: session.currentItemId, at });
}

async function setFailing(tx: Tx, { session, participant, until }: { session: string; participant: string; until: Date | null }): Promise<void> {
	await tx
		.update(councilStay)
		.set({ failingUntil: until })
		.where(and(eq(councilStay.sessionId, session), eq(councilStay.personId, participant), eq(councilStay.mode, 'remote'), isNull(councilStay.until)));
}

/** Ends every stay: the session is over. */
export async function endStays(tx: Tx, { session, at }: { session: string; at: Date }): Promise<void> {
	await tx
		.update(councilStay)
		.set({ until: sql`greatest(${at.toISOString()}::timestamptz, ${councilStay.from})`, ended: 'session', failingUntil: null })
		.where(and(eq(councilStay.sessionId, session), isNull(councilStay.until)));
}
