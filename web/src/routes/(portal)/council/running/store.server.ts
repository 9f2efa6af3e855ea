/** Running a session: opening, breaks and end, items, the chair, the closed part. Each act is an event in the transaction that does it. */
import { and, asc, eq, ne } from 'drizzle-orm';
import { councilItem, councilSession, meetingPerson, type Actor, type PersonActor, type Tx } from '@sal/db';
import { audit } from '#lib/server/audit.ts';
import { DomainError } from '#lib/domain-error.ts';
import { append } from '../append.server.ts';
import { endSpeech, speechesOf } from '../floor/store.server.ts';
import { speaks } from '../floor/floor.rules.ts';
import type { CouncilEvents } from '../events.ts';
import { permit, type Permitted, type Session } from '../permit.server.ts';
import { counts } from '../presence/presence.rules.ts';
import { endStays, membersOf, presenceIn, procedureOf } from '../presence/store.server.ts';
import { after, mayTakeOver, tooEarly, type RunningAct } from './running.rules.ts';

interface Act {
	session: string;
	now: Date;
}

/** Who presides acts; who could and does not is told so. */
async function presiding(tx: Tx, actor: PersonActor, { session: id, now }: Act): Promise<Permitted> {
	const permitted = await permit(tx, { actor, id, action: 'preside', now, lock: true });
	if (permitted.session.presidedBy !== null && permitted.session.presidedBy !== actor.person) throw new DomainError('council-not-presiding');
	return permitted;
}

const change = (tx: Tx, id: string, columns: Partial<typeof councilSession.$inferInsert>) => tx.update(councilSession).set(columns).where(eq(councilSession.id, id));
const object = ({ session }: Permitted) => ({ kind: 'council-session', id: session.id, organisation: session.organisationId });

function follow({ session }: Permitted, act: RunningAct) {
	const state = after({ state: session.state, act });
	if (!state) throw new DomainError('council-not-now');
	return state;
}

/** Begins the session; whoever opens it presides. @throws {DomainError} `council-too-early` before its hour, `council-not-now` when it has begun */
export async function openSession(tx: Tx, actor: PersonActor, act: Act): Promise<void> {
	const permitted = await presiding(tx, actor, act);
	const state = follow(permitted, 'open');
	if (tooEarly({ startsAt: permitted.session.startsAt, now: act.now })) throw new DomainError('council-too-early');
	await change(tx, act.session, { state, openedAt: act.now, presidedBy: actor.person, presidingLostAt: null });
	await append(tx, { session: act.session, type: 'session.opened', data: { presiding: actor.person } });
	await audit(tx, { action: 'council.session-opened', object: object(permitted) });
}

export async function suspendSession(tx: Tx, actor: PersonActor, { reason, ...act }: Act & { reason: string }): Promise<void> {
	const permitted = await presiding(tx, actor, act);
	const state = follow(permitted, 'suspend');
	await endSpeech(tx, { session: permitted.session, speech: (await speechesOf(tx, permitted.session)).find(speaks), reason: 'chair', now: act.now });
	await change(tx, act.session, { state });
	await append(tx, { session: act.session, type: 'session.suspended', data: { reason } });
}

export async function resumeSession(tx: Tx, actor: PersonActor, act: Act): Promise<void> {
	const permitted = await presiding(tx, actor, act);
	await change(tx, act.session, { state: follow(permitted, 'resume') });
	await append(tx, { session: act.session, type: 'session.resumed', data: {} });
}

/** Ends the session, and with it the closed part and every stay. `no-quorum`: so the law wants it (Act 128/2000 § 92). */
export async function endSession(tx: Tx, actor: PersonActor, { reason, ...act }: Act & { reason: CouncilEvents['session.ended']['reason'] }): Promise<void> {
	const permitted = await presiding(tx, actor, act);
	const state = follow(permitted, 'end');
	await endSpeech(tx, { session: permitted.session, speech: (await speechesOf(tx, permitted.session)).find(speaks), reason: 'chair', now: act.now });
	await leaveItem(tx, permitted.session);
	if (permitted.session.closedPart) await append(tx, { session: act.session, type: 'session.closed-part', data: { on: false, reason: '' } });
	await endStays(tx, { session: act.session, at: act.now });
	await append(tx, { session: act.session, type: 'session.ended', data: { reason } });
	await change(tx, act.session, { state, endedAt: act.now, currentItemId: null, closedPart: false });
	await audit(tx, { action: 'council.session-ended', object: object(permitted), detail: { reason } });
}

