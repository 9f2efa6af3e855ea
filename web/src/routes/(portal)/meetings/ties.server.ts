/** The facts that rules.ts and permissions.ts decide about, read in one go. */
import { rangeOf } from '#lib/permissions/reach.ts';
import { meeting, type PersonActor } from '@sal/db';
import { and, eq, ne, or, sql, type SQL } from 'drizzle-orm';
import { permissions, type MeetingRelation, type MeetingResource, type MeetingTrait, meetingTraits } from './permissions.ts';
import type { Facts, Lobby } from './rules.ts';

export type { PersonActor };

// Each set is computed once per query, for whoever acts in this transaction (see the migration `meeting_ties`).
const host = sql<boolean>`meeting.id in (select sal_meetings_as_host())`;
const invited = sql<boolean>`meeting.id in (select sal_meetings_invited())`;
const organisationInvited = sql<boolean>`meeting.id in (select sal_meetings_of_organisation())`;
const broken = sql<boolean>`meeting.id in (select sal_meetings_broken())`;
const creator = (actor: PersonActor) => sql<boolean>`coalesce(meeting.created_by = ${actor.person} or (meeting.created_by = ${actor.substitution?.person ?? null}::uuid and meeting.kind <> 'case'), false)`;
const colleague = (actor: PersonActor) => sql<boolean>`meeting.organisation_id = ${actor.organisation}`;

/** Columns of a query over `meeting`: how this person stands to each row, by the names of permissions.ts. */
export function tieColumns(actor: PersonActor) {
	return { host, invited, creator: creator(actor), 'organisation-invited': organisationInvited, colleague: colleague(actor), 'break-glass': broken } satisfies Record<MeetingRelation, SQL<boolean>>;
}
export type Ties = Record<MeetingRelation, boolean>;

/** The owner's path from the root, itself last. */
export const ownerPath = sql<string[]>`(select o.path from organisation o where o.id = meeting.organisation_id)`;

/** What a permission asks about a row with {@link tieColumns}, {@link ownerPath} and {@link factColumns}. */
export function resourceOf({ ties, path, facts }: { ties: Ties; path: readonly string[]; facts: Facts }): MeetingResource {
	const relations = (Object.keys(permissions.relations) as MeetingRelation[]).filter((relation) => ties[relation]);
	return { path, relations, traits: meetingTraits(facts) };
}

const list = (ids: readonly string[]) => sql`${`{${ids.join(',')}}`}::uuid[]`;

/** The permission to see as a condition, so that a page of the list is a page of what this person may see. A test holds the two together. */
export function visibleTo(actor: PersonActor, now: Date): SQL {
	const columns = tieColumns(actor);
	const through = (traits: MeetingTrait[]): SQL => {
		const { everything, houses, subtrees, relations } = rangeOf({ subject: actor, action: permissions.actions.see, traits, now });
		if (everything) return sql`true`;
		const owned = houses.length > 0 ? sql`meeting.organisation_id = any(${list(houses)})` : undefined;
		const below = subtrees.length > 0 ? sql`meeting.organisation_id in (select o.id from organisation o where o.path && ${list(subtrees)})` : undefined;
		return or(...relations.map((relation) => columns[relation]), owned, below) ?? sql`false`;
	};
	return or(and(ne(meeting.kind, 'case'), through([])), and(eq(meeting.kind, 'case'), through(['case']))) ?? sql`false`;
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
