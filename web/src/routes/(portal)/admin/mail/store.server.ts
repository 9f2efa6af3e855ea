import { mailBody, mailOutbox, withActor, type Actor, type Database, type Tx } from '@sal/db';
import { and, count, desc, inArray, isNotNull, isNull } from 'drizzle-orm';
import { requireForPortal } from '../store.server.ts';

/** So many of the newest are shown. */
const SHOWN = 100;

export interface ListedMail {
	id: string;
	recipient: string;
	subject: string;
	createdAt: Date;
	sentAt: Date | null;
	failedAt: Date | null;
	attempts: number;
	lastError: string | null;
}

export interface Outbox {
	mails: ListedMail[];
	waiting: number;
	failed: number;
}

/** The newest mails and how many wait or were given up; never what they say. @throws {DomainError} `forbidden` */
export async function readOutbox({ tx, actor }: { tx: Tx; actor: Actor }): Promise<Outbox> {
	requireForPortal(actor, 'change-settings');
	const { id, recipient, subject, createdAt, sentAt, failedAt, attempts, lastError } = mailOutbox;
	const mails = await tx.select({ id, recipient, subject, createdAt, sentAt, failedAt, attempts, lastError }).from(mailOutbox).orderBy(desc(createdAt)).limit(SHOWN);
	const [waiting] = await tx.select({ count: count() }).from(mailOutbox).where(and(isNull(sentAt), isNull(failedAt)));
	const [failed] = await tx.select({ count: count() }).from(mailOutbox).where(isNotNull(failedAt));
	return { mails, waiting: waiting?.count ?? 0, failed: failed?.count ?? 0 };
}

/** What waiting mails say: in demo mode only, where nobody's real account is behind a link. @throws {DomainError} `forbidden` */
export async function readDemoTexts(db: Database, { actor, ids }: { actor: Actor; ids: string[] }): Promise<Record<string, string>> {
	const { organisation } = requireForPortal(actor, 'change-settings');
	if (ids.length === 0) return {};
	const rows = await withActor(db, { kind: 'job', organisation, name: 'mail.show-demo' }, (tx) => tx.select({ id: mailBody.mailId, text: mailBody.text }).from(mailBody).where(inArray(mailBody.mailId, ids)));
	return Object.fromEntries(rows.map(({ id, text }) => [id, text]));
}