async function leaveItem(tx: Tx, session: Session): Promise<void> {
	if (!session.currentItemId) return;
	await tx.update(councilItem).set({ state: 'done' }).where(eq(councilItem.id, session.currentItemId));
	await append(tx, { session: session.id, type: 'item.closed', data: { item: session.currentItemId }, item: session.currentItemId });
}

/** Comes to an item, and leaves the one before. A closed item is opened in the closed part only. @throws {DomainError} `council-item-closed`, `council-not-running`, `not-found` */
export async function openItem(tx: Tx, actor: Actor, { item: id, ...act }: Act & { item: string }): Promise<void> {
	const { session } = await permit(tx, { actor, id: act.session, action: 'serve', now: act.now, lock: true });
	if (session.state !== 'running') throw new DomainError('council-not-running');
	const [item] = await tx.select().from(councilItem).where(and(eq(councilItem.id, id), eq(councilItem.sessionId, session.id), ne(councilItem.state, 'withdrawn')));
	if (!item) throw new DomainError('not-found');
	if (item.closed && !session.closedPart) throw new DomainError('council-item-closed');
	if (session.currentItemId === id) return;
	await endSpeech(tx, { session, speech: (await speechesOf(tx, session)).find(speaks), reason: 'chair', now: act.now });
	await leaveItem(tx, session);
	await tx.update(councilItem).set({ state: 'open' }).where(eq(councilItem.id, id));
	await change(tx, session.id, { currentItemId: id });
	await append(tx, { session: session.id, type: 'item.opened', data: { item: id, number: item.number, title: item.title }, item: id });
}

/** Leaves the open item without coming to another. */
export async function closeItem(tx: Tx, actor: Actor, act: Act): Promise<void> {
	const { session } = await permit(tx, { actor, id: act.session, action: 'serve', now: act.now, lock: true });
	await endSpeech(tx, { session, speech: (await speechesOf(tx, session)).find(speaks), reason: 'chair', now: act.now });
	await leaveItem(tx, session);
	await change(tx, session.id, { currentItemId: null });
}

/** The council has approved what it will deal with today. `vote`: by which one, null when nobody objected. */
export async function approveAgenda(tx: Tx, actor: PersonActor, { vote, ...act }: Act & { vote: string | null }): Promise<void> {
	const { session } = await presiding(tx, actor, act);
	if (session.state !== 'running') throw new DomainError('council-not-running');
	if (session.agendaApprovedAt) return;
	await change(tx, session.id, { agendaApprovedAt: act.now });
	await append(tx, { session: session.id, type: 'agenda.approved', data: { vote }, item: session.currentItemId });
}

/** Shuts the public and everybody who is not a member out, or lets them in again. The reason goes into the minutes. */
export async function setClosedPart(tx: Tx, actor: PersonActor, { on, reason, ...act }: Act & { on: boolean; reason: string }): Promise<void> {
	const permitted = await presiding(tx, actor, act);
	const { session } = permitted;
	if (session.state !== 'running') throw new DomainError('council-not-running');
	if (session.closedPart === on) return;
	const [item] = session.currentItemId ? await tx.select({ closed: councilItem.closed }).from(councilItem).where(eq(councilItem.id, session.currentItemId)) : [];
	// Nobody comes back in while what was closed to them is on the table.
	if (!on && item?.closed) await closeItem(tx, actor, act);
	// That it begins and that it is over everybody may know: both are written down outside of it.
	if (!on) await change(tx, session.id, { closedPart: false });
	await append(tx, { session: session.id, type: 'session.closed-part', data: { on, reason }, item: null });
	if (on) await change(tx, session.id, { closedPart: true });
	await audit(tx, { action: 'council.closed-part', object: object(permitted), detail: { on } });
}

