/** Motions: members move them, the desk orders them, votes settle them. */
import { and, asc, eq, sql } from 'drizzle-orm';
import { councilConflict, councilMotion, councilProposal, person, type Actor, type MotionKind, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { append } from '../append.server.ts';
import { permit, type Session } from '../permit.server.ts';
import { requireSeat } from '../presence/store.server.ts';

export type MotionRow = typeof councilMotion.$inferSelect;

/** Of one item, in the order of moving. */
export function motionsOf(tx: Tx, item: string): Promise<MotionRow[]> {
	return tx.select().from(councilMotion).where(eq(councilMotion.itemId, item)).orderBy(asc(councilMotion.position), asc(councilMotion.id));
}

interface Act {
	session: string;
	now: Date;
}
interface Moving extends Act {
	kind: MotionKind;
	text: string;
}

/** A member moves something on the open item. Answers with its id. @throws {DomainError} `council-no-item` when none is open */
export async function move(tx: Tx, actor: PersonActor, { session: id, kind, text, now }: Moving): Promise<string> {
	const { session } = await permit(tx, { actor, id, action: 'move', now, lock: true });
	return write(tx, { session, kind, text, mover: actor.person, name: await nameOf(tx, actor.person) });
}

/** The desk writes down what was moved aloud, by a member or by a rapporteur without an account. */
export async function moveForSomebody(tx: Tx, actor: Actor, { session: id, kind, text, mover, name, now }: Moving & { mover: string | null; name: string }): Promise<string> {
	const { session } = await permit(tx, { actor, id, action: 'serve', now, lock: true });
	return write(tx, { session, kind, text, mover, name: mover ? await nameOf(tx, mover) : name });
}

/** Puts the item's own proposal up as its main motion, once. Answers with its id; null when there is no proposal, or another main motion stands. */
export async function moveProposal(tx: Tx, actor: Actor, { session: id, now }: Act): Promise<string | null> {
	const { session } = await permit(tx, { actor, id, action: 'serve', now, lock: true });
	if (!session.currentItemId) throw new DomainError('council-no-item');
	const [proposal] = await tx.select({ text: councilProposal.text }).from(councilProposal).where(eq(councilProposal.itemId, session.currentItemId));
	const motions = await motionsOf(tx, session.currentItemId);
	if (!proposal?.text.trim() || motions.some(({ kind, state }) => kind === 'main' && state !== 'withdrawn')) return null;
	return write(tx, { session, kind: 'main', text: proposal.text, mover: null, name: '' });
}

async function nameOf(tx: Tx, id: string): Promise<string> {
	const [row] = await tx.select({ name: person.name }).from(person).where(eq(person.id, id));
	if (!row) throw new DomainError('not-found');
	return row.name;
}

interface Written {
	session: { id: string; state: string; currentItemId: string | null };
	kind: MotionKind;
	text: string;
	mover: string | null;
	name: string;
}

async function write(tx: Tx, { session, kind, text, mover, name }: Written): Promise<string> {
	if (session.state !== 'running') throw new DomainError('council-not-running');
	if (!session.currentItemId) throw new DomainError('council-no-item');
	const [row] = await tx
		.insert(councilMotion)
		.values({ sessionId: session.id, itemId: session.currentItemId, kind, text, moverId: mover, moverName: name, position: sql`(select coalesce(max(position), 0) + 1 from council_motion where item_id = ${session.currentItemId}::uuid)` })
		.returning({ id: councilMotion.id });
	if (!row) throw new Error('the motion was not inserted');
	await append(tx, { session: session.id, type: 'motion.moved', data: { motion: row.id, kind, person: mover, name, text }, item: session.currentItemId });
	return row.id;
}

/** Takes a motion back: one's own, or, for the desk, anybody's. @throws {DomainError} `council-motion-settled` when it was voted on */
export async function withdrawMotion(tx: Tx, actor: Actor, { session: id, motion, now }: Act & { motion: string }): Promise<void> {
	const { session, may } = await permit(tx, { actor, id, action: 'see', now, lock: true });
	const [row] = await tx.select().from(councilMotion).where(and(eq(councilMotion.id, motion), eq(councilMotion.sessionId, session.id)));
	if (!row) throw new DomainError('not-found');
	if (!may('serve') && !(may('move') && actor.kind === 'person' && row.moverId === actor.person)) throw new DomainError('forbidden');
	if (row.state !== 'moved') throw new DomainError('council-motion-settled');
	await tx.update(councilMotion).set({ state: 'withdrawn' }).where(eq(councilMotion.id, motion));
	await append(tx, { session: session.id, type: 'motion.withdrawn', data: { motion, person: row.moverId }, item: row.itemId });
}

interface Declaring extends Act {
	reason: string;
}

/** A member says that the open item concerns them (Act 129/2000 § 34, Act 128/2000 § 83): before it is dealt with, and aloud. Once per item. */
export async function declareConflict(tx: Tx, actor: PersonActor, { session: id, reason, now }: Declaring): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'vote', now, lock: true });
	await declare(tx, { session, person: actor.person, reason });
}

/** The desk writes down what a member has said aloud. @throws {DomainError} `not-found` for somebody without a seat */
export async function declareConflictFor(tx: Tx, actor: Actor, { session: id, person: who, reason, now }: Declaring & { person: string }): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'serve', now, lock: true });
	await requireSeat(tx, session, who);
	await declare(tx, { session, person: who, reason });
}

async function declare(tx: Tx, { session, person: who, reason }: { session: Session; person: string; reason: string }): Promise<void> {
	if (!session.currentItemId) throw new DomainError('council-no-item');
	const rows = await tx.insert(councilConflict).values({ sessionId: session.id, itemId: session.currentItemId, personId: who, reason }).onConflictDoNothing().returning({ id: councilConflict.id });
	if (rows.length > 0) await append(tx, { session: session.id, type: 'conflict.declared', data: { person: who, item: session.currentItemId, reason }, item: session.currentItemId });
}
