/** The state of a session as every screen shows it, read from the database in one transaction. */
import type { councilBody, Tx } from '@sal/db';
import { speechesOf } from '../floor/store.server.ts';
import { queueOf, speaks } from '../floor/floor.rules.ts';
import type { Live } from '../live.ts';
import type { Session } from '../permit.server.ts';
import { excusedFrom, quorumNow } from '../presence/store.server.ts';
import { itemsOf } from '../running/store.server.ts';
import { liveVotes } from '../votes/live.server.ts';

export interface Building {
	session: Session;
	body: typeof councilBody.$inferSelect;
	now: Date;
}

/** What everybody in the room may know. Nothing of a draft, no text of a closed item. */
export async function buildLive(tx: Tx, { session, body, now }: Building): Promise<Live> {
	if (session.state === 'draft') throw new Error('a draft is shown to nobody');
	const [{ quorum, members }, speeches, items, { motions, vote }] = [await quorumNow(tx, { session, seats: body.seats, now }), await speechesOf(tx, session), await itemsOf(tx, session.id), await liveVotes(tx, session)];
	const excused = await excusedFrom(tx, session.id);
	const known = (id: string, name: string) => ({ id, name, faction: members.find((member) => member.id === id)?.faction ?? null });
	const speech = speeches.find(speaks);
	const item = items.find(({ id }) => id === session.currentItemId);
	const chair = members.find(({ id }) => id === session.presidedBy);
	return {
		session: session.id,
		version: session.version,
		state: session.state,
		closedPart: session.closedPart,
		body: body.name,
		title: session.title,
		presiding: chair ? { ...known(chair.id, chair.name), lostAt: session.presidingLostAt?.getTime() ?? null } : null,
		item: item ? { id: item.id, number: item.number, title: item.title, closed: item.closed } : null,
		agenda: items.map(({ id, number, title, state, closed, late }) => ({ id, number, title, state, closed, late })),
		agendaApproved: session.agendaApprovedAt !== null,
		quorum,
		members: members.map(({ id, name, faction, office, presence, until }) => ({ id, name, faction, office, presence: presence === 'absent' && excused.has(id) ? 'excused' : presence, until: until?.getTime() ?? null })),
		floor: speech ? { ...known(speech.participant, speech.name), kind: speech.kind, since: speech.givenAt?.getTime() ?? now.getTime(), seconds: speech.seconds ?? 0 } : null,
		queue: queueOf(speeches).map(({ id, participant, kind, askedAt }) => ({ ...known(participant, speeches.find((each) => each.id === id)?.name ?? ''), request: id, kind, since: askedAt.getTime() })),
		interpreter: session.interpreter,
		motions,
		vote
	};
}
