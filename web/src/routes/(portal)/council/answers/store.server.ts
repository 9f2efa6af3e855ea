/** What members answer to an invitation, and what the office notes for them. Append-only: the last answer holds. */
import { and, desc, eq, gt, notExists, sql } from 'drizzle-orm';
import { councilAnswer, councilBody, councilSession, type Actor, type CouncilAnswer, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { append } from '../append.server.ts';
import { needed } from '../majority.rules.ts';
import { permit, type Permitted } from '../permit.server.ts';
import { excusedFrom, membersOf, procedureOf, requireSeat, type Member } from '../presence/store.server.ts';
import { outlook, type Outlook } from './answers.rules.ts';

interface Act {
	session: string;
	now: Date;
}
interface Answering {
	answer: CouncilAnswer;
	/** Of an excuse; for the office and the member only. */
	reason: string;
}

/** A member says whether they come. @throws {DomainError} `council-not-remote` where this session is held in the hall only, `forbidden` to whoever does not sit in the body */
export async function answerInvitation(tx: Tx, actor: PersonActor, { answer, reason, ...act }: Act & Answering): Promise<void> {
	const permitted = await permit(tx, { actor, id: act.session, action: 'vote', now: act.now, lock: true });
	await requireSeat(tx, permitted.session, actor.person);
	await write(tx, actor, permitted, { answer, reason, person: actor.person });
}

/** The office or whoever presides notes what a member has told them. @throws {DomainError} `not-found` for somebody without a seat */
export async function noteAnswer(tx: Tx, actor: PersonActor, { answer, reason, person, ...act }: Act & Answering & { person: string }): Promise<void> {
	const permitted = await permit(tx, { actor, id: act.session, action: 'serve', now: act.now, lock: true });
	await requireSeat(tx, permitted.session, person);
	await write(tx, actor, permitted, { answer, reason, person });
}

async function write(tx: Tx, actor: PersonActor, { session }: Permitted, { answer, reason, person }: Answering & { person: string }): Promise<void> {
	if (answer === 'remote' && !session.remote) throw new DomainError('council-not-remote');
	const kept = answer === 'excused' ? reason : '';
	const last = await lastAnswer(tx, { session: session.id, person });
	if (last?.answer === answer && last.reason === kept) return;
	await tx.insert(councilAnswer).values({ sessionId: session.id, personId: person, answer, reason: kept, byPerson: actor.person });
	// The minutes say who was excused. Why is nobody's business there: events can be read by everybody where the body meets in public.
	const excused = (await excusedFrom(tx, session.id)).has(person);
	if (answer === 'excused' && !excused) await append(tx, { session: session.id, type: 'presence.excused', data: { person, reason: '' } });
	if (answer !== 'excused' && excused) await append(tx, { session: session.id, type: 'presence.expected', data: { person } });
	await audit(tx, { action: 'council.answered', object: { kind: 'council-session', id: session.id, organisation: session.organisationId }, detail: { answer }, subjects: [person] });
}

export interface MyAnswer {
	answer: CouncilAnswer;
	reason: string;
	at: Date;
}

/** Somebody's answer that holds; null while they have not answered. One's own, or, for who runs the session, anybody's. */
export async function lastAnswer(tx: Tx, { session, person }: { session: string; person: string }): Promise<MyAnswer | null> {
	const [row] = await tx
		.select({ answer: councilAnswer.answer, reason: councilAnswer.reason, at: councilAnswer.at })
		.from(councilAnswer)
		.where(and(eq(councilAnswer.sessionId, session), eq(councilAnswer.personId, person)))
		.orderBy(desc(councilAnswer.id))
		.limit(1);
	return row ?? null;
}

export interface AnsweredMember extends Member {
	answer: (MyAnswer & { own: boolean }) | null;
}

/** Every member with their answer, and whether the body will be able to decide. @throws {DomainError} `forbidden` to who does not run the session */
export async function answersTo(tx: Tx, actor: Actor, { session: id, now }: Act): Promise<{ members: AnsweredMember[]; outlook: Outlook }> {
	const { session, body } = await permit(tx, { actor, id, action: 'serve', now });
	const rows = await tx
		.selectDistinctOn([councilAnswer.personId], { person: councilAnswer.personId, answer: councilAnswer.answer, reason: councilAnswer.reason, at: councilAnswer.at, by: councilAnswer.byPerson })
		.from(councilAnswer)
		.where(eq(councilAnswer.sessionId, id))
		.orderBy(councilAnswer.personId, desc(councilAnswer.id));
	const members = (await membersOf(tx, session)).map((member) => {
		const row = rows.find(({ person }) => person === member.id);
		return { ...member, answer: row ? { answer: row.answer, reason: row.reason, at: row.at, own: row.by === member.id } : null };
	});
	const { quorum } = await procedureOf(tx, session);
	return { members, outlook: outlook({ answers: members.map(({ answer }) => answer?.answer ?? null), needed: needed({ threshold: quorum, of: body.seats }) }) };
}

/** Published sessions to come in which the person sits and has said nothing yet, the next one first. */
export async function unanswered(tx: Tx, actor: PersonActor, now: Date) {
	// A mandate is personal: a deputy has nothing to answer.
	if (actor.substitution) return [];
	const day = sql`(${councilSession.startsAt} at time zone 'Europe/Prague')::date`;
	return tx
		.select({ id: councilSession.id, title: councilSession.title, place: councilSession.place, startsAt: councilSession.startsAt, body: councilBody.name })
		.from(councilSession)
		.innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId))
		.where(
			and(
				eq(councilSession.state, 'published'),
				gt(councilSession.startsAt, now),
				sql`exists (select from council_member cm where cm.body_id = ${councilSession.bodyId} and cm.person_id = ${actor.person}::uuid and cm.valid_from <= ${day} and (cm.valid_until is null or cm.valid_until > ${day}))`,
				notExists(tx.select({ id: councilAnswer.id }).from(councilAnswer).where(and(eq(councilAnswer.sessionId, councilSession.id), eq(councilAnswer.personId, actor.person))))
			)
		)
		.orderBy(councilSession.startsAt);
}
