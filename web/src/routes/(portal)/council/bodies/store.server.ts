/** Bodies, who sits in them, their factions, and their rules of procedure. Kept by the office of the house; readable by everybody. */
import { and, asc, desc, eq, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { councilBody, councilFaction, councilMember, councilProcedure, organisation, person, type BodyKind, type PersonActor, type Tx } from '@sal/db';
import { audit } from '#lib/server/audit.ts';
import { uniquely } from '#lib/server/unique.ts';
import { DomainError } from '#lib/domain-error.ts';
import { may } from '#lib/permissions/decide.ts';
import { requirePermission } from '#lib/permissions/require.ts';
import { permissions } from '../permissions.ts';
import { belowTheLaw, defaultProcedure, procedureSchema, type Procedure } from '../procedure.ts';

export type Body = typeof councilBody.$inferSelect;

const uuid = v.pipe(v.string(), v.uuid());

/** The body of this id. @throws {DomainError} `not-found` */
export async function readBody(tx: Tx, id: string): Promise<Body & { organisationName: string; path: string[] }> {
	// The id comes from the address as somebody typed it.
	const [row] = v.is(uuid, id) ? await tx.select({ body: councilBody, organisationName: organisation.name, path: organisation.path }).from(councilBody).innerJoin(organisation, eq(organisation.id, councilBody.organisationId)).where(eq(councilBody.id, id)) : [];
	if (!row) throw new DomainError('not-found');
	return { ...row.body, organisationName: row.organisationName, path: row.path };
}

/** Bodies that have not been closed, by house and name. */
export function listBodies(tx: Tx) {
	return tx
		.select({ id: councilBody.id, name: councilBody.name, kind: councilBody.kind, organisationId: councilBody.organisationId, organisationName: organisation.name, path: organisation.path })
		.from(councilBody)
		.innerJoin(organisation, eq(organisation.id, councilBody.organisationId))
		.where(isNull(councilBody.closedAt))
		.orderBy(asc(sql`${organisation.name} collate "cs-x-icu"`), asc(sql`${councilBody.name} collate "cs-x-icu"`));
}

/** May the actor keep bodies of this house? */
export const mayKeep = ({ actor, path, now }: { actor: PersonActor; path: readonly string[]; now: Date }): boolean => may({ subject: actor, action: permissions.actions['keep-body'], resource: { path, relations: [], traits: [] }, now });

async function keeping(tx: Tx, actor: PersonActor, { body: id, now }: { body: string; now: Date }) {
	const body = await readBody(tx, id);
	requirePermission({ subject: actor, action: permissions.actions['keep-body'], resource: { path: body.path, relations: [], traits: [] }, now });
	return body;
}

export interface Founding {
	organisation: string;
	name: string;
	kind: BodyKind;
	seats: number;
	publicSessions: boolean;
	now: Date;
}

/** Founds a body, with the rules that the law and custom give until it approves its own. Answers with its id. */
export async function foundBody(tx: Tx, actor: PersonActor, { organisation: house, name, kind, seats, publicSessions, now }: Founding): Promise<string> {
	const [place] = await tx.select({ path: organisation.path }).from(organisation).where(eq(organisation.id, house));
	if (!place) throw new DomainError('not-found');
	requirePermission({ subject: actor, action: permissions.actions['keep-body'], resource: { path: place.path, relations: [], traits: [] }, now });
	const [row] = await tx.insert(councilBody).values({ organisationId: house, name, kind, seats, publicSessions, createdBy: actor.person }).returning({ id: councilBody.id });
	if (!row) throw new Error('the body was not inserted');
	await tx.insert(councilProcedure).values({ bodyId: row.id, version: 1, validFrom: sql`sal_today()`, settings: defaultProcedure(kind), createdBy: actor.person });
	await audit(tx, { action: 'council.body-founded', object: { kind: 'council-body', id: row.id, organisation: house }, detail: { kind, seats } });
	return row.id;
}

/** The newest version of a body's rules that holds on `day`. */
export async function procedureOn(tx: Tx, { body, day }: { body: string; day: string }): Promise<{ id: string; version: number; settings: Procedure }> {
	const [row] = await tx
		.select({ id: councilProcedure.id, version: councilProcedure.version, settings: councilProcedure.settings })
		.from(councilProcedure)
		.where(and(eq(councilProcedure.bodyId, body), lte(councilProcedure.validFrom, day)))
		.orderBy(desc(councilProcedure.version))
		.limit(1);
	if (!row) throw new DomainError('council-no-procedure');
	return { ...row, settings: v.parse(procedureSchema, row.settings) };
}

/** All versions of a body's rules, the newest first. */
export async function proceduresOf(tx: Tx, body: string) {
	const rows = await tx.select().from(councilProcedure).where(eq(councilProcedure.bodyId, body)).orderBy(desc(councilProcedure.version));
	return rows.map((row) => ({ ...row, settings: v.parse(procedureSchema, row.settings) }));
}

/** Adds a version of the rules; those before stay. @throws {DomainError} `council-below-the-law` where the law asks for more */
export async function addProcedure(tx: Tx, actor: PersonActor, { body: id, settings, validFrom, note, now }: { body: string; settings: Procedure; validFrom: string; note: string; now: Date }): Promise<void> {
	const body = await keeping(tx, actor, { body: id, now });
	if (belowTheLaw({ kind: body.kind, settings }).length > 0) throw new DomainError('council-below-the-law');
	const version = sql`(select coalesce(max(version), 0) + 1 from council_procedure where body_id = ${id}::uuid)`;
	await uniquely(tx.insert(councilProcedure).values({ bodyId: id, version, validFrom, settings, note, createdBy: actor.person }), { council_procedure_version: 'changed-meanwhile' });
	await audit(tx, { action: 'council.procedure-added', object: { kind: 'council-body', id, organisation: body.organisationId } });
}

export interface Seat {
	body: string;
	person: string;
	office: 'chair' | 'deputy' | 'member';
	faction: string | null;
	validFrom: string;
	validUntil: string | null;
	now: Date;
}

/** Gives somebody a seat. @throws {DomainError} `council-seats-full`, `council-has-seat`, `council-chair-taken` */
export async function giveSeat(tx: Tx, actor: PersonActor, { body: id, person: who, office, faction, validFrom, validUntil, now }: Seat): Promise<void> {
	const body = await keeping(tx, actor, { body: id, now });
	// Two offices must not fill the last seat at once.
	await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`seats ${id}`}, 0))`);
	const overlapping = await tx
		.select({ person: councilMember.personId, office: councilMember.office })
		.from(councilMember)
		.where(and(eq(councilMember.bodyId, id), or(isNull(councilMember.validUntil), gt(councilMember.validUntil, validFrom)), validUntil === null ? undefined : sql`${councilMember.validFrom} < ${validUntil}::date`));
	if (overlapping.some((seat) => seat.person === who)) throw new DomainError('council-has-seat');
	if (overlapping.length >= body.seats) throw new DomainError('council-seats-full');
	if (office === 'chair' && overlapping.some((seat) => seat.office === 'chair')) throw new DomainError('council-chair-taken');
	const rank = overlapping.filter((seat) => seat.office === 'deputy').length;
	await tx.insert(councilMember).values({ bodyId: id, personId: who, office, rank, factionId: faction, validFrom, validUntil });
	await audit(tx, { action: 'council.seat-given', object: { kind: 'council-body', id, organisation: body.organisationId }, detail: { office, validFrom, validUntil }, subjects: [who] });
}

/** Ends a seat: `until` is the first day without it. */
export async function endSeat(tx: Tx, actor: PersonActor, { body: id, seat, until, now }: { body: string; seat: string; until: string; now: Date }): Promise<void> {
	const body = await keeping(tx, actor, { body: id, now });
	const [row] = await tx.select().from(councilMember).where(and(eq(councilMember.id, seat), eq(councilMember.bodyId, id)));
	if (!row) throw new DomainError('not-found');
	if (until <= row.validFrom) throw new DomainError('council-term-backwards');
	await tx.update(councilMember).set({ validUntil: until }).where(eq(councilMember.id, seat));
	await audit(tx, { action: 'council.seat-ended', object: { kind: 'council-body', id, organisation: body.organisationId }, detail: { until }, subjects: [row.personId] });
}

export async function addFaction(tx: Tx, actor: PersonActor, { body: id, name, short, hue, now }: { body: string; name: string; short: string; hue: number; now: Date }): Promise<void> {
	await keeping(tx, actor, { body: id, now });
	await uniquely(tx.insert(councilFaction).values({ bodyId: id, name, short, hue }), { council_faction_short: 'council-faction-taken' });
}

export const factionsOf = (tx: Tx, body: string) => tx.select().from(councilFaction).where(and(eq(councilFaction.bodyId, body), isNull(councilFaction.closedAt))).orderBy(asc(councilFaction.short));

/** Seats of the body, those that are over last. */
export function seatsOf(tx: Tx, body: string) {
	return tx
		.select({ id: councilMember.id, person: person.id, name: person.name, office: councilMember.office, faction: councilFaction.short, hue: councilFaction.hue, validFrom: councilMember.validFrom, validUntil: councilMember.validUntil })
		.from(councilMember)
		.innerJoin(person, eq(person.id, councilMember.personId))
		.leftJoin(councilFaction, eq(councilFaction.id, councilMember.factionId))
		.where(eq(councilMember.bodyId, body))
		.orderBy(sql`coalesce(${councilMember.validUntil}, 'infinity'::date) <= sal_today()`, asc(person.familyName), asc(person.givenName), asc(person.name));
}

/** Houses whose bodies the actor keeps, in the order of Czech. */
export async function housesKept(tx: Tx, actor: PersonActor, now: Date): Promise<{ id: string; name: string }[]> {
	const ids = [...new Set(actor.grants.map((grant) => grant.organisation))];
	if (ids.length === 0) return [];
	const rows = await tx.select({ id: organisation.id, name: organisation.name, path: organisation.path }).from(organisation).where(inArray(organisation.id, ids)).orderBy(asc(sql`${organisation.name} collate "cs-x-icu"`));
	return rows.filter(({ path }) => mayKeep({ actor, path, now })).map(({ id, name }) => ({ id, name }));
}
