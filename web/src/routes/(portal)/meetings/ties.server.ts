/** The facts that rules.ts decides about, read in one go. */
import { roleOf } from '#lib/role.ts';
import { meeting, type PersonActor } from '@sal/db';
import { and, eq, ne, or, sql, type SQL } from 'drizzle-orm';
import { maySee, type Facts, type Kind, type Lobby, type Ties } from './rules.ts';

export type { PersonActor };

const noTies: Ties = { host: false, creator: false, invited: false, organisationInvited: false, house: false, subtree: false };
// Each set is computed once per query, for whoever acts in this transaction (see the migration `meeting_ties`).
const host = sql<boolean>`meeting.id in (select sal_meetings_as_host())`;
const invited = sql<boolean>`meeting.id in (select sal_meetings_invited())`;
const organisationInvited = sql<boolean>`meeting.id in (select sal_meetings_of_organisation())`;
const creator = (actor: PersonActor) => sql<boolean>`coalesce(meeting.created_by = ${actor.person} or (meeting.created_by = ${actor.substitution?.person ?? null}::uuid and meeting.kind <> 'case'), false)`;
const house = (actor: PersonActor) => sql<boolean>`meeting.organisation_id = ${actor.organisation}`;
const subtree = (actor: PersonActor) => sql<boolean>`meeting.organisation_id in (select o.id from organisation o where o.path @> array[${actor.organisation}::uuid])`;

/** Columns of a query over `meeting`: what ties this person to each row. */
export function tieColumns(actor: PersonActor) {
	return { host, invited, creator: creator(actor), organisationInvited, house: house(actor), subtree: subtree(actor) };
}

/** {@link maySee} as a condition, so that a page of the list is a page of what this person may see. A test holds the two together. */
export function visibleTo(actor: PersonActor): SQL {
	const see = (kind: Kind, tie: keyof Ties) => maySee({ role: roleOf(actor), kind, ties: { ...noTies, [tie]: true, ...(tie === 'house' ? { subtree: true } : {}) } });
	const through = (kind: Kind) =>
		or(
			see(kind, 'organisationInvited') ? organisationInvited : undefined,
			see(kind, 'house') ? house(actor) : undefined,
			see(kind, 'subtree') ? subtree(actor) : undefined
		) ?? sql`false`;
	const condition = or(host, invited, creator(actor), and(ne(meeting.kind, 'case'), through('call')), and(eq(meeting.kind, 'case'), through('case')));
	return condition ?? sql`false`;
}

/** Columns of a query over `meeting` that make {@link Facts}. */
export const factColumns = {
	kind: meeting.kind,
	state: meeting.state,
	recorded: meeting.recorded,
	watch: meeting.watch,
	lobby: meeting.lobby,
	startsAt: meeting.startsAt,
	plannedMinutes: meeting.plannedMinutes
};

/** A guest always waits, so a lobby for nobody is a lobby for guests. */
export function toFacts(row: Omit<Facts, 'lobby'> & { lobby: Lobby | 'nobody' }): Facts {
	const { kind, state, recorded, watch, lobby, startsAt, plannedMinutes } = row;
	return { kind, state, recorded, watch, lobby: lobby === 'nobody' ? 'guests' : lobby, startsAt, plannedMinutes };
}

export function toTies({ host, creator, invited, organisationInvited, house, subtree }: Ties): Ties {
	return { host, creator, invited, organisationInvited, house, subtree };
}
