/** Links for people without an account: they expire, can be revoked, and every use is written down. Only the token's hash is kept. */
import { DomainError } from '#lib/domain-error.ts';
import { hashSecret, newSecret } from '#lib/server/secret.ts';
import { findRecordingLink, recordingLink, type Actor, type Database, type Tx } from '@sal/db';
import { and, desc, eq, isNull } from 'drizzle-orm';
import { logAccess } from './access-log.server.ts';
import { permit } from './facts.server.ts';
import { linkState } from './rules.ts';
import type { LinkInput } from './schema.ts';

const DAY_MS = 86_400_000;

/** Returns the token, which is shown once and never again. @throws {DomainError} `forbidden`, also for case conferences */
export async function createLink(tx: Tx, { actor, id, input, now }: { actor: Extract<Actor, { kind: 'person' }>; id: string; input: LinkInput; now: Date }): Promise<{ token: string; expiresAt: Date }> {
	await permit(tx, { actor, id, action: 'link' });
	const token = newSecret();
	const expiresAt = new Date(now.getTime() + input.days * DAY_MS);
	await tx.insert(recordingLink).values({ recordingId: id, tokenHash: hashSecret(token), label: input.label, permission: input.permission, createdBy: actor.person, expiresAt });
	await logAccess(tx, { actor, recording: id, action: 'link-created', detail: { label: input.label, permission: input.permission } });
	return { token, expiresAt };
}

/** Revoking twice is the same as once. @throws {DomainError} `forbidden`, `not-found` */
export async function revokeLink(tx: Tx, { actor, id, link, now }: { actor: Extract<Actor, { kind: 'person' }>; id: string; link: string; now: Date }): Promise<void> {
	await permit(tx, { actor, id, action: 'link' });
	const [known] = await tx.select({ label: recordingLink.label }).from(recordingLink).where(and(eq(recordingLink.id, link), eq(recordingLink.recordingId, id)));
	if (!known) throw new DomainError('not-found');
	const revoked = await tx
		.update(recordingLink)
		.set({ revokedAt: now, revokedBy: actor.person })
		.where(and(eq(recordingLink.id, link), isNull(recordingLink.revokedAt)))
		.returning({ id: recordingLink.id });
	if (revoked.length > 0) await logAccess(tx, { actor, recording: id, action: 'link-revoked', detail: { label: known.label } });
}

/** @throws {DomainError} `forbidden` */
export async function listLinks(tx: Tx, { actor, id, now }: { actor: Actor; id: string; now: Date }) {
	await permit(tx, { actor, id, action: 'link' });
	const rows = await tx
		.select({ id: recordingLink.id, label: recordingLink.label, permission: recordingLink.permission, createdAt: recordingLink.createdAt, expiresAt: recordingLink.expiresAt, revokedAt: recordingLink.revokedAt })
		.from(recordingLink)
		.where(eq(recordingLink.recordingId, id))
		.orderBy(desc(recordingLink.createdAt));
	return rows.map((row) => ({ ...row, state: linkState({ ...row, now }) }));
}
export type ListedLink = Awaited<ReturnType<typeof listLinks>>[number];

/** Who comes with this token. `state` says what to tell somebody whose link no longer opens; null: there never was such a link. */
export async function openLink(db: Database, { token, now }: { token: string; now: Date }): Promise<{ state: 'open'; actor: Extract<Actor, { kind: 'link' }> } | { state: 'expired' | 'revoked' } | null> {
	const found = await findRecordingLink(db, hashSecret(token));
	if (!found) return null;
	const state = linkState({ ...found, now });
	return state === 'open' ? { state, actor: { kind: 'link', link: found.linkId, recording: found.recordingId } } : { state };
}

/** The link that the visitor came by. @throws {DomainError} `recordings-link-revoked` when it was taken back a moment ago */
export async function readOwnLink(tx: Tx, actor: Extract<Actor, { kind: 'link' }>): Promise<{ expiresAt: Date }> {
	const [link] = await tx.select({ expiresAt: recordingLink.expiresAt }).from(recordingLink).where(eq(recordingLink.id, actor.link));
	if (!link) throw new DomainError('recordings-link-revoked');
	return link;
}
