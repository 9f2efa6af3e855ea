/** What somebody notes for themself about agenda items. Row-level security gives each person their own notes, and nobody else's to anybody. Nothing of them is logged: not even that there is one. */
import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { councilItem, councilNote, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { permit, type Permitted } from '../permit.server.ts';
import type { NoteInput, OtherNote } from './schema.ts';

export interface MyNote extends OtherNote {
	item: string;
}
export interface MyNotes {
	person: string;
	notes: MyNote[];
	/** May they note something about what is dealt with without the public? */
	closed: boolean;
	/** When they were read. */
	at: Date;
}

/** The actor's own notes of this session; those of closed items while they may read such. The caller has asked for permission. */
export async function notesIn(tx: Tx, actor: PersonActor, { session, may, now }: Pick<Permitted, 'session' | 'may'> & { now: Date }): Promise<MyNotes> {
	const rows = await tx
		.select({ item: councilNote.itemId, text: councilNote.text, revision: councilNote.revision, hidden: councilItem.closed })
		.from(councilNote)
		.innerJoin(councilItem, eq(councilItem.id, councilNote.itemId))
		.where(and(eq(councilNote.sessionId, session.id), eq(councilNote.personId, actor.person)));
	const closed = may('see-closed');
	return { person: actor.person, closed, at: now, notes: rows.filter(({ hidden }) => closed || !hidden).map(({ item, text, revision }) => ({ item, text, revision })) };
}

interface Act {
	session: string;
	item: string;
	now: Date;
}

/** May the actor note something about this item? @throws {DomainError} `not-found`, `forbidden` for an item that is dealt with without the public */
export async function mayNote(tx: Tx, actor: PersonActor, { session: id, item, now }: Act): Promise<void> {
	const { may } = await permit(tx, { actor, id, action: 'see', now });
	const [row] = await tx.select({ closed: councilItem.closed }).from(councilItem).where(and(eq(councilItem.id, item), eq(councilItem.sessionId, id)));
	if (!row) throw new DomainError('not-found');
	if (row.closed && !may('see-closed')) throw new DomainError('forbidden');
}

/**
 * Keeps the actor's note; without words there is none any more. What was written elsewhere meanwhile is not overwritten: that note is the answer, and nothing has changed. Otherwise null.
 * @throws {DomainError} `not-found`, `forbidden`; `council-note-other-person` when somebody else was signed in as it was written
 */
export async function saveNote(tx: Tx, actor: PersonActor, { note: { person, text, revision, seen }, ...act }: Act & { note: NoteInput }): Promise<OtherNote | null> {
	await mayNote(tx, actor, act);
	if (person !== actor.person) throw new DomainError('council-note-other-person');
	const mine = and(eq(councilNote.personId, actor.person), eq(councilNote.itemId, act.item));
	// One's own words, sent again because the answer was lost, are no conflict.
	const known = or(seen.length > 0 ? inArray(councilNote.revision, seen) : sql`false`, eq(councilNote.text, text));
	const kept = text.trim() === ''
		? await tx.delete(councilNote).where(and(mine, known)).returning({ revision: councilNote.revision })
		: await tx
				.insert(councilNote)
				.values({ personId: actor.person, itemId: act.item, sessionId: act.session, text, revision, updatedAt: act.now })
				.onConflictDoUpdate({ target: [councilNote.personId, councilNote.itemId], set: { text, revision, updatedAt: act.now }, setWhere: known })
				.returning({ revision: councilNote.revision });
	if (kept.length > 0) return null;
	const [other] = await tx.select({ text: councilNote.text, revision: councilNote.revision }).from(councilNote).where(mine);
	return other ?? null;
}
