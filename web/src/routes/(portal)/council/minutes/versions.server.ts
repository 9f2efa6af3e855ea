/** Versions of minutes: kept once and for all, each with the SHA-256 that is signed. */
import { createHash } from 'node:crypto';
import { and, desc, eq } from 'drizzle-orm';
import { councilMinutesDraft, councilMinutesVersion, person, type Actor, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { notify } from '#lib/server/notify.ts';
import { permit } from '../permit.server.ts';
import { readVerifiers } from './facts.server.ts';

export type Version = typeof councilMinutesVersion.$inferSelect;

export async function newestVersion(tx: Tx, session: string): Promise<Version | null> {
	const [row] = await tx.select().from(councilMinutesVersion).where(eq(councilMinutesVersion.sessionId, session)).orderBy(desc(councilMinutesVersion.version)).limit(1);
	return row ?? null;
}

/** Of the text as UTF-8, 64 hexadecimal digits. */
export const hashOf = (content: string): string => createHash('sha256').update(content, 'utf8').digest('hex');

interface Keeping {
	actor: PersonActor;
	session: string;
	/** Of the working copy that the writer has before them. */
	revision: number;
	note: string;
	now: Date;
}

/** Makes a version of the working copy. Answers with its number. @throws {DomainError} `not-found`, `forbidden`, `changed-meanwhile`, `council-minutes-nothing-new` */
export async function keepVersion(tx: Tx, { actor, session: id, revision, note, now }: Keeping): Promise<number> {
	const { session } = await permit(tx, { actor, id, action: 'write-minutes', now, lock: true });
	const [draft] = await tx.select().from(councilMinutesDraft).where(eq(councilMinutesDraft.sessionId, id)).for('update');
	if (!draft) throw new DomainError('not-found');
	if (draft.revision !== revision) throw new DomainError('changed-meanwhile');
	const newest = await newestVersion(tx, id);
	if (newest?.content === draft.content) throw new DomainError('council-minutes-nothing-new');
	const version = (newest?.version ?? 0) + 1;
	const sha256 = hashOf(draft.content);
	await tx.insert(councilMinutesVersion).values({ sessionId: id, version, content: draft.content, sha256, note, createdBy: actor.person, createdAt: now });
	await tx.update(councilMinutesDraft).set({ basedOn: version }).where(eq(councilMinutesDraft.sessionId, id));
	const signers = [...(await readVerifiers(tx, id)).map((verifier) => verifier.id), ...(session.presidedBy ? [session.presidedBy] : [])];
	if (session.state === 'ended') await notify(tx, { people: signers, kind: 'council.minutes-version', data: { title: session.title, version: String(version) }, href: `/council/${id}/minutes` });
	await audit(tx, { action: 'council-minutes.version-kept', object: { kind: 'council-session', id, organisation: session.organisationId }, detail: { version, sha256 } });
	return version;
}

interface Reading {
	actor: Actor;
	session: string;
	now: Date;
}

/** Newest first, with their authors; the words are read one by one. @throws {DomainError} `not-found`, `forbidden` */
export async function listVersions(tx: Tx, { actor, session, now }: Reading) {
	await permit(tx, { actor, id: session, action: 'see-closed', now });
	return tx
		.select({ id: councilMinutesVersion.id, version: councilMinutesVersion.version, sha256: councilMinutesVersion.sha256, note: councilMinutesVersion.note, createdAt: councilMinutesVersion.createdAt, author: person.name })
		.from(councilMinutesVersion)
		.leftJoin(person, eq(person.id, councilMinutesVersion.createdBy))
		.where(eq(councilMinutesVersion.sessionId, session))
		.orderBy(desc(councilMinutesVersion.version));
}

/** One version whole. @throws {DomainError} `not-found`, `forbidden` */
export async function readVersion(tx: Tx, { actor, session, version, now }: Reading & { version: number }): Promise<Version> {
	await permit(tx, { actor, id: session, action: 'see-closed', now });
	const [row] = await tx.select().from(councilMinutesVersion).where(and(eq(councilMinutesVersion.sessionId, session), eq(councilMinutesVersion.version, version)));
	if (!row) throw new DomainError('not-found');
	return row;
}
