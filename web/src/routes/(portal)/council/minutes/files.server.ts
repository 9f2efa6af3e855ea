/** Minutes as files to take away. A PDF that is given to somebody who may sign is kept: what they bring back signed begins with exactly these bytes. */
import { createHash } from 'node:crypto';
import { councilMinutesFile, type PersonActor, type Tx } from '@sal/db';
import { slug } from '@sal/storage';
import { DomainError } from '#lib/domain-error.ts';
import { permit } from '../permit.server.ts';
import { parseDocument } from './document.ts';
import { minutesDocx } from './docx.server.ts';
import { insideDocument } from './marks.rules.ts';
import { minutesPdf, type Printing } from './pdf.server.ts';
import { readPublicMinutes } from './publishing.server.ts';
import { readStanding } from './signing.server.ts';
import { newestVersion, readVersion } from './versions.server.ts';
import { moment } from './words.ts';

interface Taking {
	actor: PersonActor;
	session: string;
	format: 'pdf' | 'docx';
	/** The newest when it is null. */
	version: number | null;
	/** The one that everybody may read. */
	open: boolean;
	now: Date;
}

/** @throws {DomainError} `not-found`, `forbidden` */
export async function minutesFile(tx: Tx, taking: Taking): Promise<{ name: string; content: Buffer }> {
	const { actor, session: id, format, open, now } = taking;
	const { session, body, resource, may } = await permit(tx, { actor, id, action: open ? 'see' : 'see-closed', now });
	const name = `zapis-${slug(session.title)}.${format}`;
	if (open) return { name, content: await render(format, await printPublic(tx, { id, title: session.title, author: body.name })) };
	const version = taking.version === null ? await newestVersion(tx, id) : await readVersion(tx, { actor, session: id, version: taking.version, now });
	if (!version) throw new DomainError('not-found');
	const { signatures } = await readStanding(tx, { session: id, version: version.id });
	const content = await render(format, {
		document: insideDocument(parseDocument(version.content)),
		title: `Zápis: ${session.title}`,
		author: body.name,
		at: version.createdAt,
		foot: `verze ${version.version}, SHA-256 ${version.sha256.slice(0, 16)}…`,
		signatures: signatures.map(({ name: who, role, at }) => `${role === 'chair' ? 'Předsedající' : 'Ověřovatel'}: ${who}, podepsáno ${moment(at.getTime())}`)
	});
	const signs = may('write-minutes') || resource.relations.includes('verifies');
	if (format === 'pdf' && signs) await tx.insert(councilMinutesFile).values({ sessionId: id, versionId: version.id, kind: 'issued', sha256: createHash('sha256').update(content).digest('hex'), content, createdBy: actor.person, createdAt: now }).onConflictDoNothing();
	return { name, content };
}

/** The published minutes, as they are printed. @throws {DomainError} `not-found` while there are none */
export async function printPublic(tx: Tx, { id, title, author }: { id: string; title: string; author: string }): Promise<Printing> {
	const published = await readPublicMinutes(tx, id);
	if (!published) throw new DomainError('not-found');
	return { document: published.document, title: `Zápis: ${title}`, author, at: published.publishedAt, foot: 'anonymizovaná verze pro veřejnost' };
}

const render = (format: 'pdf' | 'docx', printing: Printing): Promise<Buffer> => (format === 'pdf' ? minutesPdf(printing) : minutesDocx(printing));
