/** Calling and publishing a session. What becomes of it later: change.server.ts. */
import { createHash } from 'node:crypto';
import { and, asc, desc, eq, gte, inArray, lt, notInArray, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { councilBody, councilItem, councilMember, councilPublication, councilSession, meeting, organisation, type Actor, type PersonActor, type Tx } from '@sal/db';
import { audit } from '#lib/server/audit.ts';
import { dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { requirePermission } from '#lib/permissions/require.ts';
import { announceMeeting, createMeeting, touchMeeting, type Written } from '../../meetings/index.server.ts';
import { procedureOn, readBody } from '../bodies/store.server.ts';
import { openMaterials } from '../materials/store.server.ts';
import { permit, type Session } from '../permit.server.ts';
import { permissions } from '../permissions.ts';
import { membersOf, procedureOf } from '../presence/store.server.ts';
import { isHoliday } from './holidays.ts';
import { tellMembers, type Sender } from './invitation.server.ts';
import { hungSince, term, termDays, type Term } from './term.rules.ts';

export interface Calling {
	body: string;
	number: number;
	title: string;
	place: string;
	/** Of Prague: `YYYY-MM-DD` and `HH:MM`. */
	day: string;
	time: string;
	minutes: number;
	remote: boolean;
	crisis: boolean;
	substituteFor: string | null;
	now: Date;
}

/**
 * Calls a session as a draft, with its room: the chair, the deputies and whoever calls it host it. Members are invited when it is published. Answers with its id, or with the fields of the room's form that are wrong.
 * @throws {DomainError} `council-not-remote` when the rules of procedure let nobody take part from elsewhere
 */
export async function callSession(tx: Tx, actor: PersonActor, { body: id, number, title, place, day, time, minutes, remote, crisis, substituteFor, now }: Calling): Promise<Written<string>> {
	const body = await readBody(tx, id);
	requirePermission({ subject: actor, action: permissions.actions['keep-body'], resource: { path: body.path, relations: [], traits: [] }, now });
	const procedure = await procedureOn(tx, { body: id, day });
	if (remote && !procedure.settings.remote) throw new DomainError('council-not-remote');
	const seats = await tx
		.select({ person: councilMember.personId, office: councilMember.office })
		.from(councilMember)
		.where(and(eq(councilMember.bodyId, id), sql`${councilMember.validFrom} <= ${day}::date`, sql`coalesce(${councilMember.validUntil}, 'infinity'::date) > ${day}::date`));
	const hosts = [...new Set([actor.person, ...seats.filter(({ office }) => office !== 'member').map(({ person }) => person)])];
	const room = await createMeeting(tx, actor, {
		input: {
			// Rooms and recordings of many bodies stand in one list.
			title: `${title} – ${body.name}`, kind: 'session', organisation: body.organisationId, day, time, zone: 'Europe/Prague', minutes, rhythm: 'none', until: '', hosts, people: [],
			organisations: [], recorded: true, watch: body.publicSessions ? 'public' : 'invited', lobby: 'guests', note: ''
		},
		quietly: true,
		now
	});
	if (!room.ok) return room;
	const [held] = await tx.select({ startsAt: meeting.startsAt }).from(meeting).where(eq(meeting.id, room.value));
	if (!held) throw new Error('the room was not inserted');
	const [row] = await tx
		.insert(councilSession)
		.values({ bodyId: id, organisationId: body.organisationId, number, title, meetingId: room.value, procedureId: procedure.id, place, startsAt: held.startsAt, plannedMinutes: minutes, remote, crisis, substituteFor, createdBy: actor.person })
		.returning({ id: councilSession.id });
	if (!row) throw new Error('the session was not inserted');
	await audit(tx, { action: 'council.session-called', object: { kind: 'council-session', id: row.id, organisation: body.organisationId } });
	return { ok: true, value: row.id };
}

/** Number that the next session of a body gets. */
export async function nextNumber(tx: Tx, body: string): Promise<number> {
	const [row] = await tx.select({ last: sql<number>`coalesce(max(${councilSession.number}), 0)::int` }).from(councilSession).where(eq(councilSession.bodyId, body));
	return (row?.last ?? 0) + 1;
}

/**
 * How the session stands to its term of publication: counted from when it first hung on the board with this hour and place, or from today while it does not. `publishedOn`: that day.
 */
export async function termOf(tx: Tx, session: Session, now: Date): Promise<Term & { publishedOn: string | null }> {
	const rules = await procedureOf(tx, session);
	const publications = await publicationsOf(tx, session.id);
	const since = publications.length === 0 ? session.publishedAt : hungSince({ publications: publications.map(({ at, agenda }) => ({ at, ...v.parse(hungSchema, agenda) })), ...session });
	const publishedOn = since ? dayOf(since) : null;
	return { ...term({ session: dayOf(session.startsAt), published: publishedOn ?? dayOf(now), days: termDays({ crisis: session.crisis, ...rules }), isHoliday }), publishedOn };
}
/** Of what hung on the board, what the term is counted by. */
const hungSchema = v.object({ place: v.string(), startsAt: v.string() });

/**
 * Hangs the agenda on the notice board: from now on everybody reads it (where the body meets in public), what hung there is kept with its hash, and the members are invited. Called again it
 * publishes what has changed since, and tells them so. A term that is not kept is written down, not refused: whether a session may be held is for people to answer for.
 * @throws {DomainError} `council-no-items` for an empty agenda, `council-not-now` once the session is over
 */
export async function publishSession(tx: Tx, actor: PersonActor, { session: id, sender, now }: { session: string; sender: Sender | null; now: Date }): Promise<{ first: boolean; kept: boolean | null }> {
	const { session, body } = await permit(tx, { actor, id, action: 'prepare', now, lock: true });
	const first = session.publishedAt === null;
	const { written, kept } = await hang(tx, actor, { session, body: body.name, now });
	if (!written) return { first, kept };
	if (first) {
		await tx.update(councilSession).set({ state: 'published', publishedAt: now, version: sql`${councilSession.version} + 1` }).where(eq(councilSession.id, id));
		await announceMeeting(tx, { id: session.meetingId, people: (await membersOf(tx, session)).map((member) => member.id), published: body.publicSessions });
	} else await touchMeeting(tx, session.meetingId);
	await tellMembers(tx, { session, news: first ? 'invited' : 'changed', sender });
	await audit(tx, { action: 'council.session-published', object: { kind: 'council-session', id, organisation: session.organisationId }, detail: { first, kept } });
	return { first, kept };
}

/**
 * Hangs the session as it is on the notice board, unless just this hangs there. `kept`: whether the term is, of what has another hour or place than before or hangs for the first time; else null.
 * The caller has asked for permission. @throws {DomainError} `council-no-items` for an empty agenda
 */
export async function hang(tx: Tx, actor: PersonActor, { session, body, now }: { session: Session; body: string; now: Date }): Promise<{ written: boolean; kept: boolean | null }> {
	const items = await tx.select().from(councilItem).where(eq(councilItem.sessionId, session.id)).orderBy(asc(councilItem.position), asc(councilItem.id));
	if (items.length === 0) throw new DomainError('council-no-items');
	const materials = await openMaterials(tx, session.id);
	const agenda = {
		body,
		title: session.title,
		place: session.place,
		startsAt: session.startsAt.toISOString(),
		remote: session.remote,
		items: items
			.filter(({ state }) => state !== 'withdrawn')
			.map(({ id, number, title, closed, late }) => {
				const files = materials.filter(({ item }) => item === id).map(({ title: name, newest: { fileName, sha256 } }) => ({ title: name, fileName, sha256 }));
				return { number, title, closed, late, ...(files.length > 0 && { materials: files }) };
			})
	};
	const sha256 = createHash('sha256').update(canonical(agenda)).digest('hex');
	const last = (await publicationsOf(tx, session.id)).at(-1);
	if (last?.sha256 === sha256) return { written: false, kept: null };
	const before = last && v.parse(hungSchema, last.agenda);
	const anew = before === undefined || before.place !== agenda.place || before.startsAt !== agenda.startsAt;
	// Not as `termOf` counts it: what hangs from this moment is not on the board yet.
	const rules = await procedureOf(tx, session);
	const kept = anew ? term({ session: dayOf(session.startsAt), published: dayOf(now), days: termDays({ crisis: session.crisis, ...rules }), isHoliday }).kept : null;
	await tx.insert(councilPublication).values({ sessionId: session.id, at: now, by: actor.person, agenda, sha256, kept });
	return { written: true, kept };
}

/** JSON in one form only (RFC 8785): members sorted, no spaces. Of what is published here: strings, booleans, lists and objects. */
export function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value === 'object' && value !== null) {
		const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
		return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
	}
	return JSON.stringify(value);
}

