/** Creating, changing and cancelling meetings. Nothing is written unless everything fits. */
import { DomainError } from '#lib/domain-error.ts';
import { requirePermission } from '#lib/permissions/require.ts';
import { meeting, meetingOrganisation, meetingPerson, principalOf, type Tx } from '@sal/db';
import { and, eq, gte, inArray, ne, or, sql } from 'drizzle-orm';
import { Temporal } from '@js-temporal/polyfill';
import { holdsCouncil } from '../council/index.server.ts';
import { organisationsByIds, ownersFor, peopleByIds } from './directory.server.ts';
import { isZone, toInstant, toLocal } from './local-time.ts';
import { occurrences, SERIES_LIMIT, toRrule } from './recurrence.ts';
import { permissions } from './permissions.ts';
import type { Errors, MeetingField, MeetingInput, Scope } from './schema.ts';
import { getMeeting, type Meeting } from './store.server.ts';
import { membersOf, tell, tellChange } from './tell.server.ts';
import type { PersonActor } from './ties.server.ts';

export type Written<T> = { ok: true; value: T } | { ok: false; errors: Errors<MeetingField> };

/** Creates a meeting, or all meetings of a series (one row per date). Answers with the id of the first. `quietly`: whoever asks for it tells people themselves, when it is time. */
export async function createMeeting(tx: Tx, actor: PersonActor, { input, quietly = false, now }: { input: MeetingInput; quietly?: boolean; now: Date }): Promise<Written<string>> {
	const errors = await checkInput(tx, input);
	const owner = (await ownersFor(tx, actor, now)).find(({ id }) => id === input.organisation);
	if (!owner) errors.organisation = 'choice';
	else if (!owner.kinds.includes(input.kind)) errors.kind = 'kind-forbidden';
	const startsAt = errors.zone ? null : toInstant(input);
	if (!startsAt && !errors.zone) errors.time = 'time-missing';
	if (!startsAt || Object.keys(errors).length > 0) return { ok: false, errors };

	const rrule = input.rhythm === 'none' ? null : toRrule({ ...input, rhythm: input.rhythm });
	const dates = rrule === null ? [startsAt] : occurrences({ rrule, startsAt, zone: input.zone, limit: SERIES_LIMIT + 1 });
	if (dates.length > SERIES_LIMIT) return { ok: false, errors: { until: 'until-far' } };
	const shared = { ...meetingColumns(input), organisationId: input.organisation, zone: input.zone, createdBy: principalOf(actor) };
	const [first] = await tx.insert(meeting).values({ ...shared, startsAt, rrule: dates.length > 1 ? rrule : null }).returning({ id: meeting.id });
	if (!first) throw new Error('the meeting was not inserted');
	const later = dates.slice(1).map((date) => ({ ...shared, startsAt: date, seriesId: first.id }));
	const rest = later.length === 0 ? [] : await tx.insert(meeting).values(later).returning({ id: meeting.id });
	await writeMembers(tx, [first, ...rest].map(({ id }) => id), input);
	if (!quietly) await tell(tx, { what: 'invited', id: first.id, people: [...input.hosts, ...input.people] });
	return { ok: true, value: first.id };
}

/**
 * Changes one meeting, or it and all later planned ones of its series. The kind, the owner and the rhythm stay: they are what it is.
 * A new day moves the later ones by as many days, a new time gives all of them that clock time.
 * @throws {DomainError} `meetings-held-by-council` for another title or time of a room in which a council meets: its session is changed, and the room follows
 */
export async function editMeeting(tx: Tx, actor: PersonActor, { id, input, scope, now }: { id: string; input: MeetingInput; scope: Scope; now: Date }): Promise<Written<string>> {
	const before = await getMeeting(tx, actor, { id, now });
	requirePermission({ subject: actor, action: permissions.actions.edit, resource: before.resource, now });
	const errors = await checkInput(tx, input);
	if (input.kind !== before.kind) errors.kind = 'choice';
	if (input.organisation !== before.organisationId) errors.organisation = 'choice';
	const rows = await targets(tx, before, scope);
	const moved = rows.map((row) => ({ id: row.id, from: row.startsAt, to: errors.zone ? null : move(row.startsAt, before, input) }));
	if (!errors.zone && moved.some(({ to }) => to === null)) errors.time = 'time-missing';
	if (await clashes(tx, before, moved)) errors.day ??= 'series-clash';
	if (Object.keys(errors).length > 0) return { ok: false, errors };
	const same = input.title === before.title && input.minutes === before.plannedMinutes && moved.every(({ from, to }) => to?.getTime() === from.getTime());
	if (!same && (await holdsCouncil(tx, id))) throw new DomainError('meetings-held-by-council');

	const members = (await membersOf(tx, [id])).get(id) ?? [];
	// Two dates of one series must never be the same, not even between two updates: the one that moves away goes first.
	const forward = moved.some(({ from, to }) => to !== null && to > from);
	for (const { id: each, to } of forward ? moved.toReversed() : moved) {
		if (to === null) continue;
		await tx.update(meeting).set({ ...meetingColumns(input), startsAt: to, zone: input.zone, sequence: sql`${meeting.sequence} + 1`, updatedAt: new Date() }).where(eq(meeting.id, each));
	}
	await writeMembers(tx, moved.map((row) => row.id), input);
	await tellChange(tx, { id, before, members });
	return { ok: true, value: id };
}

/**
 * Cancels one meeting, or it and all later planned ones of its series. They stay in the list, struck out, and in calendars as cancelled.
 * @throws {DomainError} `meetings-held-by-council` for the room of a council's session, which is called off itself
 */
