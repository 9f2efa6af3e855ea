/** The access log: who played, downloaded, handed out. It is the part of the log of what was done that concerns recordings; the clerk reads it on the recording's page. */
import { auditEntry, auditPersonal, recording as recordingTable, type Actor, type Tx } from '@sal/db';
import { and, desc, eq, sql } from 'drizzle-orm';
import { audit } from '#lib/server/audit.ts';
import { permit } from './facts.server.ts';

export type AccessAction = 'look' | 'play' | 'download-mp4' | 'download-track' | 'download-package' | 'link-created' | 'link-revoked' | 'verify' | 'publish' | 'kept' | 'erase-asked' | 'erase-withdrawn' | 'erase-confirmed' | 'erased';

const PREFIX = 'recording.';

export interface AccessEntry {
	actor: Actor;
	recording: string;
	action: AccessAction;
	/** Which track, which link. */
	detail?: Record<string, string>;
}

/** Written in the transaction that grants the access: if it cannot be written down, it does not happen. */
export async function logAccess(tx: Tx, { actor, recording, action, detail }: AccessEntry): Promise<void> {
	const [owner] = await tx.select({ organisation: recordingTable.organisationId, kind: recordingTable.kind }).from(recordingTable).where(eq(recordingTable.id, recording));
	await audit(tx, {
		action: `${PREFIX}${action}`,
		object: { kind: 'recording', id: recording, organisation: owner?.organisation },
		detail: { ...(actor.kind === 'link' && { link: actor.link }), ...(owner?.kind === 'case' && { case: true }) },
		// Tracks and links are named after people, and reasons may speak of them.
		personal: detail
	});
}

/** Whoever comes again within this time is still on the same visit. */
const VISIT_MINUTES = 30;

/** As {@link logAccess}, but one line for one visit of a person or link; somebody without a name is written down each time. */
export async function logOncePerVisit(tx: Tx, entry: AccessEntry): Promise<void> {
	const [known] = await tx.execute<{ lately: boolean }>(sql`select sal_accessed_lately(${entry.recording}::uuid, ${entry.action}, ${VISIT_MINUTES}) as lately`);
	if (!known?.lately) await logAccess(tx, entry);
}

const SHOWN = 200;

/** The newest entries. @throws {DomainError} `forbidden` */
export async function readAccessLog(tx: Tx, { actor, id }: { actor: Actor; id: string }) {
	await permit(tx, { actor, id, action: 'log' });
	return tx
		.select({
			id: auditEntry.id,
			at: auditEntry.at,
			action: sql<AccessAction>`substr(${auditEntry.action}, ${PREFIX.length + 1})`,
			// The portal itself has no name there.
			who: sql<string>`case when ${auditEntry.actorKind} = 'job' then '' else coalesce(${auditPersonal.name}, '') end`,
			byLink: sql<boolean>`${auditEntry.actorKind} = 'link'`,
			detail: sql<Record<string, string> | null>`${auditPersonal.detail}`
		})
		.from(auditEntry)
		.leftJoin(auditPersonal, eq(auditPersonal.entryId, auditEntry.id))
		.where(and(eq(auditEntry.objectId, id), eq(auditEntry.objectKind, 'recording'), eq(auditEntry.outcome, 'done')))
		.orderBy(desc(auditEntry.at), desc(auditEntry.id))
		.limit(SHOWN);
}
export type AccessRow = Awaited<ReturnType<typeof readAccessLog>>[number];
