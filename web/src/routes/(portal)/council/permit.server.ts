/** The guard of every store of this module. */
import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { councilBody, councilMember, councilSession, councilVerifier, meetingPerson, organisation, type Actor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { may } from '#lib/permissions/decide.ts';
import type { Resource } from '#lib/permissions/types.ts';
import { permissions, type CouncilAction, type CouncilRelation, type CouncilTrait } from './permissions.ts';

export type Session = typeof councilSession.$inferSelect;
export type CouncilResource = Resource<CouncilRelation, CouncilTrait>;

export interface Permitted {
	session: Session;
	body: typeof councilBody.$inferSelect;
	resource: CouncilResource;
	/** What else they may do with it. */
	may: (action: CouncilAction) => boolean;
}

/**
 * The session, when the actor may do this with it. With `lock` nobody else acts on it until the transaction ends: what is read after this still holds when it is written.
 * @throws {DomainError} `not-found` when there is none that the actor may know of, `forbidden` when they may not do this
 */
export async function permit(tx: Tx, { actor, id, action, now, lock = false }: { actor: Actor; id: string; action: CouncilAction; now: Date; lock?: boolean }): Promise<Permitted> {
	// The id comes from the address as somebody typed it.
	if (!v.is(v.pipe(v.string(), v.uuid()), id)) throw new DomainError('not-found');
	if (lock) await tx.execute(sql`select sal_council_lock(${id}::uuid)`);
	const [row] = await tx
		.select({ session: councilSession, body: councilBody, path: organisation.path })
		.from(councilSession)
		.innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId))
		.innerJoin(organisation, eq(organisation.id, councilSession.organisationId))
		.where(eq(councilSession.id, id));
	if (!row) throw new DomainError('not-found');
	const { session, body } = row;
	const resource: CouncilResource = { path: row.path, relations: await relationsOf(tx, actor, session), traits: traitsOf(session, body) };
	const allowed = (wanted: CouncilAction) => may({ subject: actor, action: permissions.actions[wanted], resource, now });
	if (!allowed(action)) throw new DomainError(allowed('see') ? 'forbidden' : 'not-found');
	return { session, body, resource, may: allowed };
}

async function relationsOf(tx: Tx, actor: Actor, { id, bodyId, meetingId }: Session): Promise<CouncilRelation[]> {
	if (actor.kind === 'guest') return actor.meeting === meetingId ? ['invited'] : [];
	// A mandate is personal: whoever acts in somebody's place has none of it.
	if (actor.kind !== 'person' || actor.substitution) return [];
	const today = sql`sal_today()`;
	const [seat] = await tx
		.select({ office: councilMember.office })
		.from(councilMember)
		.where(and(eq(councilMember.bodyId, bodyId), eq(councilMember.personId, actor.person), lte(councilMember.validFrom, today), or(isNull(councilMember.validUntil), gt(councilMember.validUntil, today))));
	const [invited] = await tx.select({ role: meetingPerson.role }).from(meetingPerson).where(and(eq(meetingPerson.meetingId, meetingId), eq(meetingPerson.personId, actor.person)));
	const verifies = await tx.$count(councilVerifier, and(eq(councilVerifier.sessionId, id), eq(councilVerifier.personId, actor.person)));
	const relations: CouncilRelation[] = [];
	if (verifies > 0) relations.push('verifies');
	if (seat) relations.push('sits');
	if (seat && seat.office !== 'member') relations.push('presides');
	if (invited) relations.push('invited');
	return relations;
}

function traitsOf(session: Session, body: typeof councilBody.$inferSelect): CouncilTrait[] {
	const traits: CouncilTrait[] = [];
	// One that was called off before anybody knew of it stays what a draft was.
	if (session.state === 'draft' || (session.state === 'cancelled' && session.publishedAt === null)) traits.push('draft');
	else if (body.publicSessions) traits.push('published');
	if (session.state === 'ended' || session.state === 'cancelled') traits.push('over');
	if (session.closedPart) traits.push('closed-part');
	return traits;
}