export async function cancelMeeting(tx: Tx, actor: PersonActor, { id, reason, scope, now }: { id: string; reason: string; scope: Scope; now: Date }): Promise<void> {
	const before = await getMeeting(tx, actor, { id, now });
	requirePermission({ subject: actor, action: permissions.actions.cancel, resource: before.resource, now });
	if (await holdsCouncil(tx, id)) throw new DomainError('meetings-held-by-council');
	const rows = await targets(tx, before, scope);
	await tx
		.update(meeting)
		.set({ state: 'cancelled', cancelledAt: now, cancelReason: reason || null, sequence: sql`${meeting.sequence} + 1`, updatedAt: now })
		.where(and(inArray(meeting.id, rows.map((row) => row.id)), eq(meeting.state, 'planned')));
	await tell(tx, { what: 'cancelled', id, people: (await membersOf(tx, [id])).get(id) ?? [] });
}

/** A call that begins this minute: the caller hosts, the others see it in "now" and are let in at once. */
export async function callNow(tx: Tx, actor: PersonActor, { title, people, now }: { title: string; people: string[]; now: Date }): Promise<Written<string>> {
	const others = people.filter((id) => id !== actor.person);
	const called = await peopleByIds(tx, others);
	if (called.length < others.length) return { ok: false, errors: { people: 'choice' } };
	if (called.length === 0) return { ok: false, errors: { people: 'people' } };
	const [row] = await tx
		.insert(meeting)
		.values({ title, kind: 'call', organisationId: actor.organisation, startsAt: now, plannedMinutes: 30, watch: 'hosts', createdBy: actor.person })
		.returning({ id: meeting.id });
	if (!row) throw new Error('the call was not inserted');
	await tx.insert(meetingPerson).values([{ meetingId: row.id, personId: actor.person, role: 'host' }, ...called.map(({ id }) => ({ meetingId: row.id, personId: id, role: 'invited' as const }))]);
	await tell(tx, { what: 'calling', id: row.id, people: called.map(({ id }) => id) });
	return { ok: true, value: row.id };
}

/** What the database must be asked about: do the chosen people and organisations exist? */
async function checkInput(tx: Tx, input: MeetingInput): Promise<Errors<MeetingField>> {
	const errors: Errors<MeetingField> = {};
	if (!isZone(input.zone)) errors.zone = 'zone';
	if (input.hosts.length === 0) errors.hosts = 'hosts';
	if ((await peopleByIds(tx, input.hosts)).length !== input.hosts.length) errors.hosts = 'choice';
	if ((await peopleByIds(tx, input.people)).length !== input.people.length) errors.people = 'choice';
	if ((await organisationsByIds(tx, input.organisations)).length !== input.organisations.length) errors.organisations = 'choice';
	return errors;
}

function meetingColumns({ title, kind, minutes, recorded, watch, lobby, note }: MeetingInput) {
	return { title, kind, plannedMinutes: minutes, recorded, watch, lobby, description: note };
}

/** Replaces the members of every meeting in `ids`. Whoever hosts need not be invited as well. */
async function writeMembers(tx: Tx, ids: string[], { hosts, people, organisations }: MeetingInput): Promise<void> {
	await tx.delete(meetingPerson).where(inArray(meetingPerson.meetingId, ids));
	await tx.delete(meetingOrganisation).where(inArray(meetingOrganisation.meetingId, ids));
	const members = [...hosts.map((personId) => ({ personId, role: 'host' as const })), ...people.filter((id) => !hosts.includes(id)).map((personId) => ({ personId, role: 'invited' as const }))];
	// PostgreSQL takes 65,535 parameters in one statement: a series of 104 with 500 people is far more.
	for (const meetingId of ids) {
		if (members.length > 0) await tx.insert(meetingPerson).values(members.map((member) => ({ ...member, meetingId })));
		if (organisations.length > 0) await tx.insert(meetingOrganisation).values(organisations.map((organisationId) => ({ meetingId, organisationId })));
	}
}

/** The meeting, or it and the later planned ones of its series, by start; locked until the transaction ends. */
async function targets(tx: Tx, { id, seriesId, startsAt }: Meeting, scope: Scope) {
	const first = seriesId ?? id;
	const which = scope === 'one' ? eq(meeting.id, id) : and(or(eq(meeting.id, first), eq(meeting.seriesId, first)), gte(meeting.startsAt, startsAt), eq(meeting.state, 'planned'));
	return tx.select({ id: meeting.id, startsAt: meeting.startsAt }).from(meeting).where(which).orderBy(meeting.startsAt).for('update');
}

function move(startsAt: Date, before: Meeting, { day, time, zone }: MeetingInput): Date | null {
	const days = Temporal.PlainDate.from(toLocal({ at: before.startsAt, zone: before.zone }).day).until(day).days;
	const moved = Temporal.PlainDate.from(toLocal({ at: startsAt, zone: before.zone }).day).add({ days });
	return toInstant({ day: moved.toString(), time, zone });
}

/** Would a moved date fall on another date of the series that stays where it is? */
async function clashes(tx: Tx, { id, seriesId }: Meeting, moved: { id: string; to: Date | null }[]): Promise<boolean> {
	const first = seriesId ?? id;
	const to = moved.flatMap((row) => (row.to ? [row.to] : []));
	if (to.length === 0) return false;
	const others = await tx
		.select({ id: meeting.id })
		.from(meeting)
		.where(and(eq(meeting.seriesId, first), inArray(meeting.startsAt, to), ...moved.map((row) => ne(meeting.id, row.id))))
		.limit(1);
	return others.length > 0;
}
