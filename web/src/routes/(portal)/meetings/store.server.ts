/** Reading meetings. Every function takes the transaction of `withActor` and asks permissions.ts before it answers. */
import { DomainError } from '#lib/domain-error.ts';
import { may } from '#lib/permissions/decide.ts';
import { attendance, chatMessage, meeting, meetingOrganisation, meetingPerson, organisation, person, type Tx } from '@sal/db';
import { and, asc, desc, eq, or, sql, type SQL } from 'drizzle-orm';
import { containsWords } from '#lib/server/contains-words.ts';
import { organisationsOf } from '#lib/server/places.ts';
import { presence } from './presence.ts';
import { permissions } from './permissions.ts';
import { LATE_MINUTES, phase, type Phase } from './rules.ts';
import type { Filter } from './schema.ts';
import { factColumns, ownerPath, resourceOf, tieColumns, toFacts, visibleTo, type PersonActor } from './ties.server.ts';

const listColumns = {
	...factColumns,
	id: meeting.id,
	title: meeting.title,
	organisation: organisation.name,
	zone: meeting.zone,
	endedAt: meeting.endedAt,
	repeats: sql<boolean>`(meeting.rrule is not null or meeting.series_id is not null)`
};

/** How many of the coming meetings and of the past ones a page shows. */
const COMING = 300;
const PAST = 30;

/** Over, or never opened and its time is gone. */
const over = (now: Date) => sql`(meeting.state in ('ended', 'cancelled') or (meeting.state = 'planned' and meeting.starts_at + make_interval(mins => meeting.planned_minutes + ${LATE_MINUTES}::int) <= ${now.toISOString()}::timestamptz))`;

/** Where the list of past meetings goes on: after this one. */
export interface Cursor {
	startsAt: Date;
	id: string;
}

/** Meetings this person may see, that run or come (rising), or are past (falling; `after` goes on behind the last one shown). */
export async function listMeetings(tx: Tx, actor: PersonActor, { filter, now, when, after }: { filter: Filter; now: Date; when: 'coming' | 'past'; after?: Cursor }) {
	const conditions: (SQL | undefined)[] = [
		visibleTo(actor, now),
		when === 'past' ? over(now) : sql`not ${over(now)}`,
		filter.kind === 'all' ? undefined : eq(meeting.kind, filter.kind),
		filter.q === '' ? undefined : containsWords(sql`(meeting.title || ' ' || organisation.name)`, filter.q),
		after ? sql`(meeting.starts_at, meeting.id) < (${after.startsAt.toISOString()}::timestamptz, ${after.id}::uuid)` : undefined
	];
	const limit = when === 'past' ? PAST : COMING;
	const rows = await tx
		.select({ ...listColumns, host: tieColumns(actor).host })
		.from(meeting)
		.innerJoin(organisation, eq(organisation.id, meeting.organisationId))
		.where(and(...conditions))
		.orderBy(...(when === 'past' ? [desc(meeting.startsAt), desc(meeting.id)] : [asc(meeting.startsAt), asc(meeting.id)]))
		.limit(limit + 1);
	const meetings = rows.slice(0, limit).map((row) => ({ ...row, lobby: toFacts(row).lobby, phase: phase({ facts: row, now }) satisfies Phase }));
	return { meetings, more: rows.length > limit };
}
export type ListedMeeting = Awaited<ReturnType<typeof listMeetings>>['meetings'][number];

/** One meeting with what ties this person to it. `not-found` also when it is none of their business: its existence is not. */
export async function getMeeting(tx: Tx, actor: PersonActor, { id, now }: { id: string; now: Date }) {
	const [row] = await tx
		.select({
			...listColumns,
			organisationId: meeting.organisationId,
			description: meeting.description,
			rrule: meeting.rrule,
			seriesId: meeting.seriesId,
			startedAt: meeting.startedAt,
			cancelReason: meeting.cancelReason,
			sequence: meeting.sequence,
			updatedAt: meeting.updatedAt,
			ties: tieColumns(actor),
			path: ownerPath
		})
		.from(meeting)
		.innerJoin(organisation, eq(organisation.id, meeting.organisationId))
		.where(eq(meeting.id, id));
	if (!row) throw new DomainError('not-found');
	const { ties, path, ...rest } = row;
	const facts = toFacts(row);
	const resource = resourceOf({ ties, path, facts });
	if (!may({ subject: actor, action: permissions.actions.see, resource, now })) throw new DomainError('not-found');
	return { ...rest, lobby: facts.lobby, resource, facts };
}
export type Meeting = Awaited<ReturnType<typeof getMeeting>>;

/** What this person may do with the meeting, for the page to show no button that would be refused. */
export function mayDo(actor: PersonActor, { resource }: Meeting, now: Date) {
	const ask = (action: keyof typeof permissions.actions) => may({ subject: actor, action: permissions.actions[action], resource, now });
	return { edit: ask('edit'), cancel: ask('cancel'), host: ask('host'), inviteGuests: ask('invite-guests'), equip: ask('equip') };
}

/** Hosts, invited people and invited organisations, by name. */
export async function meetingMembers(tx: Tx, meetingId: string) {
	const people = await tx
		.select({ id: person.id, name: person.name, detail: organisationsOf, role: meetingPerson.role })
		.from(meetingPerson)
		.innerJoin(person, eq(person.id, meetingPerson.personId))
		.where(eq(meetingPerson.meetingId, meetingId))
		.orderBy(asc(person.name));
	const organisations = await tx
		.select({ id: organisation.id, name: organisation.name, detail: sql<string>`''` })
		.from(meetingOrganisation)
		.innerJoin(organisation, eq(organisation.id, meetingOrganisation.organisationId))
		.where(eq(meetingOrganisation.meetingId, meetingId))
		.orderBy(asc(organisation.name));
	return { hosts: people.filter(({ role }) => role === 'host'), invited: people.filter(({ role }) => role === 'invited'), organisations };
}

/** Who was there and what was written. Row-level security and {@link getMeeting} have answered before. */
export async function meetingRecord(tx: Tx, { id, endedAt, now }: { id: string; endedAt: Date | null; now: Date }) {
	const movements = await tx.select().from(attendance).where(eq(attendance.meetingId, id)).orderBy(asc(attendance.at), asc(attendance.id));
	const chat = await tx.select().from(chatMessage).where(eq(chatMessage.meetingId, id)).orderBy(asc(chatMessage.at), asc(chatMessage.id));
	return { present: presence({ movements, over: endedAt, now }), chat: chat.map(({ id, name, guest, text, at }) => ({ id, name, guest, text, at })) };
}

/** The other dates of the series this meeting belongs to, in order; empty when it stands alone. */
export async function seriesDates(tx: Tx, actor: PersonActor, { id, seriesId, now }: { id: string; seriesId: string | null; now: Date }) {
	const first = seriesId ?? id;
	const dates = await tx
		.select({ id: meeting.id, startsAt: meeting.startsAt, state: meeting.state, rrule: meeting.rrule })
		.from(meeting)
		.where(and(or(eq(meeting.id, first), eq(meeting.seriesId, first)), visibleTo(actor, now)))
		.orderBy(asc(meeting.startsAt));
	return { rrule: dates.find((date) => date.rrule !== null)?.rrule ?? null, dates: dates.length > 1 ? dates : [] };
}

/** What runs now and comes next, for the home page. */
export async function upcoming(tx: Tx, actor: PersonActor, { now, limit }: { now: Date; limit: number }) {
	const { meetings } = await listMeetings(tx, actor, { filter: { kind: 'all', q: '' }, now, when: 'coming' });
	return meetings.slice(0, limit);
}
