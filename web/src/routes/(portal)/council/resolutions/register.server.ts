/** The register of resolutions: what was resolved, by which vote, who is to act and until when. */
import { and, asc, desc, eq, sql, type SQL } from 'drizzle-orm';
import { councilBody, councilItem, councilResolution, councilResolutionTask, councilResolutionText, councilSession, organisation, person, type Actor, type PersonActor, type Tx } from '@sal/db';
import { dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { containsWords } from '#lib/server/contains-words.ts';
import { permit } from '../permit.server.ts';
import type { Filter, TaskInput } from './schema.ts';

const PAGE = 30;
/** As it was voted on for those inside, else as everybody may read it. */
const words = sql<string>`coalesce(${councilResolutionText.text}, ${councilResolution.publicText}, '')`;
const open = (now: Date, overdue: boolean): SQL => sql`exists (select from council_resolution_task t where t.resolution_id = ${councilResolution.id} and t.state = 'open'${overdue ? sql` and t.due_on < ${dayOf(now)}::date` : sql``})`;

const columns = {
	id: councilResolution.id,
	number: councilResolution.number,
	text: words,
	closed: councilResolution.closed,
	adoptedAt: councilResolution.adoptedAt,
	annulled: councilResolution.annulReason,
	published: sql<boolean>`${councilResolution.publishedAt} is not null`,
	session: councilSession.id,
	sessionTitle: councilSession.title,
	body: councilBody.name,
	item: councilResolution.itemId,
	itemTitle: councilItem.title,
	vote: councilResolution.voteId
};

function selection(tx: Tx) {
	return tx
		.select(columns)
		.from(councilResolution)
		.innerJoin(councilSession, eq(councilSession.id, councilResolution.sessionId))
		.innerJoin(councilBody, eq(councilBody.id, councilResolution.bodyId))
		.leftJoin(councilItem, eq(councilItem.id, councilResolution.itemId))
		.leftJoin(councilResolutionText, eq(councilResolutionText.resolutionId, councilResolution.id));
}

/** Newest first, of all bodies. Row-level security shows each person those of their sessions, and the published ones. `next` goes into the filter's `after`. */
export async function listResolutions(tx: Tx, { filter, now }: { filter: Filter; now: Date }) {
	const [at, id] = filter.after?.split('~') ?? [];
	const rows = await selection(tx)
		.where(
			and(
				filter.q === '' ? undefined : containsWords(sql`(${councilResolution.number} || ' ' || ${words} || ' ' || coalesce(${councilItem.title}, ''))`, filter.q),
				filter.body ? eq(councilResolution.bodyId, filter.body) : undefined,
				filter.show === 'all' ? undefined : open(now, filter.show === 'overdue'),
				at && id ? sql`(date_trunc('milliseconds', ${councilResolution.adoptedAt}), ${councilResolution.id}) < (${new Date(Number(at)).toISOString()}::timestamptz, ${id}::uuid)` : undefined
			)
		)
		.orderBy(sql`date_trunc('milliseconds', ${councilResolution.adoptedAt}) desc`, desc(councilResolution.id))
		.limit(PAGE + 1);
	const resolutions = rows.slice(0, PAGE);
	const last = resolutions.at(-1);
	return { resolutions, next: rows.length > PAGE && last ? `${last.adoptedAt.getTime()}~${last.id}` : null };
}
export type ListedResolution = Awaited<ReturnType<typeof listResolutions>>['resolutions'][number];

/** Bodies of which the actor sees resolutions, for the filter. */
export function resolvingBodies(tx: Tx): Promise<{ id: string; name: string }[]> {
	return tx.selectDistinct({ id: councilBody.id, name: councilBody.name }).from(councilResolution).innerJoin(councilBody, eq(councilBody.id, councilResolution.bodyId)).orderBy(asc(councilBody.name));
}

/** Published resolutions of one session, in their order: for pages without an account, whose actor is the public. */
export function publicResolutions(tx: Tx, session: string) {
	return tx
		.select({ id: councilResolution.id, number: councilResolution.number, text: sql<string>`coalesce(${councilResolution.publicText}, '')`, item: councilResolution.itemId, vote: councilResolution.voteId, adoptedAt: councilResolution.adoptedAt, annulled: councilResolution.annulReason })
		.from(councilResolution)
		.where(and(eq(councilResolution.sessionId, session), sql`${councilResolution.publishedAt} is not null`))
		.orderBy(asc(councilResolution.n));
}

interface Looking {
	actor: Actor;
	id: string;
	now: Date;
}

/** One resolution with what is to be done. @throws {DomainError} `not-found`, `forbidden` */
export async function readResolution(tx: Tx, { actor, id, now }: Looking) {
	const [found] = await selection(tx).where(eq(councilResolution.id, id));
	if (!found) throw new DomainError('not-found');
	const { session, may } = await permit(tx, { actor, id: found.session, action: 'see', now });
	const tasks = await tx
		.select({ id: councilResolutionTask.id, what: councilResolutionTask.what, who: sql<string>`coalesce(${organisation.name}, ${person.name}, ${councilResolutionTask.addressee})`, dueOn: councilResolutionTask.dueOn, state: councilResolutionTask.state, note: councilResolutionTask.note, closedAt: councilResolutionTask.closedAt })
		.from(councilResolutionTask)
		.leftJoin(organisation, eq(organisation.id, councilResolutionTask.organisationId))
		.leftJoin(person, eq(person.id, councilResolutionTask.personId))
		.where(eq(councilResolutionTask.resolutionId, id))
		.orderBy(asc(councilResolutionTask.dueOn), asc(councilResolutionTask.createdAt));
	return { ...found, meeting: session.meetingId, tasks: tasks.map((task) => ({ ...task, overdue: task.state === 'open' && task.dueOn !== null && task.dueOn < dayOf(now) })), may: { write: may('write-minutes') } };
}

interface Acting {
	actor: PersonActor;
	resolution: string;
	now: Date;
}

async function permitWriting(tx: Tx, { actor, resolution, now }: Acting) {
	const [found] = await tx.select({ session: councilResolution.sessionId }).from(councilResolution).where(eq(councilResolution.id, resolution));
	if (!found) throw new DomainError('not-found');
	return permit(tx, { actor, id: found.session, action: 'write-minutes', now });
}

/** Says who is to act, and until when. @throws {DomainError} `not-found`, `forbidden` */
export async function addTask(tx: Tx, { actor, resolution, input: { addressee, organisation: house, what, dueOn }, now }: Acting & { input: TaskInput }): Promise<void> {
	const { session } = await permitWriting(tx, { actor, resolution, now });
	const who = house === '' ? { addressee } : { organisationId: house };
	await tx.insert(councilResolutionTask).values({ resolutionId: resolution, sessionId: session.id, ...who, what, dueOn: dueOn === '' ? null : dueOn, createdBy: actor.person, createdAt: now });
	await audit(tx, { action: 'council-resolution.task-added', object: { kind: 'council-resolution', id: resolution, organisation: session.organisationId } });
}

/** Says that it was done, or is not wanted any more. @throws {DomainError} `not-found`, `forbidden`, `conflict` when it was closed before */
export async function closeTask(tx: Tx, { actor, resolution, task, state, note, now }: Acting & { task: string; state: 'done' | 'cancelled'; note: string }): Promise<void> {
	const { session } = await permitWriting(tx, { actor, resolution, now });
	const [row] = await tx.select({ state: councilResolutionTask.state }).from(councilResolutionTask).where(and(eq(councilResolutionTask.id, task), eq(councilResolutionTask.resolutionId, resolution))).for('update');
	if (!row) throw new DomainError('not-found');
	if (row.state !== 'open') throw new DomainError('conflict');
	await tx.update(councilResolutionTask).set({ state, note, closedAt: now }).where(eq(councilResolutionTask.id, task));
	await audit(tx, { action: 'council-resolution.task-closed', object: { kind: 'council-resolution', id: resolution, organisation: session.organisationId }, detail: { state } });
}
