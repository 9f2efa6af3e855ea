/** The working copy of minutes: drafted from the events, edited in the page, saved while one types. One per session; nobody overwrites what they have not seen. */
import { eq } from 'drizzle-orm';
import { councilMinutesDraft, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { permit } from '../permit.server.ts';
import { documentText, parseDocument, type Block, type MinutesDocument } from './document.ts';
import { draftMinutes } from './draft.ts';
import { merge } from './edit.rules.ts';
import { readSessionFacts } from './facts.server.ts';
import { newestVersion } from './versions.server.ts';

interface Acting {
	actor: PersonActor;
	session: string;
	now: Date;
}

export interface Draft {
	revision: number;
	basedOn: number;
	document: MinutesDocument;
	updatedAt: Date;
}

/** The working copy, null before there is one. @throws {DomainError} `not-found`, `forbidden` */
export async function readDraft(tx: Tx, { actor, session, now }: Acting): Promise<Draft | null> {
	await permit(tx, { actor, id: session, action: 'write-minutes', now });
	const [row] = await tx.select().from(councilMinutesDraft).where(eq(councilMinutesDraft.sessionId, session));
	return row ? { revision: row.revision, basedOn: row.basedOn, document: parseDocument(row.content), updatedAt: row.updatedAt } : null;
}

/** Drafts the minutes from what has happened, or opens the working copy that is there. @throws {DomainError} `not-found`, `forbidden`, `council-minutes-not-begun` */
export async function startDraft(tx: Tx, { actor, session: id, now }: Acting): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'write-minutes', now, lock: true });
	if (session.openedAt === null) throw new DomainError('council-minutes-not-begun');
	const newest = await newestVersion(tx, id);
	const content = newest?.content ?? documentText(draftMinutes(await readSessionFacts(tx, id)));
	await tx.insert(councilMinutesDraft).values({ sessionId: id, content, basedOn: newest?.version ?? 0, updatedBy: actor.person, updatedAt: now }).onConflictDoNothing();
}

/** Throws the working copy away and drafts it anew from the events. Versions stay. @throws {DomainError} `not-found`, `forbidden`, `council-minutes-not-begun`, `changed-meanwhile` */
export async function draftAnew(tx: Tx, { actor, session: id, revision, now }: Acting & { revision: number }): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'write-minutes', now, lock: true });
	if (session.openedAt === null) throw new DomainError('council-minutes-not-begun');
	await write(tx, { actor, session: id, revision, document: draftMinutes(await readSessionFacts(tx, id)), basedOn: 0, now });
	await audit(tx, { action: 'council-minutes.drafted-anew', object: { kind: 'council-session', id, organisation: session.organisationId } });
}

export interface Edit {
	/** Of the working copy that was edited. */
	revision: number;
	/** Ids of all blocks, in their order. */
	order: readonly string[];
	/** New and changed ones. */
	blocks: readonly Pick<Block, 'id' | 'kind' | 'text' | 'closed'>[];
}

/** Saves what was typed. Answers with the new revision. @throws {DomainError} `not-found`, `forbidden`, `changed-meanwhile`, `bad-input` */
export async function saveDraft(tx: Tx, { actor, session, edit, now }: Acting & { edit: Edit }): Promise<number> {
	await permit(tx, { actor, id: session, action: 'write-minutes', now });
	const [row] = await tx.select().from(councilMinutesDraft).where(eq(councilMinutesDraft.sessionId, session)).for('update');
	if (!row) throw new DomainError('not-found');
	return write(tx, { actor, session, revision: edit.revision, document: merge({ document: parseDocument(row.content), edit }), basedOn: row.basedOn, now });
}

async function write(tx: Tx, { actor, session, revision, document, basedOn, now }: Acting & { revision: number; document: MinutesDocument; basedOn: number }): Promise<number> {
	const [row] = await tx.select({ revision: councilMinutesDraft.revision }).from(councilMinutesDraft).where(eq(councilMinutesDraft.sessionId, session)).for('update');
	if (!row) throw new DomainError('not-found');
	if (row.revision !== revision) throw new DomainError('changed-meanwhile');
	await tx.update(councilMinutesDraft).set({ revision: revision + 1, content: documentText(document), basedOn, updatedBy: actor.person, updatedAt: now }).where(eq(councilMinutesDraft.sessionId, session));
	return revision + 1;
}