/** Whose tile stays beside the speaker's: a participant of the room, or nobody. */
export async function setInterpreter(tx: Tx, actor: Actor, { participant, ...act }: Act & { participant: string | null }): Promise<void> {
	const { session } = await permit(tx, { actor, id: act.session, action: 'serve', now: act.now, lock: true });
	if (session.interpreter === participant) return;
	await change(tx, session.id, { interpreter: participant });
	await append(tx, { session: session.id, type: 'interpreter.set', data: { participant } });
}

/** Whoever presides hands the chair to the chair of the body or a deputy. @throws {DomainError} `council-cannot-preside` */
export async function handOver(tx: Tx, actor: PersonActor, { to, ...act }: Act & { to: string }): Promise<void> {
	const { session } = await presiding(tx, actor, act);
	const members = await membersOf(tx, session);
	if (!members.some(({ id, office }) => id === to && office !== 'member')) throw new DomainError('council-cannot-preside');
	await preside(tx, session, { to, reason: 'handed-over' });
}

/** A deputy takes the chair, of which nothing is heard any more. @throws {DomainError} `council-chair-is-here` */
export async function takeOver(tx: Tx, actor: PersonActor, act: Act): Promise<void> {
	const permitted = await permit(tx, { actor, id: act.session, action: 'preside', now: act.now, lock: true });
	const { session } = permitted;
	if (session.presidedBy === actor.person) return;
	if (!mayTakeOver({ presidedBy: session.presidedBy, lostAt: session.presidingLostAt, taker: actor.person, now: act.now })) throw new DomainError('council-chair-is-here');
	await preside(tx, session, { to: actor.person, reason: 'taken-over' });
	await audit(tx, { action: 'council.chair-taken-over', object: object(permitted), subjects: session.presidedBy ? [session.presidedBy] : [] });
}

async function preside(tx: Tx, session: Session, { to, reason }: { to: string; reason: CouncilEvents['session.presiding']['reason'] }): Promise<void> {
	await change(tx, session.id, { presidedBy: to, presidingLostAt: null });
	await append(tx, { session: session.id, type: 'session.presiding', data: { person: to, from: session.presidedBy, reason }, item: session.currentItemId });
}

/** The media server has lost whoever presides, or has them back. In the transaction of the owner's job. */
export async function presidingHeard(tx: Tx, session: Session, { participant, here, at }: { participant: string; here: boolean; at: Date }): Promise<void> {
	if (session.presidedBy !== participant || (session.presidingLostAt === null) === here) return;
	await change(tx, session.id, { presidingLostAt: here ? null : at });
	// So that every screen learns of it; it is no event of the session yet.
	await append(tx, { session: session.id, type: 'presence.connection', data: { person: participant, here }, item: session.currentItemId, at });
}

/** Hands the chair to the first deputy present when nobody has taken it in the time of the rules. For the job that looks after running sessions. */
export async function replaceLost(tx: Tx, session: Session, now: Date): Promise<boolean> {
	const { takeOverSeconds } = await procedureOf(tx, session);
	const members = await presenceIn(tx, session, now);
	const taker = members
		.filter(({ id, office, presence }) => id !== session.presidedBy && office !== 'member' && counts(presence))
		// The chair of the body, come late, goes before the deputies.
		.sort((one, other) => (one.office === 'chair' ? -1 : other.office === 'chair' ? 1 : one.rank - other.rank))[0];
	if (!taker || !session.presidedBy || !mayTakeOver({ presidedBy: session.presidedBy, lostAt: session.presidingLostAt, taker: taker.id, now, seconds: takeOverSeconds })) return false;
	await preside(tx, session, { to: taker.id, reason: 'lost' });
	return true;
}

/** Items in the order of the agenda. */
export function itemsOf(tx: Tx, session: string) {
	return tx.select().from(councilItem).where(eq(councilItem.sessionId, session)).orderBy(asc(councilItem.position), asc(councilItem.id));
}

/** Who stays in the room in the closed part: members, hosts, and guests of the portal that a host has let in since are not among them. */
export async function insidersOf(tx: Tx, session: Session): Promise<string[]> {
	const hosts = await tx.select({ id: meetingPerson.personId }).from(meetingPerson).where(and(eq(meetingPerson.meetingId, session.meetingId), eq(meetingPerson.role, 'host')));
	return [...new Set([...(await membersOf(tx, session)).map(({ id }) => id), ...hosts.map(({ id }) => id)])];
}

