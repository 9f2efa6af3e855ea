/** Objections to minutes: a member writes one, the next session decides it (Act 129/2000 § 43, Act 128/2000 § 95). */
import { and, asc, eq, gt, isNotNull, ne } from 'drizzle-orm';
import { councilObjection, councilObjectionDecision, councilSession, person, type Actor, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { notify } from '#lib/server/notify.ts';
import { permit } from '../permit.server.ts';
import { presidents } from './signing.server.ts';

interface Acting {
	actor: PersonActor;
	session: string;
	now: Date;
}

/** @throws {DomainError} `not-found`, `forbidden`, `council-minutes-running` */
export async function object(tx: Tx, { actor, session: id, text, now }: Acting & { text: string }): Promise<void> {
	const { session, body } = await permit(tx, { actor, id, action: 'object', now });
	if (session.state !== 'ended') throw new DomainError('council-minutes-running');
	await tx.insert(councilObjection).values({ sessionId: id, personId: actor.person, text, at: now });
	await audit(tx, { action: 'council-minutes.objected', object: { kind: 'council-session', id, organisation: session.organisationId } });
	await notify(tx, { people: (await presidents(tx, { session, body })).map((each) => each.id), kind: 'council.objection', data: { title: session.title }, href: `/council/${id}/minutes` });
}

interface Deciding extends Acting {
	objection: string;
	upheld: boolean;
	text: string;
	/** The session that has decided. */
	decidedIn: string;
}

/** Writes down what the session decided. Once. @throws {DomainError} `not-found`, `forbidden`, `conflict` when it was decided before, `bad-input` when the session is none of the body's later ones */
export async function decideObjection(tx: Tx, { actor, session: id, objection, upheld, text, decidedIn, now }: Deciding): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'write-minutes', now, lock: true });
	const [row] = await tx.select({ id: councilObjection.id, by: councilObjection.personId }).from(councilObjection).where(and(eq(councilObjection.id, objection), eq(councilObjection.sessionId, id)));
	if (!row) throw new DomainError('not-found');
	if (!(await laterSessions(tx, session)).some((later) => later.id === decidedIn)) throw new DomainError('bad-input');
	const added = await tx.insert(councilObjectionDecision).values({ objectionId: objection, sessionId: id, upheld, text, decidedIn, decidedBy: actor.person, at: now }).onConflictDoNothing();
	if (added.count === 0) throw new DomainError('conflict');
	await audit(tx, { action: 'council-minutes.objection-decided', object: { kind: 'council-session', id, organisation: session.organisationId }, detail: { upheld, decidedIn }, subjects: [row.by] });
	await notify(tx, { people: [row.by], kind: 'council.objection-decided', data: { title: session.title }, href: `/council/${id}/minutes` });
}

/** Sessions of the body that were opened after this one: one of them decides. */
export function laterSessions(tx: Tx, { id, bodyId, startsAt }: Pick<typeof councilSession.$inferSelect, 'id' | 'bodyId' | 'startsAt'>) {
	return tx
		.select({ id: councilSession.id, title: councilSession.title })
		.from(councilSession)
		.where(and(eq(councilSession.bodyId, bodyId), ne(councilSession.id, id), gt(councilSession.startsAt, startsAt), isNotNull(councilSession.openedAt)))
		.orderBy(asc(councilSession.startsAt));
}

/** For those inside. @throws {DomainError} `not-found`, `forbidden` */
export async function listObjections(tx: Tx, { actor, session, now }: { actor: Actor; session: string; now: Date }) {
	await permit(tx, { actor, id: session, action: 'see-closed', now });
	return tx
		.select({ id: councilObjection.id, name: person.name, text: councilObjection.text, at: councilObjection.at, upheld: councilObjectionDecision.upheld, decision: councilObjectionDecision.text, decidedIn: councilSession.title })
		.from(councilObjection)
		.innerJoin(person, eq(person.id, councilObjection.personId))
		.leftJoin(councilObjectionDecision, eq(councilObjectionDecision.objectionId, councilObjection.id))
		.leftJoin(councilSession, eq(councilSession.id, councilObjectionDecision.decidedIn))
		.where(eq(councilObjection.sessionId, session))
		.orderBy(asc(councilObjection.at));
}
