/** The access log: who played, downloaded, handed out. Appended, never changed; the clerk reads it on the recording's page. */
import { recordingAccess, type Actor, type Tx } from '@sal/db';
import { desc, eq, sql } from 'drizzle-orm';
import { permit } from './facts.server.ts';

export type AccessAction = 'look' | 'play' | 'download-mp4' | 'download-track' | 'download-package' | 'link-created' | 'link-revoked' | 'verify' | 'publish' | 'kept' | 'erase-asked' | 'erase-withdrawn' | 'erase-confirmed' | 'erased';

export interface AccessEntry {
	actor: Actor;
	recording: string;
	action: AccessAction;
	/** Which track, which link. */
	detail?: Record<string, string>;
	/** Network address of the caller, when it is known. */
	address?: string;
}

/** Written in the transaction that grants the access: if it cannot be written down, it does not happen. */
export async function logAccess(tx: Tx, { actor, recording, action, detail, address }: AccessEntry): Promise<void> {
	await tx.insert(recordingAccess).values({
		recordingId: recording,
		action,
		personId: actor.kind === 'person' ? actor.person : null,
		linkId: actor.kind === 'link' ? actor.link : null,
		who: await nameOf(tx, actor),
		detail,
		address
	});
}

/** Whoever comes again within this time is still on the same visit. */
const VISIT_MINUTES = 30;

/** As {@link logAccess}, but one line for one visit of a person or link; somebody without a name is written down each time. */
export async function logOncePerVisit(tx: Tx, entry: AccessEntry): Promise<void> {
	const [known] = await tx.execute<{ lately: boolean }>(sql`select sal_accessed_lately(${entry.recording}::uuid, ${entry.action}, ${VISIT_MINUTES}) as lately`);
	if (!known?.lately) await logAccess(tx, entry);
}

async function nameOf(tx: Tx, actor: Actor): Promise<string> {
	if (actor.kind === 'person') {
		const rows = await tx.execute<{ name: string }>(sql`select name from person where id = ${actor.person}`);
		return rows[0]?.name ?? '';
	}
	if (actor.kind === 'link') {
		const rows = await tx.execute<{ label: string }>(sql`select label from recording_link where id = ${actor.link}`);
		return rows[0]?.label ?? '';
	}
	return '';
}

const SHOWN = 200;

/** The newest entries. @throws {DomainError} `forbidden` */
export async function readAccessLog(tx: Tx, { actor, id }: { actor: Actor; id: string }) {
	await permit(tx, { actor, id, action: 'log' });
	return tx
		.select({ id: recordingAccess.id, at: recordingAccess.at, action: recordingAccess.action, who: recordingAccess.who, byLink: sql<boolean>`${recordingAccess.linkId} is not null`, detail: sql<Record<string, string> | null>`${recordingAccess.detail}` })
		.from(recordingAccess)
		.where(eq(recordingAccess.recordingId, id))
		.orderBy(desc(recordingAccess.at), desc(recordingAccess.id))
		.limit(SHOWN);
}
export type AccessRow = Awaited<ReturnType<typeof readAccessLog>>[number];
