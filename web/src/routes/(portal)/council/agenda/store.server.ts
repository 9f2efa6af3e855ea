/** The agenda: items, their order and numbers, and what the council is asked to resolve. */
import { and, asc, eq, sql } from 'drizzle-orm';
import { councilItem, councilProposal, person, type Actor, type ItemKind, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { append } from '../append.server.ts';
import { permit, type Permitted } from '../permit.server.ts';

export type Item = typeof councilItem.$inferSelect & { proposal: string | null; rapporteur: string };

/** Items in their order. `proposal` is null where the actor may not read it. */
export async function agendaOf(tx: Tx, session: string): Promise<Item[]> {
	const rows = await tx
		.select({ item: councilItem, proposal: councilProposal.text, rapporteur: person.name })
		.from(councilItem)
		.leftJoin(councilProposal, eq(councilProposal.itemId, councilItem.id))
		.leftJoin(person, eq(person.id, councilItem.rapporteurId))
		.where(eq(councilItem.sessionId, session))
		.orderBy(asc(councilItem.position), asc(councilItem.id));
	return rows.map(({ item, proposal, rapporteur }) => ({ ...item, proposal, rapporteur: rapporteur ?? item.rapporteurName }));
}

interface Act {
	session: string;
	now: Date;
}
export interface ItemInput {
	kind: ItemKind;
	title: string;
	rapporteurName: string;
	plannedMinutes: number;
	proposal: string;
	closed: boolean;
}

async function preparing(tx: Tx, actor: Actor, { session: id, now }: Act): Promise<Permitted> {
	return permit(tx, { actor, id, action: 'prepare', now, lock: true });
}

/** Adds an item at the end. One that comes after the publication is late: the council itself decides whether to deal with it. Answers with its id. */
export async function addItem(tx: Tx, actor: PersonActor, { input, ...act }: Act & { input: ItemInput }): Promise<string> {
	const { session } = await preparing(tx, actor, act);
	const { proposal, ...columns } = input;
	const late = session.publishedAt !== null;
	const [row] = await tx
		.insert(councilItem)
		.values({ ...columns, sessionId: session.id, late, number: '', position: sql`(select coalesce(max(position), 0) + 1 from council_item where session_id = ${session.id}::uuid)`, createdBy: actor.person })
		.returning({ id: councilItem.id });
	if (!row) throw new Error('the item was not inserted');
	await tx.insert(councilProposal).values({ itemId: row.id, sessionId: session.id, text: proposal });
	await renumber(tx, session.id);
	if (late) await append(tx, { session: session.id, type: 'agenda.changed', data: { item: row.id, what: 'added' }, item: row.id });
	return row.id;
}

/** Changes an item that has not been dealt with. @throws {DomainError} `council-item-dealt-with` */
export async function editItem(tx: Tx, actor: Actor, { item: id, input, ...act }: Act & { item: string; input: ItemInput }): Promise<void> {
	const { session } = await preparing(tx, actor, act);
	const item = await still(tx, session.id, id);
	const { proposal, ...columns } = input;
	await tx.update(councilItem).set({ ...columns, updatedAt: act.now }).where(eq(councilItem.id, item.id));
	await tx.insert(councilProposal).values({ itemId: id, sessionId: session.id, text: proposal }).onConflictDoUpdate({ target: councilProposal.itemId, set: { text: proposal } });
}

/** Puts an item before another one, or (`before` null) at the end; the numbers follow until the council has approved the agenda. */
export async function moveItem(tx: Tx, actor: Actor, { item: id, before, ...act }: Act & { item: string; before: string | null }): Promise<void> {
	const { session } = await preparing(tx, actor, act);
	if (session.agendaApprovedAt) throw new DomainError('council-agenda-approved');
	await still(tx, session.id, id);
	const items = await tx.select({ id: councilItem.id }).from(councilItem).where(eq(councilItem.sessionId, session.id)).orderBy(asc(councilItem.position), asc(councilItem.id));
	const others = items.map((each) => each.id).filter((each) => each !== id);
	const place = before === null ? others.length : others.indexOf(before);
	if (place < 0) throw new DomainError('not-found');
	for (const [index, each] of others.toSpliced(place, 0, id).entries()) await tx.update(councilItem).set({ position: index + 1 }).where(eq(councilItem.id, each));
	await renumber(tx, session.id);
	if (session.publishedAt) await append(tx, { session: session.id, type: 'agenda.changed', data: { item: id, what: 'moved' }, item: id });
}

/** Takes an item off the agenda. Before the publication it is as if it had never been; afterwards it stays on the page, struck out. */
export async function withdrawItem(tx: Tx, actor: Actor, { item: id, ...act }: Act & { item: string }): Promise<void> {
	const { session } = await preparing(tx, actor, act);
	await still(tx, session.id, id);
	if (session.publishedAt === null) await tx.delete(councilItem).where(eq(councilItem.id, id));
	else {
		await tx.update(councilItem).set({ state: 'withdrawn', updatedAt: act.now }).where(eq(councilItem.id, id));
		await append(tx, { session: session.id, type: 'agenda.changed', data: { item: id, what: 'withdrawn' }, item: id });
	}
	await renumber(tx, session.id);
}

async function still(tx: Tx, session: string, id: string) {
	const [item] = await tx.select().from(councilItem).where(and(eq(councilItem.id, id), eq(councilItem.sessionId, session)));
	if (!item) throw new DomainError('not-found');
	if (item.state !== 'planned') throw new DomainError('council-item-dealt-with');
	return item;
}

/** 1, 2, 3 … in the order of the agenda; what was withdrawn keeps the number that was announced. Approved numbers stay, and what is added goes on behind them. */
async function renumber(tx: Tx, session: string): Promise<void> {
	await tx.execute(sql`
		with counted as (select id, row_number() over (order by position, id) as number from council_item where session_id = ${session}::uuid and state <> 'withdrawn')
		update council_item set number = counted.number::text from counted where council_item.id = counted.id and council_item.number <> counted.number::text`);
}
