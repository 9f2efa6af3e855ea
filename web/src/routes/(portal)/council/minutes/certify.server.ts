/** A PDF of the minutes that comes back with a signature of its own: checked as far as that goes without asking anybody, and kept. */
import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { councilMinutesFile, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { permit } from '../permit.server.ts';
import { signaturesIn } from './pdf-signature.ts';
import { signMinutes, type Signing } from './signing.server.ts';
import { newestVersion } from './versions.server.ts';

/** Minutes are text: a larger file is something else. */
const MOST_BYTES = 8 * 1_048_576;

interface Certifying {
	actor: PersonActor;
	session: string;
	bytes: Buffer;
	key: Signing['key'];
	now: Date;
}

/**
 * Takes the signed PDF as this person's signature of the newest version. Its content is ours when it begins with exactly the bytes of a PDF that was given out for
 * that version: signing only adds to the end of a file. @throws {DomainError} `not-found`, `forbidden`, `council-minutes-file-large`, `council-minutes-file-other`,
 * `council-minutes-file-unsigned`, `council-minutes-file-broken`, and as {@link signMinutes}
 */
export async function certify(tx: Tx, { actor, session: id, bytes, key, now }: Certifying): Promise<void> {
	await permit(tx, { actor, id, action: 'sign-minutes', now });
	if (bytes.length > MOST_BYTES) throw new DomainError('council-minutes-file-large');
	const version = await newestVersion(tx, id);
	if (!version) throw new DomainError('not-found');
	const issued = await tx.select({ content: councilMinutesFile.content }).from(councilMinutesFile).where(and(eq(councilMinutesFile.versionId, version.id), eq(councilMinutesFile.kind, 'issued')));
	const original = issued.find(({ content }) => bytes.subarray(0, content.length).equals(content))?.content;
	if (!original) throw new DomainError('council-minutes-file-other');
	const signatures = await signaturesIn(bytes);
	if (signatures.length === 0) throw new DomainError('council-minutes-file-unsigned');
	// A part added after the last signature could show something else than what was signed.
	if (!signatures.every(({ intact, covered }) => intact && covered >= original.length) || !signatures.some(({ coversAll }) => coversAll)) throw new DomainError('council-minutes-file-broken');
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const [file] = await tx.insert(councilMinutesFile).values({ sessionId: id, versionId: version.id, kind: 'signed', sha256, content: bytes, createdBy: actor.person, createdAt: now }).onConflictDoNothing().returning({ id: councilMinutesFile.id });
	if (!file) throw new DomainError('council-minutes-signed-already');
	await signMinutes(tx, { actor, session: id, version: version.version, sha256: version.sha256, by: 'certificate', file: { id: file.id, sha256, report: { signatures, chain: 'not-checked' } }, key, now });
}
