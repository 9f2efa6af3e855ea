/** Who verifies the minutes: members whom the session has elected. */
import { and, eq } from 'drizzle-orm';
import { councilMinutesSignature, councilVerifier, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { dayOf } from '#lib/day.ts';
import { audit } from '#lib/server/audit.ts';
import { notify } from '#lib/server/notify.ts';
import { permit } from '../permit.server.ts';
import { membersOn } from './facts.server.ts';

interface Naming {
	actor: PersonActor;
	session: string;
	person: string;
	now: Date;
}

/** @throws {DomainError} `not-found`, `forbidden`, `council-verifier-no-member` */
export async function addVerifier(tx: Tx, { actor, session: id, person, now }: Naming): Promise<void> {
	const { session, body } = await permit(tx, { actor, id, action: 'write-minutes', now, lock: true });
	const members = await membersOn(tx, { body: body.id, day: dayOf(session.openedAt ?? session.startsAt) });
	if (!members.some((member) => member.id === person)) throw new DomainError('council-verifier-no-member');
	const added = await tx.insert(councilVerifier).values({ sessionId: id, personId: person, addedBy: actor.person, addedAt: now }).onConflictDoNothing();
	if (added.count === 0) return;
	await audit(tx, { action: 'council-verifier.added', object: { kind: 'council-session', id, organisation: session.organisationId }, subjects: [person] });
	await notify(tx, { people: [person], kind: 'council.verifier', data: { title: session.title }, href: `/council/${id}/minutes` });
}

/** Whoever has signed stays. @throws {DomainError} `not-found`, `forbidden`, `council-verifier-signed` */
export async function removeVerifier(tx: Tx, { actor, session: id, person, now }: Naming): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'write-minutes', now, lock: true });
	const signed = await tx.$count(councilMinutesSignature, and(eq(councilMinutesSignature.sessionId, id), eq(councilMinutesSignature.personId, person)));
	if (signed > 0) throw new DomainError('council-verifier-signed');
	const gone = await tx.delete(councilVerifier).where(and(eq(councilVerifier.sessionId, id), eq(councilVerifier.personId, person)));
	if (gone.count > 0) await audit(tx, { action: 'council-verifier.removed', object: { kind: 'council-session', id, organisation: session.organisationId }, subjects: [person] });
}
