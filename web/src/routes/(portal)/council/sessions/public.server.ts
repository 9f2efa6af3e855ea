/** What everybody may know of sessions: for pages without an account. Row-level security leaves out what is closed; whoever is signed in sees the same here as anybody. */
import { and, asc, desc, eq, gte, inArray, isNotNull, lt, ne, notInArray, or, sql } from 'drizzle-orm';
import { councilBody, councilSession, organisation, type Actor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { agendaOf } from '../agenda/store.server.ts';
import { buildLive } from '../live/build.server.ts';
import { openMaterials, openVersion, readMaterial } from '../materials/store.server.ts';
import { readPublicMinutes } from '../minutes/publishing.server.ts';
import { permit } from '../permit.server.ts';
import { publicResolutions } from '../resolutions/register.server.ts';
import { liveVote } from '../votes/live.server.ts';
import { votesOf } from '../votes/store.server.ts';
import { publicationsOf, termOf } from './store.server.ts';

const DAY_MS = 86_400_000;
/** How many sessions that are over one page lists. */
const PAGE = 50;

const listed = { id: councilSession.id, title: councilSession.title, place: councilSession.place, startsAt: councilSession.startsAt, state: councilSession.state, body: councilBody.name, organisation: organisation.name };

/** Public sessions that run or are to come, the next one first, and those that are over, the newest first. `body`: of one body. */
export async function publicSessions(tx: Tx, { body, year, now }: { body: string | null; year: number | null; now: Date }) {
	const open = and(ne(councilSession.state, 'draft'), or(ne(councilSession.state, 'cancelled'), isNotNull(councilSession.publishedAt)), eq(councilBody.publicSessions, true), body === null ? undefined : eq(councilSession.bodyId, body));
	const from = () => tx.select(listed).from(councilSession).innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId)).innerJoin(organisation, eq(organisation.id, councilSession.organisationId));
	const recent = new Date(now.getTime() - DAY_MS);
	const over = or(inArray(councilSession.state, ['ended', 'cancelled']), and(eq(councilSession.state, 'published'), lt(councilSession.startsAt, recent)));
	const coming = await from().where(and(open, notInArray(councilSession.state, ['ended', 'cancelled']), or(gte(councilSession.startsAt, recent), inArray(councilSession.state, ['running', 'suspended'])))).orderBy(asc(councilSession.startsAt));
	const inYear = year === null ? undefined : sql`extract(year from ${councilSession.startsAt} at time zone 'Europe/Prague') = ${year}`;
	const past = await from().where(and(open, over, inYear)).orderBy(desc(councilSession.startsAt)).limit(PAGE);
	const bodies = await tx
		.selectDistinct({ id: councilBody.id, name: councilBody.name, organisation: organisation.name })
		.from(councilBody)
		.innerJoin(organisation, eq(organisation.id, councilBody.organisationId))
		.where(eq(councilBody.publicSessions, true))
		.orderBy(asc(councilBody.name), asc(organisation.name));
	return { coming, past, bodies };
}

interface Reading {
	session: string;
	now: Date;
	/** Reads as a job of the house that holds the session: who sits in it is public, what else is known of these people is not. */
	asHouse: <T>(organisation: string, fn: (tx: Tx) => Promise<T>) => Promise<T>;
}

/** One public session: agenda, proof of publication, what is on now, votes and what came of them. @throws {DomainError} `not-found` */
export async function publicSession(tx: Tx, actor: Actor, { session: id, now, asHouse }: Reading) {
	const { session, body } = await permit(tx, { actor, id, action: 'see', now });
	if (session.state === 'draft' || (session.state === 'cancelled' && session.publishedAt === null) || !body.publicSessions) throw new DomainError('not-found');
	const [house] = await tx.select({ name: organisation.name }).from(organisation).where(eq(organisation.id, session.organisationId));
	const items = await agendaOf(tx, id);
	const closed = new Set(items.filter((item) => item.closed).map((item) => item.id));
	const runs = session.state === 'running' || session.state === 'suspended';
	const live = runs ? await asHouse(session.organisationId, (inside) => buildLive(inside, { session, body, now })) : null;
	const counted = (await votesOf(tx, id)).filter(({ vote }) => vote.state !== 'open' && !(vote.itemId && closed.has(vote.itemId)));
	const materials = await openMaterials(tx, id);
	const { kept, days, left, publishedOn } = await termOf(tx, session, now);
	return {
		id,
		title: session.title,
		body: body.name,
		organisation: house?.name ?? '',
		place: session.place,
		startsAt: session.startsAt,
		state: session.state,
		cancelReason: session.cancelReason,
		remote: session.remote,
		meeting: session.meetingId,
		items: items.map(({ id: item, number, title, rapporteur, closed: secret, late, state, proposal }) => ({ id: item, number, title, rapporteur, closed: secret, late, state, proposal: secret ? null : proposal, materials: materials.filter((each) => each.item === item).map(({ id: material, title: name, newest: { mediaType, size } }) => ({ id: material, title: name, mediaType, size })) })),
		publication: { kept, days, left, publishedOn, proofs: (await publicationsOf(tx, id)).map(({ at, sha256 }) => ({ at, sha256 })) },
		now: live && { closedPart: live.closedPart, item: live.item, quorum: live.quorum, presiding: live.presiding?.name ?? null, speaker: live.closedPart ? null : (live.floor?.name ?? null) },
		votes: await Promise.all(counted.map(async ({ vote, item }) => ({ number: vote.number, item: item?.number ?? null, ...(await liveVote(tx, vote, false)) }))),
		minutes: (await readPublicMinutes(tx, id))?.publishedAt ?? null,
		resolutions: await publicResolutions(tx, id)
	};
}

/** Material that everybody may read, for its page. @throws {DomainError} `not-found` */
export async function readPublicMaterial(tx: Tx, actor: Actor, asked: { session: string; material: string; now: Date }) {
	await onBoard(tx, asked);
	const { material, item, session, versions } = await readMaterial(tx, actor, asked);
	const [newest] = versions;
	if (!newest) throw new DomainError('not-found');
	const { version, fileName, mediaType, size, sha256, createdAt } = newest;
	return { id: material.id, title: material.title, item: { number: item.number, title: item.title }, session: { id: session.id, title: session.title }, version, fileName, mediaType, size, sha256, createdAt };
}

/** The file of material that everybody may read; whoever is signed in gets the same here as anybody. @throws {DomainError} `not-found` */
export async function publicMaterial(tx: Tx, actor: Actor, { session, material, now }: { session: string; material: string; now: Date }) {
	await onBoard(tx, { session, material });
	return openVersion(tx, actor, { session, material, version: null, now });
}

async function onBoard(tx: Tx, { session, material }: { session: string; material: string }): Promise<void> {
	if (!(await openMaterials(tx, session)).some(({ id }) => id === material)) throw new DomainError('not-found');
}
