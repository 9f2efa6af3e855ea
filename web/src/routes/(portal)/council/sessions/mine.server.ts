/** Sessions that concern somebody: of bodies in which they sit, or whose sessions they run. */
import { and, asc, eq, gte, inArray, or, sql } from 'drizzle-orm';
import { councilBody, councilSession, type PersonActor, type Tx } from '@sal/db';

/** A session that nobody has opened is over for the list so long after its hour. */
const LATE_MS = 86_400_000;

/** What runs and comes next. `votes`: a vote is open in which they may still vote. `seated`: they sit in the body themself. */
export function mySessions(tx: Tx, actor: PersonActor, { now, limit }: { now: Date; limit: number }) {
	const runs = inArray(councilSession.state, ['running', 'suspended']);
	return tx
		.select({
			id: councilSession.id,
			title: councilSession.title,
			place: councilSession.place,
			startsAt: councilSession.startsAt,
			body: councilBody.name,
			runs: sql<boolean>`${runs}`,
			seated: sql<boolean>`${councilSession.bodyId} in (select sal_councils_sat())`,
			votes: sql<boolean>`exists (select from council_vote cv join council_voter vr on vr.vote_id = cv.id where cv.session_id = ${councilSession.id} and cv.state = 'open' and vr.person_id = ${actor.person}::uuid
				and ${councilSession.bodyId} in (select sal_councils_sat()) and not exists (select from council_ballot cb where cb.vote_id = cv.id and cb.person_id = vr.person_id))`
		})
		.from(councilSession)
		.innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId))
		.where(
			and(
				or(runs, and(inArray(councilSession.state, ['draft', 'published']), gte(councilSession.startsAt, new Date(now.getTime() - LATE_MS)))),
				sql`${councilSession.bodyId} in (select sal_councils_sat() union select sal_councils_run())`
			)
		)
		.orderBy(asc(councilSession.startsAt), asc(councilSession.id))
		.limit(limit);
}
