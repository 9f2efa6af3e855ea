/** Signing a version of minutes: the signer shows their second factor, the portal signs that they did (Ed25519). */
import { asc, eq } from 'drizzle-orm';
import { councilMinutesSignature, person, type PersonActor, type Tx } from '@sal/db';
import { signDetached, verifyDetached } from '@sal/storage';
import { dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { notify } from '#lib/server/notify.ts';
import { permit, type Permitted } from '../permit.server.ts';
import { membersOn, readVerifiers } from './facts.server.ts';
import { roleOf, signatureStanding, statementText, type Standing, type Statement } from './signing.rules.ts';
import { newestVersion, type Version } from './versions.server.ts';

export interface Signing {
	actor: PersonActor;
	session: string;
	version: number;
	/** Of the version, as the signer's page showed it. */
	sha256: string;
	by: Statement['by'];
	/** Of a certificate: the PDF that was uploaded, and what was found in it. */
	file?: { id: string; sha256: string; report: unknown };
	key: { signer: string; privateKeyPem: string };
	now: Date;
}

/**
 * Signs the newest version. @throws {DomainError} `not-found`, `forbidden`, `changed-meanwhile` when it is no longer the newest or not what was shown,
 * `council-minutes-signed-already`, `council-minutes-running` while the session lasts
 */
export async function signMinutes(tx: Tx, { actor, session: id, version: number, sha256, by, file, key, now }: Signing): Promise<void> {
	const permitted = await permit(tx, { actor, id, action: 'sign-minutes', now });
	const { session, resource } = permitted;
	if (session.state !== 'ended') throw new DomainError('council-minutes-running');
	const role = roleOf({ presides: resource.relations.includes('presides'), presided: session.presidedBy === actor.person, verifies: resource.relations.includes('verifies') });
	if (!role) throw new DomainError('forbidden');
	const version = await newestVersion(tx, id);
	if (!version) throw new DomainError('not-found');
	if (version.version !== number || version.sha256 !== sha256) throw new DomainError('changed-meanwhile');
	const [who] = await tx.select({ name: person.name }).from(person).where(eq(person.id, actor.person));
	if (!who) throw new DomainError('not-found');
	const statement = statementText({ session: id, version: number, sha256, person: actor.person, name: who.name, role, by, ...(file && { file: file.sha256 }), at: now });
	const added = await tx
		.insert(councilMinutesSignature)
		.values({
			sessionId: id, versionId: version.id, personId: actor.person, name: who.name, role, kind: by === 'certificate' ? 'certificate' : 'account', statement,
			signature: signDetached({ bytes: Buffer.from(statement), privateKeyPem: key.privateKeyPem }), signer: key.signer, ...(file && { fileId: file.id, report: file.report }), at: now
		})
		.onConflictDoNothing();
	if (added.count === 0) throw new DomainError('council-minutes-signed-already');
	await audit(tx, { action: 'council-minutes.signed', object: { kind: 'council-session', id, organisation: session.organisationId }, detail: { version: number, sha256, role, by } });
	await tellWhenSigned(tx, permitted, version);
}

/** Everybody who signs hears that the last one has. */
async function tellWhenSigned(tx: Tx, { session }: Permitted, version: Version): Promise<void> {
	const { standing, verifiers } = await readStanding(tx, { session: session.id, version: version.id });
	if (standing.completeAt) await notify(tx, { people: [...verifiers.map(({ id }) => id), ...(session.presidedBy ? [session.presidedBy] : [])], kind: 'council.minutes-signed', data: { title: session.title }, href: `/council/${session.id}/minutes` });
}

export interface Signature {
	person: string;
	name: string;
	role: 'chair' | 'verifier';
	kind: 'account' | 'certificate';
	at: Date;
	statement: string;
	signature: string;
	signer: string;
	file: string | null;
	report: unknown;
}

/** Signatures of a version and what is missing. The caller has asked for permission. */
export async function readStanding(tx: Tx, { session, version }: { session: string; version: string }): Promise<{ signatures: Signature[]; verifiers: { id: string; name: string }[]; standing: Standing }> {
	const rows = await tx.select().from(councilMinutesSignature).where(eq(councilMinutesSignature.versionId, version)).orderBy(asc(councilMinutesSignature.at));
	const verifiers = await readVerifiers(tx, session);
	const signatures = rows.map(({ personId, name, role, kind, at, statement, signature, signer, fileId, report }) => ({ person: personId, name, role, kind, at, statement, signature, signer, file: fileId, report }));
	return { signatures, verifiers, standing: signatureStanding({ signatures, verifiers: verifiers.map(({ id }) => id) }) };
}

/** Does the signature stand for this version, and was its statement signed by the portal? */
export function isGenuine({ signature: { statement, signature }, version, publicKeyPem }: { signature: Pick<Signature, 'statement' | 'signature'>; version: Pick<Version, 'version' | 'sha256'>; publicKeyPem: string }): boolean {
	if (!verifyDetached({ bytes: Buffer.from(statement), signature, publicKeyPem })) return false;
	const said: unknown = JSON.parse(statement);
	return typeof said === 'object' && said !== null && 'sha256' in said && said.sha256 === version.sha256 && 'version' in said && said.version === version.version;
}

/** Members who may sign as chair: chair and deputies on the day of the session. */
export async function presidents(tx: Tx, { session, body }: Pick<Permitted, 'session' | 'body'>): Promise<{ id: string; name: string }[]> {
	const members = await membersOn(tx, { body: body.id, day: dayOf(session.openedAt ?? session.startsAt) });
	return members.filter(({ office }) => office !== 'member').map(({ id, name }) => ({ id, name }));
}
