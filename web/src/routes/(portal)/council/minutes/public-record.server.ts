/** What everybody may read of a session that is over: the published minutes and resolutions. For pages without an account, whose actor is the public. */
import { eq } from 'drizzle-orm';
import { councilBody, councilSession, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { publicResolutions } from '../resolutions/register.server.ts';
import { minutesPdf } from './pdf.server.ts';
import { readPublicMinutes } from './publishing.server.ts';
import { printPublic } from './files.server.ts';

/** Row-level security says which sessions that are. @throws {DomainError} `not-found` also while nothing is published */
export async function publicRecord(tx: Tx, session: string) {
	const [row] = await tx.select({ title: councilSession.title, body: councilBody.name, startsAt: councilSession.startsAt }).from(councilSession).innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId)).where(eq(councilSession.id, session));
	const minutes = row && (await readPublicMinutes(tx, session));
	if (!minutes) throw new DomainError('not-found');
	return { id: session, ...row, minutes, resolutions: await publicResolutions(tx, session) };
}

/** The same minutes as PDF/A. @throws {DomainError} `not-found` */
export async function publicRecordPdf(tx: Tx, session: string): Promise<Buffer> {
	const { title, body } = await publicRecord(tx, session);
	return minutesPdf(await printPublic(tx, { id: session, title, author: body }));
}