export const publicationsOf = (tx: Tx, session: string) => tx.select().from(councilPublication).where(eq(councilPublication.sessionId, session)).orderBy(asc(councilPublication.at));

const columns = { session: councilSession, body: { id: councilBody.id, name: councilBody.name, kind: councilBody.kind, publicSessions: councilBody.publicSessions }, organisation: { id: organisation.id, name: organisation.name } };

function listing(tx: Tx) {
	return tx.select(columns).from(councilSession).innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId)).innerJoin(organisation, eq(organisation.id, councilSession.organisationId));
}

/** Sessions that run or are to come, the next one first; and those that are over, the newest first. Of one body, or of all that the actor may know. */
export async function listSessions(tx: Tx, { body, now, past = 20 }: { body?: string; now: Date; past?: number }) {
	const ofBody = body === undefined ? undefined : eq(councilSession.bodyId, body);
	// A session that nobody has ended is over for the list a day after its hour.
	const recent = new Date(now.getTime() - 86_400_000);
	const [coming, over] = [
		await listing(tx).where(and(ofBody, notInArray(councilSession.state, ['ended', 'cancelled']), sql`(${gte(councilSession.startsAt, recent)} or ${inArray(councilSession.state, ['running', 'suspended'])})`)).orderBy(asc(councilSession.startsAt)),
		await listing(tx).where(and(ofBody, sql`(${inArray(councilSession.state, ['ended', 'cancelled'])} or (${lt(councilSession.startsAt, recent)} and ${notInArray(councilSession.state, ['running', 'suspended'])}))`)).orderBy(desc(councilSession.startsAt)).limit(past)
	];
	return { coming, over };
}

/** One session with its body and house. @throws {DomainError} `not-found` */
export async function readSession(tx: Tx, { actor, id, now }: { actor: Actor; id: string; now: Date }) {
	const permitted = await permit(tx, { actor, id, action: 'see', now });
	const [row] = await listing(tx).where(eq(councilSession.id, id));
	if (!row) throw new DomainError('not-found');
	return { ...row, may: permitted.may, resource: permitted.resource };
}
