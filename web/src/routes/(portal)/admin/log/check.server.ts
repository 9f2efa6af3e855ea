import { auditCheck, type Actor, type Tx } from '@sal/db';
import { desc, sql } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { readsWholeLog } from './rules.ts';

/** The newest check of the whole log, and whether another one was asked for since; undefined when none was made yet. */
export async function readCheck(tx: Tx) {
	const [last] = await tx.select().from(auditCheck).orderBy(desc(auditCheck.id)).limit(1);
	const [asked] = await tx.execute(sql`select 1 from (select max(at) as at from audit_entry where action = 'log.check-asked') a where a.at > coalesce((select max(at) from audit_check), '-infinity')`);
	return { last, waits: asked !== undefined };
}

/** Has the whole log checked in the background. @throws {DomainError} `forbidden` for whoever does not read all of it */
export async function askForCheck(tx: Tx, actor: Actor, now: Date): Promise<void> {
	if (!readsWholeLog(actor, now)) throw new DomainError('forbidden');
	await audit(tx, { action: 'log.check-asked' });
	await tx.execute(sql`select pg_notify('sal_jobs', 'log')`);
}
