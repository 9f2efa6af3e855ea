/** What everybody may read of minutes: made of the newest signed version, looked through by somebody, published with the resolutions. */
import { and, eq, isNull } from 'drizzle-orm';
import { councilMinutesPublic, councilResolution, councilResolutionText, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { permit } from '../permit.server.ts';
import { documentText, parseDocument, type MinutesDocument } from './document.ts';
import { outside, publicDocument, toReview } from './marks.rules.ts';
import { readSessionFacts } from './facts.server.ts';
import { readStanding } from './signing.server.ts';
import { newestVersion } from './versions.server.ts';

interface Acting {
	actor: PersonActor;
	session: string;
	now: Date;
}

/** What somebody looks through before it is published. @throws {DomainError} `not-found`, `forbidden`, `council-minutes-unsigned` */
export async function reviewForPublic(tx: Tx, { actor, session, now }: Acting) {
	await permit(tx, { actor, id: session, action: 'write-minutes', now });
	const version = await signedVersion(tx, session);
	const document = parseDocument(version.content);
	const facts = await readSessionFacts(tx, session);
	const known = new Set([...facts.members.map(({ name }) => name), ...facts.office, ...facts.items.map(({ rapporteur }) => rapporteur)]);
	return { version: version.version, document: publicDocument(document), findings: toReview({ document, names: [...facts.names.values()].filter((name) => !known.has(name)) }) };
}

/** Publishes the newest version, which must be signed, and the resolutions of the open part. @throws {DomainError} `not-found`, `forbidden`, `council-minutes-unsigned`, `changed-meanwhile` */
export async function publishMinutes(tx: Tx, { actor, session: id, version: reviewed, now }: Acting & { version: number }): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'write-minutes', now, lock: true });
	const version = await signedVersion(tx, id);
	if (version.version !== reviewed) throw new DomainError('changed-meanwhile');
	const content = documentText(publicDocument(parseDocument(version.content)));
	const values = { versionId: version.id, content, publishedBy: actor.person, publishedAt: now };
	await tx.insert(councilMinutesPublic).values({ sessionId: id, ...values }).onConflictDoUpdate({ target: councilMinutesPublic.sessionId, set: values });
	await publishResolutions(tx, { session: id, document: parseDocument(version.content), now });
	await audit(tx, { action: 'council-minutes.published', object: { kind: 'council-session', id, organisation: session.organisationId }, detail: { version: reviewed, sha256: version.sha256 } });
}

/** The words of a resolution are published as they stand in the minutes, where somebody has marked what is left out. */
async function publishResolutions(tx: Tx, { session, document, now }: { session: string; document: MinutesDocument; now: Date }): Promise<void> {
	const rows = await tx
		.select({ id: councilResolution.id, closed: councilResolution.closed, text: councilResolutionText.text })
		.from(councilResolution)
		.innerJoin(councilResolutionText, eq(councilResolutionText.resolutionId, councilResolution.id))
		.where(and(eq(councilResolution.sessionId, session), eq(councilResolution.closed, false)));
	for (const { id, text } of rows) {
		const block = document.blocks.find(({ topic, ref, closed }) => topic === 'resolution' && ref === id && !closed);
		// The first line of the block is its number.
		const words = block ? block.text.split('\n').slice(1).join('\n') : text;
		await tx.update(councilResolution).set({ publicText: outside(words || text), publishedAt: now }).where(eq(councilResolution.id, id));
	}
}

/** Takes the public version away; the signed one stays. @throws {DomainError} `not-found`, `forbidden` */
export async function withdrawMinutes(tx: Tx, { actor, session: id, now }: Acting): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'write-minutes', now, lock: true });
	const gone = await tx.delete(councilMinutesPublic).where(eq(councilMinutesPublic.sessionId, id));
	if (gone.count === 0) return;
	await tx.update(councilResolution).set({ publishedAt: null }).where(and(eq(councilResolution.sessionId, id), isNull(councilResolution.annulledAt)));
	await audit(tx, { action: 'council-minutes.withdrawn', object: { kind: 'council-session', id, organisation: session.organisationId } });
}

async function signedVersion(tx: Tx, session: string) {
	const version = await newestVersion(tx, session);
	const signed = version && (await readStanding(tx, { session, version: version.id })).standing.completeAt;
	if (!version || !signed) throw new DomainError('council-minutes-unsigned');
	return version;
}

/** For everybody who may know of the session, people without an account too: row-level security answers. Null while nothing is published. */
export async function readPublicMinutes(tx: Tx, session: string): Promise<{ document: MinutesDocument; publishedAt: Date } | null> {
	const [row] = await tx.select({ content: councilMinutesPublic.content, publishedAt: councilMinutesPublic.publishedAt }).from(councilMinutesPublic).where(eq(councilMinutesPublic.sessionId, session));
	return row ? { document: parseDocument(row.content), publishedAt: row.publishedAt } : null;
}
